package dev.clientintents.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealCluster
class RealClusterIT {
    private static final String NAMESPACE = "real-cluster";
    private final KubernetesClient client;

    RealClusterIT(KubernetesClient client) {
        this.client = client;
    }

    @BeforeEach
    void createNamespace() {
        Namespaces.create(client, NAMESPACE);
    }

    @AfterEach
    void deleteNamespace() {
        client.namespaces().withName(NAMESPACE).delete();
        await().until(() -> client.namespaces().withName(NAMESPACE).get() == null);
    }

    @Test
    void aDeploymentBecomesAvailableThroughItsReplicaSetAndPods() {
        client.resource(deployment(3)).create();

        await().until(() -> {
            Integer available = client.apps()
                    .deployments()
                    .inNamespace(NAMESPACE)
                    .withName("web")
                    .get()
                    .getStatus()
                    .getAvailableReplicas();
            return available != null && available == 3;
        });

        List<Pod> pods = client.pods().inNamespace(NAMESPACE).list().getItems();
        assertThat(pods).hasSize(3).allSatisfy(pod -> {
            OwnerReference owner = pod.getMetadata().getOwnerReferences().get(0);
            assertThat(owner.getKind()).isEqualTo("ReplicaSet");
            assertThat(client.apps()
                            .replicaSets()
                            .inNamespace(NAMESPACE)
                            .withName(owner.getName())
                            .get()
                            .getMetadata()
                            .getOwnerReferences())
                    .extracting(OwnerReference::getKind, OwnerReference::getName)
                    .containsExactly(tuple("Deployment", "web"));
            assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
        });
        assertThat(pods).extracting(pod -> pod.getStatus().getPodIP()).doesNotHaveDuplicates();
    }

    private static Deployment deployment(int replicas) {
        return Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: %s}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: example/web}]}
                """.formatted(NAMESPACE, replicas), Deployment.class);
    }
}
