package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as long as an API server allows, and names with dots, end to end. */
@RealCluster
class NamesIT extends OperatorScenario {

    NamesIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64, 253})
    void aNameOfAnyLengthIsAClientAndAServerAndNoOtherIsTakenForIt(int length) {
        String server = "s".repeat(length - 1) + "1";
        String twin = "s".repeat(length - 1) + "2";
        String name = "c".repeat(length);
        replicaSet(name, "client");
        replicaSet(server, "server");
        replicaSet(twin, "twin");
        declaration("long", "name: " + name, "name: %s}, {name: %s".formatted(server, twin));

        awaitReady("long", true);
        NetworkPolicy policy = policyOf(server);
        NetworkPolicy policyOfTwin = policyOf(twin);
        assertThat(keyOf(policy)).isNotEqualTo(keyOf(policyOfTwin)).startsWith(KEY + "sss");
        assertThat(pods(ns, "client"))
                .allSatisfy(pod -> assertThat(reserved(pod)).containsOnlyKeys(keyOf(policy), keyOf(policyOfTwin)));
        assertThat(pods(ns, "server"))
                .allSatisfy(pod -> assertThat(reserved(pod)).isEmpty());
        assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(Map.of("app", "server"));
        assertThat(policyOfTwin.getSpec().getPodSelector().getMatchLabels()).isEqualTo(Map.of("app", "twin"));
    }

    @Test
    void namesWithDotsAreClientsAndServers() {
        replicaSet("web.v2", "web");
        replicaSet("db.v2.eu", "db");
        pod("job", ", annotations: {clientintents.dev/service-name: nightly.job}", "");
        declaration("web", "name: web.v2", "name: db.v2.eu");
        declaration("job", "name: nightly.job", "name: db.v2.eu");

        awaitLabels(ns, "web", Map.of(KEY + "db.v2.eu." + ns, "true"));
        awaitLabels(ns, "job", Map.of(KEY + "db.v2.eu." + ns, "true"));
        awaitClosedByWorkload(ns, "db", "consumers-of-db.v2.eu");
        awaitReady("web", true);
        assertThat(ClientRules.of(policy(ns, "consumers-of-db.v2.eu"))).hasSize(1);
    }

    @Test
    void anOverrideMayBeAsLongAsANameAndAServiceAsLongAsALabel() {
        String name = "o".repeat(253);
        String service = "s".repeat(63);
        pod("web", ", annotations: {clientintents.dev/service-name: " + name + "}", "");
        pod("db");
        service(ns, service, "db", 80, 8080);
        declaration("long", "name: " + name, "kind: Service, name: " + service);

        awaitReady("long", true);
        NetworkPolicy policy = policy(ns, PolicyName.of(ServerId.service(ns, service)));
        assertThat(pods(ns, "web")).allSatisfy(pod -> assertThat(reserved(pod)).containsOnlyKeys(keyOf(policy)));
        assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(Map.of("app", "db"));
    }

    private void replicaSet(String name, String app) {
        apply("""
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata: {name: %s, namespace: %s}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: %3$s}}
                  template:
                    metadata: {labels: {app: %3$s}}
                    spec: {containers: [{name: app, image: app}]}
                """.formatted(name, ns, app));
        await().until(() -> pods(ns, app).size() == 2);
    }

    private NetworkPolicy policyOf(String server) {
        return client.network().v1().networkPolicies().inNamespace(ns).list().getItems().stream()
                .filter(policy -> (ns + "/" + server)
                        .equals(policy.getMetadata().getAnnotations().get("clientintents.dev/server")))
                .findFirst()
                .orElseThrow();
    }

    private static String keyOf(NetworkPolicy policy) {
        return String.join(
                " ",
                policy.getSpec()
                        .getIngress()
                        .get(0)
                        .getFrom()
                        .get(0)
                        .getPodSelector()
                        .getMatchLabels()
                        .keySet());
    }
}
