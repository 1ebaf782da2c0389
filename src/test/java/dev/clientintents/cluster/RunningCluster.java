package dev.clientintents.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** What a test class with {@link RealCluster} works on. */
record RunningCluster(ControlPlane controlPlane, KubernetesClient client, Kubelet kubelet) implements AutoCloseable {
    static RunningCluster start(Binaries binaries) {
        ControlPlane controlPlane =
                ControlPlane.start(binaries, ControlPlaneOptions.defaults().withAuditLog(true));
        return new RunningCluster(
                controlPlane,
                new KubernetesClientBuilder().withConfig(controlPlane.config()).build(),
                Kubelet.start(controlPlane.configFor("kubelet")));
    }

    @Override
    public void close() {
        kubelet.close();
        client.close();
        controlPlane.close();
    }
}
