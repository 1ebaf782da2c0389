package dev.clientintents.bench;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.backend.networkpolicy.EgressPolicies;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.Budgets;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NameServer;
import dev.clientintents.graph.NameServers;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.OwnSelector;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.graph.WorkloadEntry;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteState;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Measures what one event of a pod costs where much hangs on its workload: the change of the graph, and the plans of
 * all statuses and ways out that it touches, by one thread. It asserts nothing about time. {@code -Dbench.clients=5000}
 * consume a hub of {@code -Dbench.sizes=100,1000,5000} pods, once with their ways out open, and once closed.
 */
public final class HubBenchmark {

    private static final String NAMESPACE = "hub";
    private static final ServerId HUB = ServerId.anyKind(NAMESPACE, "hub");
    private static final int WARM_UP = 30;
    private static final int SAMPLES = 51;

    private final IntentGraph graph;
    private final Map<ObjectKey, ClientIntentsStatus> statuses = new HashMap<>();
    private final Map<ClientId, NetworkPolicy> egress = new HashMap<>();
    private final boolean closed;
    private int touched;
    private int rewritten;

    private HubBenchmark(int clients, int pods, boolean closed) {
        this.closed = closed;
        // all clients are of one namespace, whose budget of objects would leave out most of them
        Budgets budgets = Budgets.DEFAULT.withObjectsOfNamespace(clients);
        graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of(), Set.of(), budgets).closingEgress(closed));
        graph.put(new NameServers(
                List.of(new NameServer.Addresses(
                        new AddressBlock("10.96.0.10/32", List.of()),
                        List.of(PortRange.Numbered.of(Protocol.UDP, 53)))),
                null));
        graph.put(new NamespaceEntry(NAMESPACE, null, false, false));
        for (int i = 0; i < clients; i++) {
            var key = new ObjectKey(NAMESPACE, "client-" + i);
            graph.put(new IntentsEntry(key, key.name(), null, List.of(Intent.of(HUB, List.of()))));
            workload(key.name());
            putLabelled(pod(key.name() + "-0", key.name(), 0));
        }
        workload("hub");
        for (int i = 0; i < pods; i++) {
            putLabelled(pod("hub-" + i, "hub", 0));
        }
        graph.clients().forEach(this::planWayOut);
        if (closed && egress.size() < clients) {
            throw new IllegalStateException("only " + egress.size() + " ways out are closed");
        }
    }

    private void workload(String name) {
        graph.putWorkloads(
                new ObjectKey(NAMESPACE, name),
                List.of(new WorkloadEntry(
                        new WorkloadId(NAMESPACE, "DaemonSet", name),
                        name,
                        new OwnSelector.Known(Selector.of(Map.of("app", name))))));
    }

    public static void main(String[] arguments) {
        int clients = Integer.getInteger("bench.clients", 5_000);
        System.out.println(
                "| pods of the hub | ways out | event | statuses touched | policies of clients rewritten | median"
                        + " | p90 |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (String size : System.getProperty("bench.sizes", "100,1000,5000").split(",", -1)) {
            int pods = Integer.parseInt(size);
            for (boolean closed : List.of(false, true)) {
                var world = new HubBenchmark(clients, pods, closed);
                world.measure(pods, "a label of one pod changes", i -> world.putLabelled(pod("hub-0", "hub", i + 1)));
                world.measure(
                        pods,
                        "a pod goes, or comes",
                        i -> i % 2 == 0
                                ? world.graph.removePod(new ObjectKey(NAMESPACE, "hub-0"))
                                : world.putLabelled(pod("hub-0", "hub", 0)));
            }
        }
    }

    private void measure(int pods, String event, IntFunction<Change> change) {
        double[] millis = new double[SAMPLES];
        for (int i = 0; i < WARM_UP + SAMPLES; i++) {
            long start = System.nanoTime();
            Change changed = change.apply(i);
            Set<ObjectKey> intents = changed.intents();
            intents.forEach(key -> graph.intents(key).ifPresent(this::plan));
            changed.clients().forEach(this::planWayOut);
            if (i >= WARM_UP) {
                millis[i - WARM_UP] = (System.nanoTime() - start) / 1e6;
            }
            touched = intents.size();
        }
        Arrays.sort(millis);
        System.out.printf(
                "| %,d | %s | %s | %,d | %,d | %.2f ms | %.2f ms |%n",
                pods,
                closed ? "closed" : "open",
                event,
                touched,
                rewritten,
                millis[SAMPLES / 2],
                millis[SAMPLES * 9 / 10]);
    }

    /** Plans the policy that closes the way out of a client, and counts one that differs from the one before. */
    private void planWayOut(ClientId client) {
        if (EgressRules.plan(graph, client) instanceof EgressPlan.Closed plan) {
            NetworkPolicy policy = EgressPolicies.render(plan);
            NetworkPolicy before = egress.put(client, policy);
            if (before != null && !before.equals(policy)) {
                rewritten++;
            }
        }
    }

    private void plan(IntentsEntry entry) {
        statuses.compute(
                entry.key(),
                (key, previous) -> StatusPlan.of(graph, server -> WriteState.DONE, entry, 1L, previous, Instant.EPOCH));
    }

    private Change putLabelled(PodEntry pod) {
        var labels = new HashMap<>(pod.labels());
        labels.putAll(PodLabels.of(graph, pod));
        return graph.put(pod.withLabels(labels));
    }

    private static PodEntry pod(String name, String workload, int revision) {
        return new PodEntry(
                new ObjectKey(NAMESPACE, name),
                name,
                new WorkloadId(NAMESPACE, "DaemonSet", workload),
                null,
                PodEntry.State.LIVE,
                Map.of("app", workload, "revision", "r" + revision),
                Set.of());
    }
}
