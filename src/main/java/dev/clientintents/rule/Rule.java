package dev.clientintents.rule;

import dev.clientintents.model.PortRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Admits connections between subjects and peers. Rules only add: what no rule admits is denied.
 *
 * @param subjects the pods that the rule is about
 * @param direction whether they are connected to, or connect
 * @param peers the other side, any of them; never empty
 * @param ports the ports of the side that is connected to; null means all, and the list is never empty
 */
public record Rule(
        Subjects subjects,
        Direction direction,
        List<Peer> peers,
        @Nullable List<PortRange> ports) {

    /** @throws IllegalArgumentException where the peers or the ports are empty, which policies take for "all" */
    public Rule {
        if (peers.isEmpty()) {
            throw new IllegalArgumentException(
                    "an empty list of peers is not valid: it would admit everybody; leave the rule out instead");
        }
        if (ports != null && ports.isEmpty()) {
            throw new IllegalArgumentException("an empty list of ports is not valid: it would open all ports to "
                    + peers + "; leave the rule out, or say null for all ports");
        }
        peers = List.copyOf(peers);
        ports = ports == null ? null : List.copyOf(ports);
    }
}
