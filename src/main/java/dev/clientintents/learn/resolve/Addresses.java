package dev.clientintents.learn.resolve;

import dev.clientintents.reach.IpRange;
import java.util.List;
import java.util.Optional;

/** Compares addresses as texts, in the usual form of their family. */
final class Addresses {

    private static final List<IpRange> PRIVATE = List.of(
            block("10.0.0.0/8"),
            block("172.16.0.0/12"),
            block("192.168.0.0/16"),
            block("100.64.0.0/10"),
            block("198.18.0.0/15"),
            block("fc00::/7"));
    private static final List<IpRange> LOOPBACK = List.of(block("127.0.0.0/8"), block("::1"));
    private static final List<IpRange> LINK_LOCAL = List.of(block("169.254.0.0/16"), block("fe80::/10"));
    private static final List<IpRange> MULTICAST =
            List.of(block("224.0.0.0/4"), block("255.255.255.255"), block("ff00::/8"));

    private Addresses() {}

    /** Returns an address in the usual form; empty where the text is none. */
    static Optional<String> usual(String text) {
        return text.indexOf('/') >= 0 ? Optional.empty() : IpRange.parse(text).map(Addresses::usual);
    }

    /** Returns the first address of a range. */
    static String usual(IpRange range) {
        String block = new IpRange(range.first(), range.first()).blocks().get(0);
        return block.substring(0, block.indexOf('/'));
    }

    /** Returns whether networks use an address without asking anybody, so that pods may have it. */
    static boolean isPrivate(IpRange address) {
        return isIn(PRIVATE, address);
    }

    static boolean isLoopback(IpRange address) {
        return isIn(LOOPBACK, address);
    }

    static boolean isLinkLocal(IpRange address) {
        return isIn(LINK_LOCAL, address);
    }

    static boolean isMulticast(IpRange address) {
        return isIn(MULTICAST, address);
    }

    static boolean isIn(List<IpRange> ranges, IpRange address) {
        return ranges.stream().anyMatch(it -> it.contains(address));
    }

    private static IpRange block(String cidr) {
        return IpRange.parse(cidr).orElseThrow();
    }
}
