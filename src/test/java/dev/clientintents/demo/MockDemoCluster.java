package dev.clientintents.demo;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * fabric8's mock of an API server, which keeps objects and tells watchers, and does little more. It has no controllers, so that the pods
 * of Deployments are made here.
 */
final class MockDemoCluster implements DemoCluster {
    /** Held, so that its level is not forgotten: the mock tells of every request. */
    private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

    private final KubernetesMockServer server;
    private final KubernetesClient client;

    private MockDemoCluster(KubernetesMockServer server) {
        this.server = server;
        this.client = server.createClient();
    }

    static MockDemoCluster start() {
        REQUESTS.setLevel(Level.WARNING);
        var crd = CustomResourceDefinitionContext.fromCrd(Crd.read());
        var server = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(List.of(crd)), false);
        server.init();
        server.expectCustomResource(crd);
        return new MockDemoCluster(server);
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
    }

    @Override
    public void apply(List<HasMetadata> objects) {
        for (HasMetadata object : objects) {
            HasMetadata created = client.resource(defaulted(object)).create();
            if (created instanceof Deployment deployment) {
                for (int replica = 0; replica < deployment.getSpec().getReplicas(); replica++) {
                    client.resource(pod(deployment, replica)).create();
                }
            }
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
        if (object instanceof ClientIntents) {
            object.getMetadata().setGeneration(1L);
        }
        return object;
    }

    private static Pod pod(Deployment deployment, int replica) {
        var template = deployment.getSpec().getTemplate();
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(deployment.getMetadata().getNamespace())
                .withName(deployment.getMetadata().getName() + "-" + replica)
                .withLabels(template.getMetadata().getLabels())
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("Deployment")
                .withName(deployment.getMetadata().getName())
                .withUid(deployment.getMetadata().getUid())
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
                This is a mock of an API server, not a cluster: it validates nothing, has no controllers, and does not show the
                status that the operator writes; the labels and policies above are the operator's. The demo uses a real one where
                its binaries can be downloaded, or built with go, or are found in $KUBEBUILDER_ASSETS.\
                """;
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }
}
