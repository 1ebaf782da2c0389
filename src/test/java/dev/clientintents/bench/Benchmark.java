package dev.clientintents.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.cluster.AuditLog;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.ControlPlaneOptions;
import dev.clientintents.model.ServerId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Measures the operator on a real API server, and the same writes sent bare in the same run. It asserts nothing about
 * time. {@code -Dbench.sizes=200,2000} names the numbers of pods, {@code -Dbench.rounds=2} how often all is built from
 * nothing, {@code -Dbench.idle=60} the idle seconds, {@code -Dbench.operator=…} further options of the operator, as
 * {@code --egress=declared}.
 */
public final class Benchmark {

    private static final int SAMPLES = Integer.getInteger("bench.samples", 200);
    private static final int EDITS_AT_ONCE = 500;
    private static final String[] OPTIONS = Stream.of(
                    System.getProperty("bench.operator", "").strip().split("\\s+", -1))
            .filter(it -> !it.isEmpty())
            .toArray(String[]::new);
    private static final Path LOG = Path.of("target/bench-operator.log");

    private final AuditLog audit;
    private final Api api;
    private final World world;
    private final Path kubeconfig;
    private final Map<String, String> results = new LinkedHashMap<>();
    private final Observer observer;

    private Benchmark(ControlPlane controlPlane, Api api, int size) {
        this.audit = controlPlane.auditLog().orElseThrow();
        this.api = api;
        this.world = new World(size);
        this.kubeconfig = kubeconfig(controlPlane);
        this.observer = new Observer(api);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var columns = new LinkedHashMap<String, Map<String, String>>();
        Clusters.measure(
                ControlPlaneOptions.defaults().withControllerManager(false).withAuditLog(true),
                "200,2000",
                (controlPlane, client, api, size) -> {
                    OperatorProcess.archive(kubeconfig(controlPlane), LOG);
                    columns.put(size + " pods", new Benchmark(controlPlane, api, size).run());
                });
        print(columns);
        System.exit(0);
    }

    private static Path kubeconfig(ControlPlane controlPlane) {
        return controlPlane.kubeconfig(controlPlane.folder().resolve("kubeconfig"));
    }

    private static void print(Map<String, Map<String, String>> columns) {
        System.out.println("| | " + String.join(" | ", columns.keySet()) + " |");
        System.out.println("|---|" + "---|".repeat(columns.size()));
        columns.values().stream()
                .flatMap(column -> column.keySet().stream())
                .distinct()
                .forEach(row -> {
                    List<String> cells = columns.values().stream()
                            .map(column -> column.getOrDefault(row, "–"))
                            .toList();
                    System.out.println("| " + row + " | " + String.join(" | ", cells) + " |");
                });
    }

    private void result(String name, String value) {
        results.put(name, value);
        System.err.println(name + ": " + value);
    }

    private Map<String, String> run() throws InterruptedException {
        long start = System.nanoTime();
        world.create(api);
        System.err.printf("world created in %.1f s%n", seconds(System.nanoTime() - start));
        for (int round = 1; round <= Integer.getInteger("bench.rounds", 1); round++) {
            reset();
            convergeFromNothing(round == 1 ? "" : ", round " + round);
        }
        try (OperatorProcess operator = restart()) {
            edits(operator);
            newPods();
            editsAtOnce(operator);
        }
        return results;
    }

    private OperatorProcess operator() {
        return OperatorProcess.start(kubeconfig, LOG, OPTIONS);
    }

