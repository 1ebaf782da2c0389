package dev.clientintents.demo;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.cluster.Binaries;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Kubelet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real control plane. Only the nodes are missing: pods are marked as running. */
final class RealDemoCluster implements DemoCluster {
    private final ControlPlane controlPlane;
    private final KubernetesClient client;
    private final Kubelet kubelet;
    private final Path kubeconfig;

    private RealDemoCluster(ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
        this.client =
                new KubernetesClientBuilder().withConfig(controlPlane.config()).build();
        this.kubelet = Kubelet.start(controlPlane.configFor("kubelet"));
        this.kubeconfig = controlPlane.kubeconfig(controlPlane.folder().resolve("kubeconfig"));
    }

    static RealDemoCluster start(Binaries binaries) {
        return new RealDemoCluster(ControlPlane.start(binaries));
    }

    @Override
    public Config config() {
        return controlPlane.config();
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public void installCrd() {
        Crd.install(client);
    }

    @Override
    public void apply(List<HasMetadata> objects) {
        for (HasMetadata object : objects) {
            client.resource(object)
                    .fieldValidation(Validation.STRICT)
                    .fieldManager("demo")
                    .forceConflicts()
                    .serverSideApply();
        }
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Override
    public String invitation(List<HasMetadata> example) {
        HasMetadata intents = example.stream()
                .filter(ClientIntents.class::isInstance)
                .findFirst()
                .orElseThrow();
        return """
                The cluster stays up. In a second terminal:

                  export KUBECONFIG=%s
                  kubectl get clientintents,networkpolicies -A
                  kubectl delete clientintents -n %s %s   # the servers stay closed, and admit one client fewer""".formatted(
                        kubeconfig,
                        intents.getMetadata().getNamespace(),
                        intents.getMetadata().getName());
    }

    @Override
    public void close() {
        kubelet.close();
        client.close();
        controlPlane.close();
    }
}
