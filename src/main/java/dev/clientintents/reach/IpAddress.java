package dev.clientintents.reach;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads and writes addresses. An address is a number: an IPv4 address its own 32 bits, an IPv6 address its 128 bits
 * and 2<sup>128</sup> more, so that all of them have one order and the families never touch.
 */
final class IpAddress {

    /** The first IPv6 address, {@code ::}. */
    static final BigInteger FIRST_IPV6 = BigInteger.ONE.shiftLeft(128);

    static final int IPV4_BITS = 32;
    static final int IPV6_BITS = 128;

    private static final int GROUPS = 8;
    private static final int OF_GROUP = 0xFFFF;

    private IpAddress() {}

    static boolean isIpv6(BigInteger address) {
        return address.compareTo(FIRST_IPV6) >= 0;
    }

    /** Reads {@code 10.0.0.1} or {@code 2001:db8::1}; empty for any other text. */
    static Optional<BigInteger> parse(String text) {
        return text.indexOf(':') < 0
                ? ipv4(text).map(BigInteger::valueOf)
                : ipv6(text).map(FIRST_IPV6::add);
    }

    private static Optional<Long> ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        long address = 0;
        for (String part : parts) {
            int octet = number(part, 255);
            if (octet < 0) {
                return Optional.empty();
            }
            address = address << 8 | octet;
        }
        return Optional.of(address);
    }

    private static Optional<BigInteger> ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true).filter(it -> it.size() == GROUPS).map(IpAddress::number);
        }
        Optional<List<Integer>> before = groups(text.substring(0, gap), false);
        Optional<List<Integer>> after = groups(text.substring(gap + 2), true);
        if (before.isEmpty()
                || after.isEmpty()
                || before.get().size() + after.get().size() >= GROUPS) {
            return Optional.empty();
        }
        var groups = new ArrayList<>(before.get());
        while (groups.size() + after.get().size() < GROUPS) {
            groups.add(0);
        }
        groups.addAll(after.get());
        return Optional.of(number(groups));
    }

    /**
     * Reads groups of four hexadecimal digits; none for no text.
     *
     * @param last whether they end the address, so that the last two of them may stand as an IPv4 address
     */
    private static Optional<List<Integer>> groups(String text, boolean last) {
        var groups = new ArrayList<Integer>();
        if (text.isEmpty()) {
            return Optional.of(groups);
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            Optional<Long> ipv4 = last && i == parts.length - 1 ? ipv4(parts[i]) : Optional.empty();
            if (ipv4.isPresent()) {
                groups.add((int) (ipv4.get() >> 16));
                groups.add((int) (ipv4.get() & OF_GROUP));
            } else if (isHexadecimal(parts[i])) {
                groups.add(Integer.parseInt(parts[i], 16));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(groups);
    }

    private static boolean isHexadecimal(String text) {
        return !text.isEmpty()
                && text.length() <= 4
                && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    private static BigInteger number(List<Integer> groups) {
        BigInteger number = BigInteger.ZERO;
        for (int group : groups) {
            number = number.shiftLeft(16).add(BigInteger.valueOf(group));
        }
        return number;
    }

    /** Reads a decimal number without sign or leading zeros, at most {@code max}; -1 for any other text. */
    static int number(String text, int max) {
        boolean digits = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        int value = Integer.parseInt(text);
        return value > max ? -1 : value;
    }

    /**
     * Returns the address in dotted notation, or as <a href="https://www.rfc-editor.org/rfc/rfc5952">RFC 5952</a> writes
     * IPv6 addresses.
     */
    static String text(BigInteger address) {
        if (!isIpv6(address)) {
            long number = address.longValueExact();
            return (number >> 24) + "." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
        }
        BigInteger number = address.subtract(FIRST_IPV6);
        var groups = new ArrayList<Integer>();
        for (int i = GROUPS - 1; i >= 0; i--) {
            groups.add(number.shiftRight(16 * i).intValue() & OF_GROUP);
        }
        int start = 0;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zerosFrom(groups, i);
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        return length < 2
                ? text(groups)
                : text(groups.subList(0, start)) + "::" + text(groups.subList(start + length, GROUPS));
    }

    private static int zerosFrom(List<Integer> groups, int start) {
        int end = start;
        while (end < GROUPS && groups.get(end) == 0) {
            end++;
        }
        return end - start;
    }

    private static String text(List<Integer> groups) {
        return groups.stream().map(Integer::toHexString).collect(Collectors.joining(":"));
    }
}
