package dev.clientintents.reach.policy;

import dev.clientintents.reach.Intervals;
import dev.clientintents.reach.IpRange;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads blocks of addresses. */
final class BlockReader {

    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*/(12[0-8]|1[01][0-9]|[1-9]?[0-9])");

    private BlockReader() {}

    /** A block of IPv6 addresses holds no IPv4 address. */
    static Peer.Block read(IPBlock block, String field) throws InvalidPolicyException {
        String cidr = block.getCidr();
        String text = cidr + (block.getExcept().isEmpty() ? "" : " except " + String.join(", ", block.getExcept()));
        if (isIpv6(cidr)) {
            for (String except : block.getExcept()) {
                if (!isIpv6(except)) {
                    throw new InvalidPolicyException(field + ".except", "is not within " + cidr + ": " + except);
                }
            }
            return new Peer.Block(text, Intervals.NONE);
        }
        IpRange range = range(cidr)
                .orElseThrow(() -> new InvalidPolicyException(field + ".cidr", "is not a block of addresses: " + cidr));
        Intervals left = Intervals.of(range.first(), range.last());
        for (String except : block.getExcept()) {
            IpRange hole = range(except)
                    .filter(it -> range.contains(it) && !it.equals(range))
                    .orElseThrow(() ->
                            new InvalidPolicyException(field + ".except", "is not within " + cidr + ": " + except));
            left = left.minus(Intervals.of(hole.first(), hole.last()));
        }
        return new Peer.Block(text, left);
    }

    static boolean isIpv6(@Nullable String cidr) {
        return cidr != null && IPV6.matcher(cidr).matches();
    }

    private static Optional<IpRange> range(@Nullable String cidr) {
        return Optional.ofNullable(cidr).filter(it -> it.contains("/")).flatMap(IpRange::parse);
    }
}
