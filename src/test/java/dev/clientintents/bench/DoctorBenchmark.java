package dev.clientintents.bench;

import dev.clientintents.api.Crd;
import dev.clientintents.cluster.AuditLog;
import dev.clientintents.cluster.Binaries;
import dev.clientintents.cluster.BinarySearch;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.ControlPlaneOptions;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures {@code doctor} as a person runs it, in a JVM of its own, on a cluster that the operator has converged. It asserts
 * nothing about time. {@code -Dbench.sizes=10000} is the number of pods, {@code -Dbench.rounds=2} how often it is run.
 */
public final class DoctorBenchmark {

    private static final Path FOLDER = Path.of("target/bench-doctor");
    private static final Path LOG = Path.of("target/bench-operator.log");

    private DoctorBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (!(Binaries.find(System.err::println) instanceof BinarySearch.Found found)) {
            System.err.println("The binaries of the control plane cannot be had.");
            System.exit(1);
            return;
        }
        var options =
                ControlPlaneOptions.defaults().withControllerManager(false).withAuditLog(true);
        System.out.println("| | time | processor time | requests, of which lists | resident at most |");
        System.out.println("|---|---|---|---|---|");
        for (String size : System.getProperty("bench.sizes", "10000").split(",", -1)) {
            try (var controlPlane = ControlPlane.start(found.binaries(), options);
                    var client = new KubernetesClientBuilder()
                            .withConfig(controlPlane.config())
                            .build();
                    var api = new Api(controlPlane.config())) {
                Crd.install(client);
                measure(controlPlane, api, Integer.parseInt(size.strip()));
            }
        }
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