    /** Takes away what an operator has written, and waits until that is seen. */
    private void reset() throws InterruptedException {
        Snapshot untouched = observer.snapshot().untouched();
        api.sendAll(observer.snapshot().callsTo(untouched));
        while (!observer.snapshot().callsTo(untouched).isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void convergeFromNothing(String round) throws InterruptedException {
        long position = audit.position();
        long start = System.nanoTime();
        double converged;
        Snapshot written;
        try (OperatorProcess operator = operator()) {
            converged = seconds(observer.when(world.converged()).await() - start);
            result("converge from nothing" + round, String.format("%.2f s", converged));
            result("… processor time" + round, String.format("%.1f s", operator.processorSeconds()));
            Requests requests = Requests.since(audit, position);
            result("… writes" + round, Long.toString(requests.writes()));
            result("… GETs" + round, Long.toString(requests.gets()));
            System.err.println(requests);
            result("… resident size, now / most" + round, memory(operator));
            written = observer.snapshot();
        }
        Snapshot untouched = written.untouched();
        api.sendAll(written.callsTo(untouched));
        List<Call> calls = untouched.callsTo(written);
        Collections.shuffle(calls, new Random(1));
        long bareStart = System.nanoTime();
        api.sendAll(calls);
        double bare = seconds(System.nanoTime() - bareStart);
        result("… the same writes bare" + round, String.format("%.2f s (%d)", bare, calls.size()));
        result("… ratio" + round, String.format("%.2f", converged / bare));
        observer.when(world.converged()).await();
    }

    private OperatorProcess restart() throws InterruptedException {
        long position = audit.position();
        long start = System.nanoTime();
        OperatorProcess operator = operator();
        operator.awaitReady();
        result("restart when converged: ready after", String.format("%.2f s", seconds(System.nanoTime() - start)));
        TimeUnit.SECONDS.sleep(5);
        Requests requests = Requests.since(audit, position);
        result("… writes after the restart", Long.toString(requests.writes()));
        System.err.println(requests);
        long idleSeconds = Integer.getInteger("bench.idle", 60);
        long idle = audit.position();
        TimeUnit.SECONDS.sleep(idleSeconds);
        Requests while0 = Requests.since(audit, idle);
        result(
                "idle: writes / requests",
                while0.writes() + " / " + while0.events().size() + " in " + idleSeconds + " s");
        System.err.println(while0);
        return operator;
    }

    private void edits(OperatorProcess operator) throws InterruptedException {
        var fromSending = new Latencies();
        var fromAnswer = new Latencies();
        long position = audit.position();
        for (int i = 0; i < SAMPLES; i++) {
            World.Edit edit = world.edit(world.any());
            long sent = System.nanoTime();
            api.send(edit.call());
            long answered = System.nanoTime();
            long reached = observer.when(world.inForce(edit)).await();
            fromSending.add(reached - sent);
            fromAnswer.add(Math.max(0, reached - answered));
            observer.when(world.ready(edit.client())).await();
        }
        result("an edited intent is in force, from sending the edit (median / p99)", fromSending.toString());
        result("… from the edit's answer", fromAnswer.toString());
        System.err.println(Requests.since(audit, position) + "; " + memory(operator));
        result("… seven such writes bare, until a watch shows them", bare(7).toString());
    }

    /** How long so many writes take which change nothing that matters, sent at once, until a watch shows the last. */
    private Latencies bare(int writes) {
        var latencies = new Latencies();
        for (int i = 0; i < SAMPLES; i++) {
            String mark = Integer.toString(i);
            List<Call> calls = Stream.generate(world::any)
                    .map(client -> world.podsOf(client).get(0))
                    .distinct()
                    .limit(writes)
                    .map(pod ->
                            Call.mergePatch(pod, Json.of(Map.of("metadata", Map.of("labels", Map.of("bench", mark))))))
                    .toList();
            var seen = new HashMap<String, Predicate<JsonNode>>();
            calls.forEach(call -> seen.put(
                    call.path(),
                    pod -> pod.at("/metadata/labels/bench").asText().equals(mark)));
            Observer.Moment moment = observer.when(seen);
            long sent = System.nanoTime();
            api.sendAll(calls);
            latencies.add(moment.await() - sent);
        }
        return latencies;
    }

    private void newPods() throws InterruptedException {
        var fromSending = new Latencies();
        var fromAnswer = new Latencies();
        for (int i = 0; i < SAMPLES; i++) {
            ServerId client = world.any();
            Call call = world.newPod(client, "n" + i);
            List<String> pods = world.podsOf(client);
            Map<String, Predicate<JsonNode>> labelled = Map.of(pods.get(pods.size() - 1), world.carriesKeys(client));
            long sent = System.nanoTime();
            api.send(call);
            long answered = System.nanoTime();
            long reached = observer.when(labelled).await();
            fromSending.add(reached - sent);
            fromAnswer.add(Math.max(0, reached - answered));
            observer.when(world.ready(client)).await();
        }
        result("a new pod has its labels, from sending its creation (median / p99)", fromSending.toString());
        result("… from the creation's answer", fromAnswer.toString());
        result("… one such write bare, until a watch shows it", bare(1).toString());
    }

    private void editsAtOnce(OperatorProcess operator) throws InterruptedException {
        observer.when(world.converged()).await();
        TimeUnit.SECONDS.sleep(2);
        Snapshot before = observer.snapshot();
        List<ServerId> clients = new ArrayList<>(world.workloads());
        Collections.shuffle(clients, new Random(2));
        List<World.Edit> edits =
                clients.stream().limit(EDITS_AT_ONCE).map(world::edit).toList();
        long position = audit.position();
        long start = System.nanoTime();
        api.sendAll(edits.stream().map(World.Edit::call).toList());
        var inForce = new HashMap<String, Predicate<JsonNode>>();
        edits.forEach(edit ->
                world.inForce(edit).forEach((path, condition) -> inForce.merge(path, condition, Predicate::and)));
        double enforced = seconds(observer.when(inForce).await() - start);
        double converged = seconds(observer.when(world.converged()).await() - start);
        Requests requests = Requests.since(audit, position);
        System.err.println(requests + "; " + memory(operator));
        String name = "many edits at once";
        result(name, edits.size() + " edits");
        result("… in force", String.format("%.2f s", enforced));
        result("… and reported in every status", String.format("%.2f s", converged));
        result("… writes of the operator", Long.toString(requests.writes()));
        operator.close();
        List<Call> calls = observer.snapshot().callsTo(before);
        Collections.shuffle(calls, new Random(3));
        long bareStart = System.nanoTime();
        api.sendAll(calls);
        double bare = seconds(System.nanoTime() - bareStart);
        result("… the same writes, edits included, bare", String.format("%.2f s (%d)", bare, calls.size()));
        result("… ratio, statuses included", String.format("%.2f", converged / bare));
    }

    private static String memory(OperatorProcess operator) {
        return operator.mebibytes("VmRSS") + " / " + operator.mebibytes("VmHWM") + " MiB";
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
