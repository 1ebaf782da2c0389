package dev.clientintents.demo;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.cluster.Binaries;
import dev.clientintents.cluster.BinarySearch;
import dev.clientintents.deploy.Manifests;
import dev.clientintents.operator.IntentOperator;
import dev.clientintents.operator.TestSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Starts a cluster, applies an example, lets the operator work on it, and tells what happens, until Ctrl-C. */
public final class Demo implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Console console;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    Demo(Console console) {
        this.console = console;
    }

    /**
     * Runs the demo until Ctrl-C.
     *
     * @param arguments the name of an example, {@code frontend} by default; {@code --mock}; {@code --once}
     */
    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) throws InterruptedException {
        var console = new Console(System.out);
        Arguments parsed;
        try {
            parsed = Arguments.parse(arguments);
        } catch (IllegalArgumentException e) {
            console.say("demo: " + e.getMessage());
            return;
        }
        try (var demo = new Demo(console)) {
            var stop = new Thread(demo::close, "stop");
            Runtime.getRuntime().addShutdownHook(stop);
            demo.run(parsed);
            if (!parsed.once()) {
                console.say("Ctrl-C ends it.");
                new CountDownLatch(1).await();
            }
        }
        System.exit(0); // exec:java would wait for threads of the mock server
    }

    /** Returns when the example is in force, or when it is clear that it will not be. */
    void run(Arguments arguments) throws InterruptedException {
        List<HasMetadata> example = Manifests.readFolderWithoutAddOns(arguments.example());
        DemoCluster cluster = opened(cluster(arguments.mock()));
        cluster.installCrd();
        console.step("Applying " + arguments.example());
        cluster.apply(example);
        console.say(Inventory.of(example));

        console.step("The operator starts; labels of pods (+ new, - gone) and policies as they appear");
        opened(Story.begin(cluster.client(), console));
        long start = System.nanoTime();
        opened(operator(cluster)).start();
        boolean ready = awaitReady(cluster);

        double seconds = (System.nanoTime() - start) / 1e9;
        console.step("%s, %.1f s after the operator started"
                .formatted(
                        ready
                                ? "Everything that is declared, and that its server's side consents to, is in force"
                                : "Not everything that is declared is in force",
                        seconds));
        console.say(Outcome.table(intents(cluster.client())).toString());
        console.say("Keys have the prefix clientintents.dev/; each policy is in the namespace of its server.\n");
        console.say(cluster.invitation(example));
    }

    private DemoCluster cluster(boolean mock) throws InterruptedException {
        if (mock) {
            console.step("Starting the mock of an API server, as asked");
            return MockDemoCluster.start();
        }
        BinarySearch search = Binaries.find(console::say);
        if (search instanceof BinarySearch.Found found) {
            console.step("Starting etcd, kube-apiserver and kube-controller-manager");
            return RealDemoCluster.start(found.binaries());
        }
        console.step("No real control plane can be had (" + ((BinarySearch.Missing) search).reason()
                + "); starting a mock of an API server instead");
        return MockDemoCluster.start();
    }

    private IntentOperator operator(DemoCluster cluster) {
        return new IntentOperator(cluster.config(), TestSettings.of("client-intents", "demo", false, 8), () -> {});
    }

    private static boolean awaitReady(DemoCluster cluster) throws InterruptedException {
        long deadline = System.nanoTime() + cluster.patience().toNanos();
        while (System.nanoTime() < deadline) {
            if (intents(cluster.client()).stream().allMatch(Outcome::isSettled)) {
                return true;
            }
            Thread.sleep(POLL.toMillis());
        }
        return false;
    }

    private static List<ClientIntents> intents(KubernetesClient client) {
        return client.resources(ClientIntents.class).inAnyNamespace().list().getItems();
    }

    /** Remembers what {@link #close} has to end. */
    private <T extends AutoCloseable> T opened(T resource) {
        if (!remember(resource)) {
            close(resource);
            throw new IllegalStateException("stopped before it was up");
        }
        return resource;
    }

    private synchronized boolean remember(AutoCloseable resource) {
        if (!closed) {
            open.push(resource);
        }
        return !closed;
    }

    /** Ends everything, the last first. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!open.isEmpty()) {
            console.say("\nStopping …");
        }
        while (!open.isEmpty()) {
            close(open.pop());
        }
        console.say("Stopped.");
    }

    private void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            console.say(resource.getClass().getSimpleName() + " did not stop cleanly: " + e);
        }
    }
}
