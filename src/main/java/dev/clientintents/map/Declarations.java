package dev.clientintents.map;

import dev.clientintents.api.OutsideStatus;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.Outcome;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteState;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds what is declared, by the same judgement as the operator's status. */
final class Declarations {

    private final Outcome outcome;

    Declarations(Outcome outcome) {
        this.outcome = outcome;
    }

    /** Returns one declaration for each intent, in their order. */
    List<Edge.Declaration> of(DeclaredIntents declared) {
        IntentsEntry entry = declared.entry();
        if (outcome.graph().isSurplus(entry.key())) {
            String message = StatusPlan.surplusMessage(outcome.graph(), entry.key());
            return IntStream.range(0, entry.intents().size())
                    .mapToObj(index -> declaration(declared, index, "TooManyObjects", message))
                    .toList();
        }
        if (outcome.graph().scope().excludes(entry.key().namespace())) {
            String message = "the operator leaves namespace " + entry.key().namespace() + " alone";
            return IntStream.range(0, entry.intents().size())
                    .mapToObj(index -> declaration(declared, index, "Ignored", message))
                    .toList();
        }
        List<TargetStatus> statuses = StatusPlan.of(outcome.graph(), this::writeState, entry, null, null, Instant.EPOCH)
                .servers();
        return IntStream.range(0, entry.intents().size())
                .mapToObj(index -> declaration(
                        declared,
                        index,
                        statuses.get(index).state().name(),
                        statuses.get(index).message()))
                .toList();
    }

    /** Returns one declaration for each thing that is consumed outside of the cluster, in their order. */
    List<Edge.Declaration> outside(DeclaredIntents declared) {
        IntentsEntry entry = declared.entry();
        boolean counts = !outcome.graph().isSurplus(entry.key())
                && !outcome.graph().scope().excludes(entry.key().namespace());
        List<OutsideStatus> statuses = counts
                ? StatusPlan.of(outcome.graph(), this::writeState, entry, null, null, Instant.EPOCH)
                        .outside()
                : List.of();
        return IntStream.range(0, entry.outside().size())
                .mapToObj(index -> {
                    OutsideIntent intent = entry.outside().get(index);
                    return new Edge.Declaration(
                            entry.key().toString(),
                            declared.outside(index),
                            intent.server().toString(),
                            intent.ports().isEmpty()
                                    ? "all ports"
                                    : intent.ports().stream()
                                            .map(PortRange::toString)
                                            .collect(Collectors.joining(", ")),
                            List.of(),
                            counts ? statuses.get(index).state().name() : "Ignored",
                            counts ? statuses.get(index).message() : null);
                })
                .toList();
    }

    private static Edge.Declaration declaration(
            DeclaredIntents declared, int index, String state, @Nullable String message) {
        IntentsEntry entry = declared.entry();
        Intent intent = entry.intents().get(index);
        return new Edge.Declaration(
                entry.key().toString(),
                declared.target(index),
                intent.server().toString(),
                intent.grants().stream()
                        .map(grant -> grant.ports() == null
                                ? "all ports"
                                : grant.ports().toString())
                        .collect(Collectors.joining(", ")),
                intent.grants().stream().map(grant -> grant.key().label()).toList(),
                state,
                message);
    }

    private WriteState writeState(ServerId server) {
        var policy = new ObjectKey(server.namespace(), PolicyName.of(server));
        return outcome.foreign().containsKey(policy) ? WriteState.FOREIGN : WriteState.DONE;
    }
}
