package dev.clientintents.reach.policy;

import dev.clientintents.reach.AddressSet;
import dev.clientintents.reach.IpRange;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads blocks of addresses of both families. */
final class BlockReader {

    private BlockReader() {}

    /** Reads a block; what it excepts is within it, and so of its family. */
    static Peer.Block read(IPBlock block, String field) throws InvalidPolicyException {
        String cidr = block.getCidr();
        String text = cidr + (block.getExcept().isEmpty() ? "" : " except " + String.join(", ", block.getExcept()));
        IpRange range = range(cidr)
                .orElseThrow(() -> new InvalidPolicyException(field + ".cidr", "is not a block of addresses: " + cidr));
        AddressSet left = AddressSet.of(range);
        for (String except : block.getExcept()) {
            left = left.minus(range(except)
                    .filter(it -> range.contains(it) && !it.equals(range))
                    .orElseThrow(() ->
                            new InvalidPolicyException(field + ".except", "is not within " + cidr + ": " + except)));
        }
        return new Peer.Block(text, left);
    }

    private static Optional<IpRange> range(@Nullable String cidr) {
        return Optional.ofNullable(cidr).filter(it -> it.contains("/")).flatMap(IpRange::parse);
    }
}
