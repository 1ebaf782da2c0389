package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.FaultProxy;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.model.ServerId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An edit that leaves a connection declared never cuts it, and admits nothing that is declared neither before nor
 * after: at no version of any object, with 40 pods of the client.
 */
@RealCluster
class EditsIT extends OperatorScenario {

    private static final int CLIENTS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final String ALL_PORTS = "name: db";
    private static final String ONE_PORT = "name: db, ports: [{port: 8080}]";
    private static final String TWO_PORTS = "name: db, ports: [{port: 8080}, {port: 9090}]";
    private static final String OF_A_KIND = "name: db, kind: Deployment";
    private static final String SERVICE = "name: db, kind: Service";

    private static final String ALL_PORTS_KEY = "db.%s";
    private static final String PORT_KEY = "db.%s_8080";
    private static final String OTHER_PORT_KEY = "db.%s_9090";
    private static final String KIND_KEY = "deployment_db.%s";
    private static final String SERVICE_KEY = "service_db.%s";

    /** What a team does. */
    private interface Deed {
        void perform(EditsIT scenario);
    }

    /**
     * @param keys what the client's pods carry when all is done, without what all keys begin with
     * @param ofOthers what policies admit besides
     */
    private record Step(Deed deed, Set<String> keys, Set<String> ofOthers) {}

