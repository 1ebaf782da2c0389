package dev.clientintents.bench;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.graph.Budgets;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteState;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Measures what one event of a pod costs where much hangs on its workload: the change of the graph, and the plans of
 * all statuses that it touches, by one thread. It asserts nothing about time. {@code -Dbench.clients=5000} consume a
 * hub of {@code -Dbench.sizes=100,1000,5000} pods.
 */
public final class HubBenchmark {

    private static final String NAMESPACE = "hub";
    private static final ServerId HUB = ServerId.anyKind(NAMESPACE, "hub");
    private static final int WARM_UP = 30;
    private static final int SAMPLES = 51;

    private final IntentGraph graph;
    private final Map<ObjectKey, ClientIntentsStatus> statuses = new HashMap<>();
    private int touched;

    private HubBenchmark(int clients, int pods) {
        // all clients are of one namespace, whose budget of objects would leave out most of them
        Budgets budgets = Budgets.DEFAULT.withObjectsOfNamespace(clients);
        graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of(), Set.of(), budgets));
        graph.put(new NamespaceEntry(NAMESPACE, null, false, false));
        for (int i = 0; i < clients; i++) {
            var key = new ObjectKey(NAMESPACE, "client-" + i);
            graph.put(new IntentsEntry(key, key.name(), null, List.of(Intent.of(HUB, List.of()))));
            putLabelled(pod(key.name() + "-0", key.name(), 0));
        }
        for (int i = 0; i < pods; i++) {
            putLabelled(pod("hub-" + i, "hub", 0));
        }
    }

    public static void main(String[] arguments) {
        int clients = Integer.getInteger("bench.clients", 5_000);
        System.out.println("| pods of the hub | event | statuses touched | median | p90 |");
        System.out.println("|---|---|---|---|---|");
        for (String size : System.getProperty("bench.sizes", "100,1000,5000").split(",", -1)) {
            int pods = Integer.parseInt(size);
            var world = new HubBenchmark(clients, pods);
            world.measure(pods, "a label of one pod changes", i -> world.putLabelled(pod("hub-0", "hub", i + 1)));
            world.measure(
                    pods,
                    "a pod goes, or comes",
                    i -> i % 2 == 0
                            ? world.graph.removePod(new ObjectKey(NAMESPACE, "hub-0"))
                            : world.putLabelled(pod("hub-0", "hub", 0)));
        }
    }

    private void measure(int pods, String event, IntFunction<Change> change) {
        double[] millis = new double[SAMPLES];
        for (int i = 0; i < WARM_UP + SAMPLES; i++) {
            long start = System.nanoTime();
            Set<ObjectKey> intents = change.apply(i).intents();
            intents.forEach(key -> graph.intents(key).ifPresent(this::plan));
            if (i >= WARM_UP) {
                millis[i - WARM_UP] = (System.nanoTime() - start) / 1e6;
            }
            touched = intents.size();
        }
        Arrays.sort(millis);
        System.out.printf(
                "| %,d | %s | %,d | %.2f ms | %.2f ms |%n",
                pods, event, touched, millis[SAMPLES / 2], millis[SAMPLES * 9 / 10]);
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
                Map.of("revision", "r" + revision),
                Set.of());
    }
}
