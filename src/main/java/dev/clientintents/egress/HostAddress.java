package dev.clientintents.egress;

import dev.clientintents.reach.IpRange;
import java.util.List;
import java.util.Optional;

/** Reads the addresses of single hosts that pods can reach. */
final class HostAddress {

    /** Addresses that mean the pod itself, or every address of a host. */
    private static final List<IpRange> OWN = List.of(block("0.0.0.0/8"), block("127.0.0.0/8"), block("::/127"));

    private HostAddress() {}

    /**
     * Reads an address without a prefix length; empty for any other text, and for an address that means another host to
     * each that uses it.
     */
    static Optional<IpRange> parse(String text) {
        return text.indexOf('/') >= 0
                ? Optional.empty()
                : IpRange.parse(text).filter(address -> OWN.stream().noneMatch(it -> it.contains(address)));
    }

    private static IpRange block(String cidr) {
        return IpRange.parse(cidr).orElseThrow();
    }
}
