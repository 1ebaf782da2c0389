package dev.clientintents.learn.importing;

import dev.clientintents.effective.Sourced;
import dev.clientintents.finding.Position;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.reach.policy.Policy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;

/**
 * A policy that may be said in intents.
 *
 * @param name what findings call it, for example {@code NetworkPolicy shop/web}
 * @param rules the places of its rules for ingress, in their order; possibly fewer, where they are not known
 * @param exists whether it is a policy of the input; else what a controller would write for something of the input
 */
record SourcePolicy(String name, Policy policy, Position position, List<Position> rules, boolean exists) {

    SourcePolicy {
        rules = List.copyOf(rules);
    }

    /** Returns the place of a rule for ingress; that of the policy where it is not known. */
    Position rule(int index) {
        return index < rules.size() ? rules.get(index) : position;
    }

    /** Returns a NetworkPolicy of a source, as it has been read. */
    static SourcePolicy of(Sourced<NetworkPolicy> sourced, Policy policy, Source source) {
        Position position = sourced.position();
        ObjectKey key = policy.key();
        return new SourcePolicy(
                new Position.Named("NetworkPolicy", key.namespace(), key.name()).toString(),
                policy,
                position,
                source.objects().stream()
                        .filter(it -> it.position().equals(position))
                        .flatMap(it -> it.content().mapping("spec").stream())
                        .flatMap(it -> it.items("ingress").stream())
                        .map(it -> position.at(it.line()))
                        .toList(),
                true);
    }
}
