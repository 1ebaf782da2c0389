package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.TargetState;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.model.VirtualClusters;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pods as the syncer of a vcluster writes them, whose owners are inside. */
@RealCluster
class VirtualClustersIT extends OperatorScenario {

    VirtualClustersIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void workloadsOfAVirtualClusterDeclareByTheNamesThatTheyHaveOnTheHost() {
        believingTheSyncer();
        long before = now();
        synced("web", "web-5f7d8c-abcde", "ReplicaSet", "web-5f7d8c");
        synced("db", "db-0", "StatefulSet", "db");

        intents("web-x-shop-x-vc", "db-x-shop-x-vc");

        awaitLabels(ns, "web", Map.of(KEY + "db-x-shop-x-vc." + ns, "true"));
        awaitState("web-x-shop-x-vc", TargetState.Enforced);
        assertThat(ownersRead(before, Set.of("replicasets", "statefulsets", "services")))
                .isEmpty();
    }

    private void believingTheSyncer() {
        operator.close();
        operator = new IntentOperator(
                operatorsConfig(),
                TestSettings.like(settings(Duration.ofSeconds(5)))
                        .with(new VirtualClusters(Set.of(ns)))
                        .settings(),
                () -> {});
        startAndAwaitLeading();
    }

    private void synced(String app, String inside, String kind, String owner) {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %3$s-x-shop-x-vc
                  namespace: %1$s
                  labels: {app: %2$s, pod-template-hash: 5f7d8c, vcluster.loft.sh/managed-by: vc}
                  annotations:
                    vcluster.loft.sh/object-name: %3$s
                    vcluster.loft.sh/object-namespace: shop
                    vcluster.loft.sh/owner-references: >-
                      [{"apiVersion":"apps/v1","kind":"%4$s","name":"%5$s","uid":"1","controller":true}]
                spec: {containers: [{name: app, image: app}]}
                """.formatted(ns, app, inside, kind, owner));
    }
}
