package dev.clientintents.reach.policy;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import dev.clientintents.reach.Direction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A NetworkPolicy, read and with its defaults.
 *
 * @param pods selects pods of its namespace
 * @param rules for each direction in which it isolates these pods, what it admits all the same
 */
public record Policy(ObjectKey key, Selector pods, Map<Direction, List<Rule>> rules) {

    public Policy {
        rules = Map.copyOf(rules);
    }

    /** Returns the policy's rules for a direction; null where it does not isolate in it. */
    @Nullable
    public List<Rule> rules(Direction direction) {
        return rules.get(direction);
    }

    /**
     * A rule.
     *
     * @param peers any of them may match; none listed means everyone, in and outside of the cluster
     */
    public record Rule(List<Peer> peers, PortSpec ports) {

        public Rule {
            peers = List.copyOf(peers);
        }
    }
}
