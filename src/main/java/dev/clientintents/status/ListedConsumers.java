package dev.clientintents.status;

import dev.clientintents.api.ServerAccessStatus.Consumers;
import dev.clientintents.api.ServerAccessStatus.WaitingClient;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The clients that declare some servers: how many are admitted, and who waits for consent. */
final class ListedConsumers {

    private static final int LISTED = 20;
    private static final int PORTS = 8;
    private static final String ALL_PORTS = "";

    private record Client(
            String namespace, String name, @Nullable String kind) {

        static final Comparator<Client> ORDER = Comparator.comparing(Client::namespace)
                .thenComparing(Client::name)
                .thenComparing(Client::kind, Comparator.nullsFirst(Comparator.naturalOrder()));
    }

    private final Set<Client> admitted = new HashSet<>();
    private final SortedMap<Client, SortedSet<String>> waiting = new TreeMap<>(Client.ORDER);

    ListedConsumers(IntentGraph graph, Set<ServerId> servers) {
        for (ServerId server : servers) {
            graph.consumers(server).forEach((declaration, intents) -> add(graph, server, declaration, intents));
        }
    }

    private void add(IntentGraph graph, ServerId server, ObjectKey declaration, List<Intent> intents) {
        List<Intent.Grant> wait = graph.waiting(server, declaration);
        long declared =
                intents.stream().mapToLong(intent -> intent.grants().size()).sum();
        graph.intents(declaration).ifPresent(entry -> {
            var client = new Client(entry.client().namespace(), entry.clientName(), entry.clientKind());
            if (wait.size() < declared) {
                admitted.add(client);
            }
            for (Intent.Grant grant : wait) {
                waiting.computeIfAbsent(client, first -> new TreeSet<>())
                        .add(grant.ports() == null ? ALL_PORTS : grant.ports().toString());
            }
        });
    }

    Consumers status() {
        var first = new ArrayList<WaitingClient>();
        for (Map.Entry<Client, SortedSet<String>> client : waiting.entrySet()) {
            if (first.size() == LISTED) {
                break;
            }
            first.add(new WaitingClient(
                    client.getKey().name(),
                    client.getKey().namespace(),
                    client.getKey().kind(),
                    client.getValue().contains(ALL_PORTS) ? null : ports(client.getValue())));
        }
        return new Consumers(admitted.size(), first, waiting.size());
    }

    private static String ports(SortedSet<String> ports) {
        String more = ports.size() > PORTS ? " and " + (ports.size() - PORTS) + " more" : "";
        return ports.stream().limit(PORTS).collect(Collectors.joining(", ", "", more));
    }
}
