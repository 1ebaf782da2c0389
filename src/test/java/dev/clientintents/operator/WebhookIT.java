package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.TargetState;
import dev.clientintents.certificate.serving.CertificateSecret;
import dev.clientintents.chart.Dashboard;
import dev.clientintents.cluster.AuditEvent;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.deploy.Manifests;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The webhook of {@code deploy/operator.yaml}, called by a real API server through its Service. There are no nodes that
 * would lead from a Service's address to pods, so the addresses of Services are of the loopback network, and the port
 * in the Service and in the configuration is, other than in the manifest, the one on which the replica listens.
 */
@RealCluster(dedicated = true)
class WebhookIT extends OperatorScenario {

    private static final long PODS_OF_A_DEPLOYMENT = 2;
    private static final String NAME = "client-intents-webhook";
    private static final String FORGED = "clientintents.dev/consumes-bank.finance";
    private static final PatchContext MERGE = PatchContext.of(PatchType.STRATEGIC_MERGE);

    private static Duration lifetime = Duration.ofDays(90);

    WebhookIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Override
    Settings settings(Duration isolationDeadline) {
        return TestSettings.like(super.settings(isolationDeadline))
                .with(new WebhookSettings(0, NAME, Optional.empty(), lifetime, Duration.ZERO))
                .settings();
    }

    @BeforeEach
    void call() {
        callsGoTo(operator, null);
        awaitAnswering();
    }

    @Test
    void podsCarryTheirLabelsInTheAnswerToTheirCreation() {
        intents("web", "db");
        awaitLabelled("web");

        assertThat(reserved(create(named("web")))).isEqualTo(Map.of(KEY + "db." + ns, "true"));
        // only a client with pods closes its server
        await().untilAsserted(() ->
                assertThat(intents("web").getStatus().clientPods()).isEqualTo(1));
        assertThat(reserved(create(named("db")))).isEqualTo(workload("Pod", "db"));
        assertThat(reserved(create(named("other")))).isEmpty();
    }

    @Test
    void podsOfDeploymentsAreBornWithTheirLabelsAndTheReconcilerHasNothingToWrite() {
        intents("web", "db");
        awaitLabelled("web");
        long start = now();

        deployment(ns, "web");
        deployment(ns, "db");

        awaitState("web", TargetState.Enforced);
        assertThat(pods(ns, "web"))
                .extracting(OperatorScenario::reserved)
                .containsOnly(Map.of(KEY + "db." + ns, "true"));
        // labelled, too, where they come before the selector of their workload is read
        awaitClosedByWorkload(ns, "db", "consumers-of-db");
        assertThat(writes(ns, start))
                .isNotEmpty()
                .filteredOn(event -> event.resource().equals("pods"))
                .extracting(AuditEvent::name)
                .noneMatch(name -> name.startsWith("web-"));
        // the webhook keeps nothing of its answers: once for each pod at most, until the watch has told of the owner,
        // and once for the selector
        assertThat(ownersRead(start).stream()
                        .collect(Collectors.groupingBy(name -> name, Collectors.counting()))
                        .values())
                .allSatisfy(times -> assertThat(times).isLessThanOrEqualTo(PODS_OF_A_DEPLOYMENT + 1));
    }

    /** The GETs of owners. */
    private List<String> ownersRead(long since) {
        return controlPlane.auditLog().orElseThrow().eventsSince(since).stream()
                .filter(event -> event.userAgent().startsWith("client-intents"))
                .filter(event -> event.verb().equals("get"))
                .filter(event -> Set.of("replicasets", "deployments").contains(event.resource()))
                .map(AuditEvent::name)
                .toList();
    }

    @Test
    void labelsThatAPodBringsAreStripped() {
        Pod created =
                create(edit(named("web"), Map.of(FORGED, "true", "clientintents.dev/workload", "bank", "team", "a")));

        assertThat(created.getMetadata().getLabels()).isEqualTo(Map.of("app", "web", "team", "a"));
    }

