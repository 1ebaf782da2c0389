package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.TargetState;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.model.Enforcement;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a namespace with open servers that gets the label by which it denies by default. */
@RealCluster
class DenialOrderIT extends OperatorScenario {

    private static final String LABEL = "clientintents.dev/default-deny";
    private static final String DENIAL = "default-deny-ingress";

    /** The names of the policies of the namespace, in the order in which they came. */
    private final List<String> created = new CopyOnWriteArrayList<>();

    private @Nullable Watch watch;

    DenialOrderIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Override
    Settings settings(Duration isolationDeadline) {
        return TestSettings.like(super.settings(isolationDeadline))
                .enforcing(Enforcement.LOCAL)
                .settings();
    }

    @BeforeEach
    void openServers() {
        deployment(ns, "db");
        deployment(ns, "door");
        service(ns, "door", "door", 80, 8080);
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: door, namespace: %s}
                spec: {defaultBackend: {service: {name: door, port: {number: 80}}}}
                """.formatted(ns));
        deployment(other, "reports");
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: reports, namespace: %s}
                spec: {client: {name: reports}, consumes: [{name: db, namespace: %s}]}
                """.formatted(other, ns));
        awaitReports(TargetState.Open);
        assertThat(policyNames()).isEmpty();
    }

    @AfterEach
    void removeTheLabel() {
        if (watch != null) {
            watch.close();
        }
        label(ns, LABEL, null);
    }

    @Test
    void theDenialComesAfterThePoliciesThatLetInWhoIsDeclaredAndWhatObjectsLeadThere() {
        watchPolicies();
        label(ns, LABEL, "ingress");

        await().untilAsserted(() -> assertThat(created).contains(DENIAL));
        assertThat(created).hasSize(3).last().isEqualTo(DENIAL);
        assertThat(created).contains("consumers-of-db", "consumers-of.deployment.door");
        awaitReports(TargetState.Enforced);

        label(ns, LABEL, null);

        await().untilAsserted(() ->
                assertThat(policyNames()).containsExactlyInAnyOrder("consumers-of-db", "consumers-of.deployment.door"));
    }

    @Test
    void aPolicyThatIsInTheWayOfAServersPutsTheDenialOffToADeadlineAndNoFurther() {
        operator.close();
        Duration deadline = Duration.ofSeconds(1);
        operator = newOperator(operatorsConfig(), deadline);
        startAndAwaitLeading();
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: consumers-of-db, namespace: %s}
                spec: {podSelector: {matchLabels: {app: nobody}}}
                """.formatted(ns));
        watchPolicies();
        long start = System.nanoTime();
        label(ns, LABEL, "ingress");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(created).contains(DENIAL));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(deadline.multipliedBy(2));
        assertThat(created).containsExactly("consumers-of-db", "consumers-of.deployment.door", DENIAL);
    }

    private void awaitReports(TargetState state) {
        await().untilAsserted(() -> assertThat(client.resources(ClientIntents.class)
                        .inNamespace(other)
                        .withName("reports")
                        .get()
                        .getStatus())
                .isNotNull()
                .satisfies(status -> assertThat(status.servers())
                        .extracting(it -> it.state())
                        .containsExactly(state)));
    }

    private void watchPolicies() {
        watch = client.network().v1().networkPolicies().inNamespace(ns).watch(new Watcher<NetworkPolicy>() {
            @Override
            public void eventReceived(Action action, NetworkPolicy policy) {
                if (action == Action.ADDED) {
                    created.add(policy.getMetadata().getName());
                }
            }

            @Override
            public void onClose(WatcherException cause) {}
        });
    }
}
