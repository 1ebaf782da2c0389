package dev.clientintents.operator;

import dev.clientintents.api.TargetState;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which workload a pod belongs to, by owner references that the real controllers made, and by forged ones. */
@RealCluster
class IdentityIT extends OperatorScenario {

    IdentityIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void anyTopOwnerIsAnIdentityAndTheServerMayComeAfterItsClient() {
        declare("nightly", "nightly", "store");
        apply("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly, namespace: %s}
                spec:
                  schedule: "0 0 1 1 *"
                  jobTemplate:
                    spec:
                      template:
                        metadata: {labels: {app: nightly}}
                        spec: {restartPolicy: Never, containers: [{name: app, image: app}]}
                """.formatted(ns));
        var cronJob = client.batch()
                .v1()
                .cronjobs()
                .inNamespace(ns)
                .withName("nightly")
                .require();
        apply("""
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: nightly-1
                  namespace: %s
                  ownerReferences:
                    - {apiVersion: batch/v1, kind: CronJob, name: nightly, uid: %s, controller: true}
                spec:
                  template:
                    metadata: {labels: {app: nightly}}
                    spec: {restartPolicy: Never, containers: [{name: app, image: app}]}
                """.formatted(ns, cronJob.getMetadata().getUid()));
        awaitState("nightly", TargetState.NoPods);
        apply("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: store, namespace: %s}
                spec:
                  serviceName: store
                  selector: {matchLabels: {app: store}}
                  template:
                    metadata: {labels: {app: store}}
                    spec: {containers: [{name: app, image: app}]}
                """.formatted(ns));

        awaitLabels(ns, "nightly", Map.of(KEY + "store." + ns, "true"));
        awaitClosedByWorkload(ns, "store", "consumers-of-store");
        awaitState("nightly", TargetState.Enforced);
    }

    @Test
    void aJobConsumesADaemonSetAndEachIsNamedByItsKind() {
        String node = node();
        try {
            apply("""
                    apiVersion: apps/v1
                    kind: DaemonSet
                    metadata: {name: store, namespace: %s}
                    spec:
                      selector: {matchLabels: {app: store}}
                      template:
                        metadata: {labels: {app: store}}
                        spec: {tolerations: [{operator: Exists}], containers: [{name: app, image: app}]}
                    """.formatted(ns));
            apply("""
                    apiVersion: batch/v1
                    kind: Job
                    metadata: {name: import, namespace: %s}
                    spec:
                      template:
                        metadata: {labels: {app: import}}
                        spec: {restartPolicy: Never, containers: [{name: app, image: app}]}
                    """.formatted(ns));
            declaration("import", "name: import, kind: Job", "name: store, kind: DaemonSet");

            awaitLabels(ns, "import", Map.of(KEY + "daemon-set_store." + ns, "true"));
            awaitState("import", TargetState.Enforced);
            awaitClosedByWorkload(ns, "store", "consumers-of.daemon-set.store");
        } finally {
            client.nodes().withName(node).delete();
        }
    }

    @Test
    void aBarePodIsItsOwnWorkloadAsClientAndAsServer() {
        pod("cli");
        pod("srv");
        declaration("cli", "name: cli, kind: Pod", "name: srv");

        awaitLabels(ns, "cli", Map.of(KEY + "srv." + ns, "true"));
        awaitLabels(ns, "srv", workload("Pod", "srv"));
        awaitState("cli", TargetState.Enforced);
    }

    @Test
    void aStaticPodHasItsNameWithoutItsNode() {
        String node = node();
        try {
            String uid = client.nodes().withName(node).require().getMetadata().getUid();
            pod("srv");
            pod("proxy-" + node, """
                    , annotations: {kubernetes.io/config.mirror: a, kubernetes.io/config.source: file}, \
                    ownerReferences: [{apiVersion: v1, kind: Node, name: %s, uid: %s, controller: true}]\
                    """.formatted(node, uid), ", nodeName: " + node);
            declaration("proxy", "name: proxy, kind: Pod", "name: srv");

            awaitLabels(ns, "proxy-" + node, Map.of(KEY + "srv." + ns, "true"));
            awaitState("proxy", TargetState.Enforced);
        } finally {
            client.pods()
                    .inNamespace(ns)
                    .withName("proxy-" + node)
                    .withGracePeriod(0)
                    .delete();
            client.nodes().withName(node).delete();
        }
    }

    /** Makes a node. It has no kubelet, so that the pods on it need somebody else to mark them as running. */
    private String node() {
        apply("""
                apiVersion: v1
                kind: Node
                metadata: {name: node-of-%s}
                """.formatted(ns));
        return "node-of-" + ns;
    }

    @Test
    void aForgedOwnerReferenceGivesNoIdentityButThePodsOwn() {
        deployment(ns, "web");
        deployment(other, "away");
        pod("db");
        pod("log");
        List.of("web", "away", "nobody", "ghost").forEach(claimed -> declare(claimed, claimed, "db"));
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
        String web = uid(ns, "web");
        String replicaSet =
                pods(ns, "web").get(0).getMetadata().getOwnerReferences().get(0).getUid();
        Map<String, String> forged = Map.of(
                "uid-of-nothing", owner("web", UUID.randomUUID().toString()),
                "uid-of-its-replica-set", owner("web", replicaSet),
                "other-name", owner("nobody", web),
                "other-namespace", owner("away", uid(other, "away")),
                "does-not-exist", owner("ghost", UUID.randomUUID().toString()));

        // the garbage collector would delete such pods
        controlPlane.stopControllerManager();
        try {
            forged.forEach((name, owner) -> {
                pod(name, owner, "");
                declaration(name, "kind: Pod, name: " + name, "name: log");
            });

            forged.keySet().forEach(name -> awaitLabels(ns, name, Map.of(KEY + "log." + ns, "true")));
        } finally {
            controlPlane.startControllerManager();
        }
    }

    private static String owner(String name, String uid) {
        return ", ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: %s, uid: %s, controller: true}]"
                .formatted(name, uid);
    }

    private String uid(String namespace, String deployment) {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment)
                .require()
                .getMetadata()
                .getUid();
    }

    @Test
    void anInvalidOverrideIsIgnoredAndToldOnce() {
        pod("web", ", annotations: {clientintents.dev/service-name: Not a name}", "");
        pod("db");
        intents("web", "db");

        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
        awaitEvents("InvalidServiceName", 1);

        client.pods().inNamespace(ns).withName("web").edit(it -> {
            it.getMetadata().getLabels().remove(KEY + "db." + ns);
            return it;
        });
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
        awaitEvents("InvalidServiceName", 1);
    }
}