    @Test
    void aCopiedPodIsRestoredWithTheLabelsThatItMustHaveToday() {
        intents("web", "db");
        awaitLabelled("web");
        create(named("web"));
        await().until(() ->
                client.resource(named("web")).get().getStatus().getPhase().equals("Running"));
        Pod copy = client.resource(named("web")).get();
        copy.getMetadata().setResourceVersion(null);
        copy.getMetadata().getLabels().put(FORGED, "true");
        client.resource(copy).withGracePeriod(0).delete();

        assertThat(reserved(create(copy))).isEqualTo(Map.of(KEY + "db." + ns, "true"));
        client.resource(copy).withGracePeriod(0).delete();

        client.resources(ClientIntents.class).inNamespace(ns).withName("web").delete();
        await().until(() -> reserved(dryRun(named("web"))).isEmpty());
        assertThat(reserved(create(copy))).isEmpty();
    }

    @Test
    void aPodThatNamesItsWorkloadByAnnotationIsLabelledAccordingly() {
        intents("web", "db");
        awaitLabelled("web");
        Pod unnamed = new PodBuilder(named("x"))
                .editMetadata()
                .withName(null)
                .withGenerateName("x-")
                .endMetadata()
                .build();
        Pod annotated = new PodBuilder(unnamed)
                .editMetadata()
                .addToAnnotations("clientintents.dev/service-name", "web")
                .endMetadata()
                .build();

        assertThat(reserved(create(annotated))).isEqualTo(Map.of(KEY + "db." + ns, "true"));
        assertThat(reserved(create(unnamed))).isEmpty();
    }

    @Test
    void whileNoOperatorAnswersOrdinaryPodsStartAndOthersAreRefused() {
        intents("web", "db");
        awaitLabelled("web");
        operator.close();

        assertThat(reserved(create(named("web")))).isEmpty();
        assertThatThrownBy(() -> create(edit(named("forged"), Map.of(FORGED, "true"))))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("failed calling webhook \"strip-reserved-labels.clientintents.dev\"")
                .hasMessageContaining(NAME + "." + "client-intents.svc");

        operator = newOperator();
        startAndAwaitLeading();
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
    }

    @Test
    void aReplicaThatDoesNotLeadAnswersAndWritesNothing() {
        intents("web", "db");
        awaitLabelled("web");
        awaitState("web", TargetState.NoPods);
        Secret before = secret();
        try (IntentOperator standby = newOperator()) {
            standby.start();
            await().until(() -> get(standby, "/readyz").equals("ok"));
            callsGoTo(standby, null);
            await().until(() -> {
                dryRun(named("web"));
                return answers(standby) > 0;
            });
            long start = now();

            assertThat(reserved(create(named("web")))).isEqualTo(Map.of(KEY + "db." + ns, "true"));

            assertThat(isLeading(standby)).isFalse();
            assertThat(writes(start)).doesNotContain("patch pods");
            assertThat(secret().getData()).isEqualTo(before.getData());
        }
    }

    /** A counter of failures is served from the first failure on. */
    @Test
    void everyMetricThatTheDashboardAsksForIsServed() throws IOException {
        intents("web", "db");
        create(named("web"));
        create(named("db"));
        awaitState("web", TargetState.Enforced);

        assertThat(get(operator, "/metrics").lines().map(line -> line.split("[{ ]", 2)[0]))
                .contains("client_intents_webhook_certificate_expires_seconds")
                .containsAll(Dashboard.metrics().stream()
                        .filter(name -> !name.equals("reconciliations_failure_total"))
                        .toList());
    }

    @Test
    void aTrustThatSomebodyEditsIsRepaired() {
        String bundle = secret().getData().get("ca.crt");
        for (String edited : List.of("", secret().getData().get("tls.crt"))) {
            client.resource(configuration()).patch(MERGE, """
                            {"webhooks": [{"name": "label-pods.clientintents.dev", "clientConfig": {"caBundle": "%s"}}]}
                            """.formatted(edited));

            await().untilAsserted(() -> assertThat(configuration().getWebhooks())
                    .extracting(webhook -> webhook.getClientConfig().getCaBundle())
                    .containsOnly(bundle));
        }
    }

    @Test
    void aSecretThatSomebodyDeletesOrSpoilsIsPutBack() {
        Secret before = secret();
        client.resource(before).delete();
        await().untilAsserted(() -> assertThat(client.resource(before).get())
                .isNotNull()
                .satisfies(it -> assertThat(it.getData()).isEqualTo(before.getData())));

        client.resource(secret()).patch(MERGE, "{\"data\": {\"tls.key\": \"bm9uc2Vuc2U=\"}}");
        await().untilAsserted(() -> assertThat(secret().getData()).isEqualTo(before.getData()));
    }

