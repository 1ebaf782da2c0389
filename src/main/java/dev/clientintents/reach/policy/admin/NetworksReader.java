package dev.clientintents.reach.policy.admin;

import dev.clientintents.reach.AddressSet;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.policy.InvalidPolicyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads blocks of addresses of both families. */
final class NetworksReader {

    private NetworksReader() {}

    static AdminPeer.Networks read(List<Field> blocks) throws InvalidPolicyException {
        var texts = new ArrayList<String>();
        var ranges = new ArrayList<IpRange>();
        for (Field block : blocks) {
            String text = block.text();
            Optional<IpRange> range =
                    Optional.of(text).filter(it -> it.contains("/")).flatMap(IpRange::parse);
            ranges.add(range.orElseThrow(
                    () -> new InvalidPolicyException(block.path(), "is not a block of addresses: " + text)));
            texts.add(text);
        }
        return new AdminPeer.Networks(String.join(", ", texts), AddressSet.union(ranges));
    }
}
