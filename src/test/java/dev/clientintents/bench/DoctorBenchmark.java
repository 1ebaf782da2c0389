package dev.clientintents.bench;

import dev.clientintents.cluster.AuditLog;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.ControlPlaneOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures {@code doctor} as a person runs it, in a JVM of its own, on a cluster that the operator has converged. It
 * asserts nothing about time. {@code -Dbench.sizes=10000} is the number of pods, {@code -Dbench.rounds=2} how often it
 * is run.
 */
public final class DoctorBenchmark {

    private static final Path FOLDER = Path.of("target/bench-doctor");
    private static final Path LOG = Path.of("target/bench-operator.log");

    private DoctorBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.out.println("| | time | processor time | requests, of which lists | resident at most |");
        System.out.println("|---|---|---|---|---|");
        Clusters.measure(
                ControlPlaneOptions.defaults().withControllerManager(false).withAuditLog(true),
                "10000",
                (controlPlane, client, api, size) -> measure(controlPlane, api, size));
        System.exit(0);
    }

    private static void measure(ControlPlane controlPlane, Api api, int size) throws IOException, InterruptedException {
        Path kubeconfig = controlPlane.kubeconfig(controlPlane.folder().resolve("kubeconfig"));
        var world = new World(size);
        world.create(api);
        OperatorProcess.archive(kubeconfig, LOG);
        try (OperatorProcess operator = OperatorProcess.start(kubeconfig, LOG)) {
            operator.awaitReady();
            new Observer(api).when(world.converged()).await();
        }
        List<String> command = List.of("doctor", "--kubeconfig", kubeconfig.toString());
        CommandRun.of(FOLDER, command);
        AuditLog audit = controlPlane.auditLog().orElseThrow();
        for (int i = 0; i < Integer.getInteger("bench.rounds", 1); i++) {
            long position = audit.position();
            CommandRun run = CommandRun.of(FOLDER, command);
            Requests requests = Requests.since(audit, position);
            System.err.println(requests);
            System.out.printf(
                    "| `doctor`, %,d pods of %,d workloads | %.2f s | %.1f s | %d, %d | %d MiB |%n",
                    size,
                    world.workloads().size(),
                    run.seconds(),
                    run.processorSeconds(),
                    requests.events().size(),
                    requests.lists(),
                    run.mebibytes());
        }
    }
}