    /** Both webhooks are made to refuse what they cannot ask about, so that no failure stays unseen. */
    @Test
    void certificatesAreRenewedUnderLoadWithoutAFailure() throws InterruptedException {
        operator.close();
        client.resource(secret()).delete();
        lifetime = Duration.ofSeconds(15);
        try {
            operator = newOperator();
            startAndAwaitLeading();
            callsGoTo(operator, "Fail");
            awaitAnswering();
            String first = newestAuthority();
            Set<String> certificates = new HashSet<>();
            List<Throwable> failures = new CopyOnWriteArrayList<>();
            var calls = new AtomicInteger();
            var ended = new AtomicBoolean();
            List<Thread> load = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Pod pod = edit(named("load-" + i), Map.of(FORGED, "true"));
                var thread = new Thread(() -> {
                    while (!ended.get()) {
                        try {
                            dryRun(pod);
                            calls.incrementAndGet();
                        } catch (RuntimeException e) {
                            failures.add(e);
                        }
                    }
                });
                thread.start();
                load.add(thread);
            }

            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        certificates.add(secret().getData().get("tls.crt"));
                        return !newestAuthority().equals(first) && certificates.size() > 4;
                    });
            ended.set(true);
            for (Thread thread : load) {
                thread.join();
            }

            assertThat(failures).isEmpty();
            assertThat(calls).hasValueGreaterThan(100);
        } finally {
            operator.close();
            lifetime = Duration.ofDays(90);
            client.resource(secret()).delete();
        }
    }

    private String newestAuthority() {
        return CertificateSecret.read(secret())
                .orElseThrow()
                .authorities()
                .get(0)
                .getSerialNumber()
                .toString();
    }

    /** Points the Service and the configuration to a replica. */
    private void callsGoTo(IntentOperator replica, @Nullable String failurePolicy) {
        int port = replica.webhookPort().orElseThrow();
        for (var object : Manifests.read(Manifests.DEPLOY.resolve("operator.yaml"))) {
            if (object instanceof MutatingWebhookConfiguration configuration) {
                for (MutatingWebhook webhook : configuration.getWebhooks()) {
                    webhook.getClientConfig().getService().setPort(port);
                    if (failurePolicy != null) {
                        webhook.setFailurePolicy(failurePolicy);
                    }
                }
                client.resource(configuration)
                        .fieldManager("webhook-it")
                        .forceConflicts()
                        .serverSideApply();
            }
            if (object instanceof Service service
                    && object.getMetadata().getName().equals(NAME)) {
                client.resource(service).delete();
                service.getSpec()
                        .setPorts(List.of(new ServicePortBuilder()
                                .withName("webhook")
                                .withPort(port)
                                .build()));
                client.resource(service).create();
            }
        }
    }

    private void awaitAnswering() {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            Pod pod = dryRun(edit(named("probe"), Map.of(FORGED, "true")));
            return reserved(pod).isEmpty() && answers(operator) > 0;
        });
    }

    /** How many pods a replica was asked to label. */
    private static double answers(IntentOperator replica) {
        return get(replica, "/metrics")
                .lines()
                .filter(line -> line.startsWith("client_intents_admission_seconds_count") && line.contains("/label"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private void awaitLabelled(String name) {
        await().until(() -> !reserved(dryRun(named(name))).isEmpty());
    }

    private Secret secret() {
        return client.secrets().inNamespace("client-intents").withName(NAME).require();
    }

    private MutatingWebhookConfiguration configuration() {
        return client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(NAME)
                .require();
    }

    private Pod create(Pod pod) {
        return client.resource(pod).create();
    }

    private Pod dryRun(Pod pod) {
        return client.resource(pod).dryRun().create();
    }

    private Pod named(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(ns)
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage("app")
                .endContainer()
                .endSpec()
                .build();
    }

    private static Pod edit(Pod pod, Map<String, String> labels) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToLabels(labels)
                .endMetadata()
                .build();
    }
}
