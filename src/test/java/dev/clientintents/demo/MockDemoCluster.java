package dev.clientintents.demo;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.api.ServerAccess;
import dev.clientintents.cluster.MockApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;

/** A mock of an API server. It has no controllers, so that the pods of workloads are made here. */
final class MockDemoCluster implements DemoCluster {
    private final MockApiServer server;
    private final KubernetesClient client;

    private MockDemoCluster(MockApiServer server) {
        this.server = server;
        this.client = server.client();
    }

    static MockDemoCluster start() {
        return new MockDemoCluster(MockApiServer.start(Crd.read(), Crd.readServerAccess(), Crd.readObservedTraffic()));
    }

    @Override
    public Config config() {
        return client.getConfiguration();
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public void installCrd() {
        client.resource(Crd.read()).create();
        client.resource(Crd.readServerAccess()).create();
        client.resource(Crd.readObservedTraffic()).create();
    }

    @Override
    public void apply(List<HasMetadata> objects) {
        for (HasMetadata object : objects) {
            HasMetadata created = client.resource(defaulted(object)).create();
            if (created instanceof Deployment deployment) {
                var spec = deployment.getSpec();
                createPods(created, spec.getReplicas(), spec.getTemplate());
            } else if (created instanceof StatefulSet set) {
                createPods(created, set.getSpec().getReplicas(), set.getSpec().getTemplate());
            }
        }
    }

    private void createPods(HasMetadata owner, int replicas, PodTemplateSpec template) {
        for (int replica = 0; replica < replicas; replica++) {
            client.resource(pod(owner, replica, template)).create();
        }
    }

    /** What a real API server would have filled in, as far as the operator looks at it. */
    private static HasMetadata defaulted(HasMetadata object) {
        if (object instanceof Namespace namespace) {
            return new NamespaceBuilder(namespace)
                    .editMetadata()
                    .addToLabels(
                            "kubernetes.io/metadata.name",
                            namespace.getMetadata().getName())
                    .endMetadata()
                    .build();
        }
        if (object instanceof ClientIntents || object instanceof ServerAccess) {
            object.getMetadata().setGeneration(1L);
        }
        return object;
    }

    private static Pod pod(HasMetadata owner, int replica, PodTemplateSpec template) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(owner.getMetadata().getNamespace())
                .withName(owner.getMetadata().getName() + "-" + replica)
                .withLabels(template.getMetadata().getLabels())
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(template.getSpec())
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build();
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(5);
    }

    @Override
    public String invitation(List<HasMetadata> example) {
        return """
                This is a mock of an API server, not a cluster: it validates nothing, has no controllers, and lets nobody watch
                Ingresses, webhooks and nodes, so that nothing comes in but what is declared; the labels, policies and states
                above are the operator's. The demo uses a real one where its binaries can be downloaded, or built with go, or are
                found in $KUBEBUILDER_ASSETS.\
                """;
    }

    @Override
    public void close() {
        server.close();
    }
}