    private record Edit(String name, List<Step> steps) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** On a slow machine forty pods take some seconds to label, after which a deadline would cut the last of them. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    EditsIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
        operator.close();
        operator = newOperator(operatorsConfig(), DEADLINE);
    }

    static Stream<Edit> edits() {
        return Stream.of(
                edit(
                        "ports",
                        declaring(ALL_PORTS, ALL_PORTS_KEY),
                        declaring(ONE_PORT, PORT_KEY),
                        declaring(TWO_PORTS, PORT_KEY, OTHER_PORT_KEY),
                        declaring(ALL_PORTS, ALL_PORTS_KEY)),
                edit(
                        "kind",
                        declaring(ALL_PORTS, ALL_PORTS_KEY),
                        declaring(OF_A_KIND, KIND_KEY),
                        declaring(ALL_PORTS, ALL_PORTS_KEY)),
                edit(
                        "name or Service of the same pods",
                        declaring(ONE_PORT, PORT_KEY),
                        declaring(SERVICE, SERVICE_KEY),
                        declaring(ONE_PORT, PORT_KEY)),
                edit(
                        "a client renamed while a second object keeps the edge",
                        step(
                                it -> {
                                    it.declaration("first", "name: web", ALL_PORTS);
                                    it.declaration("second", "name: web", ONE_PORT);
                                },
                                ALL_PORTS_KEY,
                                PORT_KEY),
                        new Step(
                                it -> it.declaration("first", "name: job", ALL_PORTS),
                                Set.of(PORT_KEY),
                                Set.of(ALL_PORTS_KEY)),
                        step(it -> it.declaration("first", "name: web", ALL_PORTS), ALL_PORTS_KEY, PORT_KEY)),
                edit(
                        "two objects swapped",
                        step(it -> it.declaration("first", "name: web", ALL_PORTS), ALL_PORTS_KEY),
                        step(
                                it -> {
                                    it.declaration("second", "name: web", ONE_PORT);
                                    it.withdraw("first");
                                },
                                PORT_KEY),
                        step(
                                it -> {
                                    it.declaration("first", "name: web", TWO_PORTS);
                                    it.withdraw("second");
                                },
                                PORT_KEY,
                                OTHER_PORT_KEY)));
    }

    private static Edit edit(String name, Step... steps) {
        return new Edit(name, Arrays.asList(steps));
    }

    private static Step step(Deed deed, String... keys) {
        return new Step(deed, Set.of(keys), Set.of());
    }

    private static Step declaring(String target, String... keys) {
        return step(it -> it.declaration("web", "name: web", target), keys);
    }

    @ParameterizedTest(name = "{0}, each settled before the next")
    @MethodSource("edits")
    void noEditCutsOrOpens(Edit edit) {
        try (AdmissionWatch watch = populated()) {
            for (Step step : edit.steps()) {
                step.deed().perform(this);
                awaitKeys(step.keys(), step.ofOthers());
            }
            awaitReplayed(watch);
        }
    }

    @ParameterizedTest(name = "{0}, all at once, twice")
    @MethodSource("edits")
    void noHastyEditCutsOrOpens(Edit edit) {
        try (AdmissionWatch watch = populated()) {
            Step first = edit.steps().get(0);
            first.deed().perform(this);
            awaitKeys(first.keys(), first.ofOthers());
            Stream.concat(edit.steps().stream(), edit.steps().stream())
                    .forEach(step -> step.deed().perform(this));
            Step last = edit.steps().get(edit.steps().size() - 1);
            awaitKeys(last.keys(), last.ofOthers());
            awaitReplayed(watch);
        }
    }

    @Test
    void onePodThatCannotBePatchedDelaysNobodyElse() {
        operator.close();
        try (var proxy = FaultProxy.before(operatorsConfig(), 0, 1).sparingWatches()) {
            operator = newOperator(proxy.configThrough(), DEADLINE);
            startAndAwaitLeading();
            try (AdmissionWatch watch = populated()) {
                declaration("web", "name: web", ALL_PORTS);
                awaitKeys(Set.of(ALL_PORTS_KEY), Set.of());

                proxy.refuseWritesTo("/api/v1/namespaces/" + ns + "/pods/web-7");
                declaration("web", "name: web", ONE_PORT);
                awaitKeysOfAllBut("web-7", PORT_KEY);
                declaration("web", "name: web", OF_A_KIND);
                awaitKeysOfAllBut("web-7", KIND_KEY);
                assertThat(watch.violations()).isEmpty();

                proxy.heal();
                awaitKeys(Set.of(KIND_KEY), Set.of());
                awaitReplayed(watch);
            }
            operator.close(); // while it can still give its lease back
        }
    }

    /** A server and a client, and what looks at every state of both. */
    private AdmissionWatch populated() {
        named("db", "db");
        // so that the one pod, which has the server's name, is of a Deployment
        apply("""
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata: {name: db, namespace: %s, labels: {app: db}}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: app, image: app}]}
                """.formatted(ns));
        await().until(() -> isOwned(client.pods().inNamespace(ns).withName("db").require()));
        apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: db, namespace: %s}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: app, image: app}]}
                """.formatted(ns));
        await().until(() -> isOwned(
                client.apps().replicaSets().inNamespace(ns).withName("db").require()));
        service(ns, "db", "db", 80, 8080);
        IntStream.range(0, CLIENTS).forEach(it -> named("web-" + it, "web"));
        return new AdmissionWatch(client, List.of(ns), Set.of(ServerId.anyKind(ns, "db")));
    }

    private static boolean isOwned(HasMetadata object) {
        return !object.getMetadata().getOwnerReferences().isEmpty();
    }

    private void named(String name, String workload) {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata:
                  {name: %s, namespace: %s, labels: {app: %s}, annotations: {clientintents.dev/service-name: %3$s}}
                spec: {containers: [{name: app, image: app}]}
                """.formatted(name, ns, workload));
    }

    /** Waits until the client's pods carry these keys, and the policies admit them and those of others, and no more. */
    private void awaitKeys(Set<String> keys, Set<String> ofOthers) {
        Set<String> admitted = new TreeSet<>(labels(keys).keySet());
        admitted.addAll(labels(ofOthers).keySet());
        awaitCarried(keys, pod -> true);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(admitted()).isEqualTo(admitted));
    }

    private void awaitKeysOfAllBut(String pod, String key) {
        awaitCarried(Set.of(key), it -> !it.getMetadata().getName().equals(pod));
    }

    private void awaitCarried(Set<String> keys, Predicate<Pod> which) {
        Map<String, String> labels = labels(keys);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pods(ns, "web"))
                        .filteredOn(which)
                        .hasSizeGreaterThan(CLIENTS - 2)
                        .extracting(OperatorScenario::reserved)
                        .allMatch(labels::equals));
    }

    private Map<String, String> labels(Set<String> keys) {
        var labels = new TreeMap<String, String>();
        keys.forEach(key -> labels.put(KEY + key.formatted(ns), "true"));
        return labels;
    }

    private Set<String> admitted() {
        return client.network().v1().networkPolicies().inNamespace(ns).list().getItems().stream()
                .flatMap(policy -> ExistingPolicy.keys(policy).stream())
                .collect(Collectors.toSet());
    }

    /** Waits until the watch has seen the last state, and holds every state against what was declared. */
    private void awaitReplayed(AdmissionWatch watch) {
        client.resources(ClientIntents.class).inNamespace(ns).delete();
        await().untilAsserted(() -> assertThat(admitted()).isEmpty());
        await().untilAsserted(() -> assertThat(watch.policyStates()).isPositive());
        assertThat(watch.violations()).isEmpty();
    }
}
