package dev.clientintents.reach;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range of addresses of one family, IPv4 or IPv6, both ends included. Addresses have one order, in which those of
 * IPv6 come after those of IPv4, and no address touches one of the other family.
 *
 * @param first the first address as a number
 * @param last the last address, not before the first
 */
public record IpRange(BigInteger first, BigInteger last) {

    /** Every IPv4 address. */
    public static final IpRange IPV4 = new IpRange(
            BigInteger.ZERO, BigInteger.ONE.shiftLeft(IpAddress.IPV4_BITS).subtract(BigInteger.ONE));

    /** Every IPv6 address. */
    public static final IpRange IPV6 = new IpRange(
            IpAddress.FIRST_IPV6,
            IpAddress.FIRST_IPV6
                    .add(BigInteger.ONE.shiftLeft(IpAddress.IPV6_BITS))
                    .subtract(BigInteger.ONE));

    public IpRange {
        boolean oneFamily = IpAddress.isIpv6(first) == IpAddress.isIpv6(last);
        if (first.signum() < 0 || first.compareTo(last) > 0 || !oneFamily) {
            throw new IllegalArgumentException("not a range of addresses: " + first + "-" + last);
        }
    }

    /**
     * Reads an address, {@code 10.0.0.1} or {@code 2001:db8::1}, or a block, {@code 10.0.0.0/8} or
     * {@code 2001:db8::/32}, whose host bits need not be zero; empty for any other text.
     */
    public static Optional<IpRange> parse(String text) {
        int slash = text.indexOf('/');
        Optional<BigInteger> address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int most = IpAddress.isIpv6(address.get()) ? IpAddress.IPV6_BITS : IpAddress.IPV4_BITS;
        int bits = slash < 0 ? most : IpAddress.number(text.substring(slash + 1), most);
        if (bits < 0) {
            return Optional.empty();
        }
        BigInteger host = BigInteger.ONE.shiftLeft(most - bits).subtract(BigInteger.ONE);
        return Optional.of(new IpRange(address.get().andNot(host), address.get().or(host)));
    }

    /** Returns every address of the same family. */
    public IpRange family() {
        return IpAddress.isIpv6(first) ? IPV6 : IPV4;
    }

    /** Returns whether all of {@code other} is in this range. */
    public boolean contains(IpRange other) {
        return first.compareTo(other.first) <= 0 && other.last.compareTo(last) <= 0;
    }

    /** Returns the addresses that are in both ranges; empty where none is. */
    public Optional<IpRange> intersect(IpRange other) {
        BigInteger from = first.max(other.first);
        BigInteger to = last.min(other.last);
        return from.compareTo(to) <= 0 ? Optional.of(new IpRange(from, to)) : Optional.empty();
    }

    /** Returns whether {@code next} begins right after this range. */
    public boolean touches(IpRange next) {
        return after().equals(next.first);
    }

    /** Returns the range from the first address of this one to the last of another of the same family. */
    public IpRange through(IpRange other) {
        return new IpRange(first, other.last);
    }

    /** Returns the number after the last address. */
    public BigInteger after() {
        return last.add(BigInteger.ONE);
    }

    /** Returns the fewest blocks that make up this range, in order, for example {@code 10.0.0.0/9}. */
    public List<String> blocks() {
        var blocks = new ArrayList<String>();
        int most = IpAddress.isIpv6(first) ? IpAddress.IPV6_BITS : IpAddress.IPV4_BITS;
        BigInteger next = first;
        while (next.compareTo(last) <= 0) {
            int host = Math.min(most, next.getLowestSetBit() < 0 ? most : next.getLowestSetBit());
            while (next.add(BigInteger.ONE.shiftLeft(host)).compareTo(after()) > 0) {
                host--;
            }
            blocks.add(IpAddress.text(next) + "/" + (most - host));
            next = next.add(BigInteger.ONE.shiftLeft(host));
        }
        return blocks;
    }

    /** Returns the smallest block that holds this range and another of the same family. */
    public IpRange block(IpRange other) {
        BigInteger from = first.min(other.first);
        BigInteger to = last.max(other.last);
        int host = from.xor(to).bitLength();
        BigInteger mask = BigInteger.ONE.shiftLeft(host).subtract(BigInteger.ONE);
        return new IpRange(from.andNot(mask), from.or(mask));
    }

    /** Returns {@code first-last}, also for a single address. */
    @Override
    public String toString() {
        return IpAddress.text(first) + "-" + IpAddress.text(last);
    }
}
