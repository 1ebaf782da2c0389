package dev.clientintents.bench;

import dev.clientintents.api.Crd;
import dev.clientintents.cluster.Binaries;
import dev.clientintents.cluster.BinarySearch;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.ControlPlaneOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;

/** The control planes of a benchmark: one of its own, with the CRD, for each size in {@code -Dbench.sizes}. */
final class Clusters {

    private Clusters() {}

    /** What is measured in one of them; {@code size} is a number of pods. */
    interface Measurement {

        void run(ControlPlane controlPlane, KubernetesClient client, Api api, int size)
                throws IOException, InterruptedException;
    }

    /**
     * Measures in the order of the sizes; ends the process with 1 where the binaries of a control plane cannot be had.
     */
    static void measure(ControlPlaneOptions options, String sizes, Measurement measurement)
            throws IOException, InterruptedException {
        if (!(Binaries.find(System.err::println) instanceof BinarySearch.Found found)) {
            System.err.println("The binaries of the control plane cannot be had.");
            System.exit(1);
            return;
        }
        for (String size : System.getProperty("bench.sizes", sizes).split(",", -1)) {
            try (var controlPlane = ControlPlane.start(found.binaries(), options);
                    var client = new KubernetesClientBuilder()
                            .withConfig(controlPlane.config())
                            .build();
                    var api = new Api(controlPlane.config())) {
                Crd.install(client);
                measurement.run(controlPlane, client, api, Integer.parseInt(size.strip()));
            }
        }
    }
}
