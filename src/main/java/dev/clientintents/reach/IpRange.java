package dev.clientintents.reach;

import java.util.Optional;

/**
 * A range of IPv4 addresses, both ends included.
 *
 * @param first the first address as an unsigned 32-bit number
 * @param last the last address, not before the first
 */
public record IpRange(long first, long last) {

    private static final long MAX = 0xFFFF_FFFFL;

    /** Every IPv4 address. */
    public static final IpRange ALL = new IpRange(0, MAX);

    public IpRange {
        if (first < 0 || last > MAX || first > last) {
            throw new IllegalArgumentException("not a range of IPv4 addresses: " + first + "-" + last);
        }
    }

    /** Reads {@code 10.0.0.1} or {@code 10.0.0.0/8}, whose host bits need not be zero; empty for any other text. */
    public static Optional<IpRange> parse(String text) {
        int slash = text.indexOf('/');
        long address = address(slash < 0 ? text : text.substring(0, slash));
        int bits = slash < 0 ? 32 : number(text.substring(slash + 1), 32);
        if (address < 0 || bits < 0) {
            return Optional.empty();
        }
        long host = MAX >>> bits;
        return Optional.of(new IpRange(address & ~host, address | host));
    }

    /** Whether all of {@code other} is in this range. */
    public boolean contains(IpRange other) {
        return first <= other.first && other.last <= last;
    }

    private static long address(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return -1;
        }
        long address = 0;
        for (String part : parts) {
            int octet = number(part, 255);
            if (octet < 0) {
                return -1;
            }
            address = address << 8 | octet;
        }
        return address;
    }

    /** A decimal number without sign or leading zeros, at most {@code max}; -1 for any other text. */
    private static int number(String text, int max) {
        boolean digits = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        int value = Integer.parseInt(text);
        return value > max ? -1 : value;
    }

    /** {@code first-last} in dotted notation, a single address too. */
    @Override
    public String toString() {
        return dotted(first) + "-" + dotted(last);
    }

    private static String dotted(long address) {
        return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }
}
