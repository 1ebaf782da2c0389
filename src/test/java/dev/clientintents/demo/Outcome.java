package dev.clientintents.demo;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.TargetState;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.graph.Intent;
import dev.clientintents.observe.ObservedIntents;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What ClientIntents came to. */
final class Outcome {
    private static final List<String> HEADER = List.of("CLIENT", "SERVER", "PORTS", "KEY", "POLICY", "STATE");

    private Outcome() {}

    /** Whether the operator has spoken about the present spec, and all is in force but what the server's side holds. */
    static boolean isSettled(ClientIntents intents) {
        ClientIntentsStatus status = intents.getStatus();
        return status != null
                && Objects.equals(
                        status.observedGeneration(), intents.getMetadata().getGeneration())
                && (isReady(status) || isHeld(status));
    }

    private static boolean isReady(ClientIntentsStatus status) {
        return status.conditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    private static boolean isHeld(ClientIntentsStatus status) {
        Set<TargetState> states =
                status.servers().stream().map(TargetStatus::state).collect(Collectors.toSet());
        return states.contains(TargetState.NotGranted)
                && Set.of(TargetState.NotGranted, TargetState.Enforced).containsAll(states);
    }

    /** One row for each key of each client. */
    static Table table(List<ClientIntents> all) {
        return new Table(
                HEADER,
                all.stream()
                        .sorted(Comparator.comparing(Outcome::client))
                        .flatMap(intents -> rows(intents).stream())
                        .toList());
    }

    private static List<List<String>> rows(ClientIntents object) {
        ClientIntentsStatus status = object.getStatus();
        List<Intent> intents = ObservedIntents.entry(object).intents();
        var rows = new ArrayList<List<String>>();
        for (int target = 0; target < intents.size(); target++) {
            Intent intent = intents.get(target);
            TargetStatus server = status == null || target >= status.servers().size()
                    ? null
                    : status.servers().get(target);
            for (Intent.Grant grant : intent.grants()) {
                rows.add(List.of(
                        client(object),
                        intent.server().namespace() + "/" + intent.server().name()
                                + (intent.server().isService() ? " (Service)" : ""),
                        grant.ports() == null ? "all" : grant.ports().toString(),
                        PolicyText.shortKey(grant.key().label()),
                        server == null || server.policy() == null ? "" : server.policy(),
                        server == null ? "no status yet" : server.state().name()));
            }
        }
        return rows;
    }

    private static String client(ClientIntents intents) {
        return intents.getMetadata().getNamespace() + "/"
                + intents.getSpec().client().name();
    }
}
