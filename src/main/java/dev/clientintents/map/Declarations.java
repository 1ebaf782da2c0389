package dev.clientintents.map;

import dev.clientintents.api.TargetStatus;
import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.Outcome;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is declared, by the same judgement as the operator's status. */
final class Declarations {

    private final Outcome outcome;

    Declarations(Outcome outcome) {
        this.outcome = outcome;
    }

    /** One for each intent, in their order. */
    List<Edge.Declaration> of(DeclaredIntents declared) {
        IntentsEntry entry = declared.entry();
        boolean ignored = outcome.graph().scope().excludes(entry.key().namespace());
        List<TargetStatus> statuses = ignored
                ? List.of()
                : StatusPlan.of(outcome.graph(), this::writeState, entry, null, null, Instant.EPOCH)
                        .servers();
        var declarations = new ArrayList<Edge.Declaration>();
        for (int i = 0; i < entry.intents().size(); i++) {
            declarations.add(declaration(declared, i, ignored ? null : statuses.get(i)));
        }
        return declarations;
    }

    /** @param status null where the operator leaves the client's namespace alone */
    private static Edge.Declaration declaration(DeclaredIntents declared, int index, @Nullable TargetStatus status) {
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
                status == null ? "Ignored" : status.state().name(),
                status == null
                        ? "the operator leaves namespace " + entry.key().namespace() + " alone"
                        : status.message());
    }

    private WriteState writeState(ServerId server) {
        var policy = new ObjectKey(server.namespace(), PolicyName.of(server));
        return outcome.foreign().containsKey(policy) ? WriteState.FOREIGN : WriteState.DONE;
    }
}
