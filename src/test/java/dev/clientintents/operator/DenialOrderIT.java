package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.TargetState;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.graph.NameServers;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    @Test
    void whatIsDeclaredIsNeverCutWhileTheLabelSaysOneThingAfterAnotherAndNothingElseGetsOutOnceItIsDenied() {
        nameServers();
        deployment(ns, "web");
        deployment(ns, "idle");
        deployment(other, "api");
        var web = new ObjectKey(ns, "web");
        var idle = new ObjectKey(ns, "idle");
        var api = new ObjectKey(other, "api");
        var db = new ObjectKey(ns, "db");
        var denial = new ObjectKey(ns, DENIAL);
        try (var reach = new ReachWatch(client, List.of(ns, other))) {
            declaration("web", "name: web", "name: db}, {name: api, namespace: " + other);
            awaitReady("web", true);
            watchPolicies();

            label(ns, LABEL, "both");
            awaitDenial("Ingress", "Egress");
            assertThat(created)
                    .contains("egress-of-web", "consumers-of.deployment.door")
                    .last()
                    .isEqualTo(DENIAL);
            label(ns, LABEL, "egress");
            awaitDenial("Egress");
            label(ns, LABEL, "ingress");
            awaitDenial("Ingress");
            await().untilAsserted(() -> assertThat(policyNames()).doesNotContain("egress-of-web"));
            label(ns, LABEL, "both");
            awaitDenial("Ingress", "Egress");
            label(ns, LABEL, null);
            await().untilAsserted(() -> assertThat(policyNames())
                    .containsExactlyInAnyOrder("consumers-of-db", "consumers-of.deployment.door"));

            List<ReachWatch.State> states =
                    reach.since(state -> state.policies().containsKey(denial));
            assertThat(states)
                    .as("what is declared")
                    .allMatch(state -> state.connects(web, db) && state.connects(web, api))
                    .allMatch(state -> state.connects(new ObjectKey(other, "reports"), db));
            assertThat(states)
                    .as("what is not")
                    .allMatch(state -> state.connects(idle, api) != state.has(denial, "Egress"))
                    .anyMatch(state -> state.has(denial, "Egress"))
                    .anyMatch(state -> !state.has(denial, "Egress"))
                    .noneMatch(state -> state.connects(idle, db));
        }
    }

    @Test
    void whereItIsNotKnownWhereNamesAreResolvedWhatGoesOutIsNotDeniedAndAnEventSaysSo() {
        operator.close();
        operator = new IntentOperator(
                operatorsConfig(),
                TestSettings.like(settings(Duration.ofSeconds(5)))
                        .with(new EgressSettings(false, false, Optional.of(NameServers.unknown("nobody says where"))))
                        .settings(),
                () -> {});
        startAndAwaitLeading();

        label(ns, LABEL, "both");

        awaitDenial("Ingress");
        awaitEvents("NotEnforceable", 1);
        assertThat(client.v1().events().inNamespace(ns).list().getItems())
                .anyMatch(event -> event.getMessage().contains("what goes out is not denied: nobody says where"));
        label(ns, LABEL, "egress");
        await().untilAsserted(() -> assertThat(policyNames()).doesNotContain(DENIAL));
    }

    private void nameServers() {
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: kube-dns, namespace: kube-system}
                spec:
                  selector: {k8s-app: kube-dns}
                  ports: [{name: dns, port: 53, protocol: UDP, targetPort: 53}]
                """);
    }

    private void awaitDenial(String... types) {
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(policy(ns, DENIAL).getSpec().getPolicyTypes())
                        .containsExactly(types));
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
