package dev.clientintents.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.Main;
import dev.clientintents.api.Crd;
import dev.clientintents.api.ObservedState;
import dev.clientintents.api.ObservedTraffic;
import dev.clientintents.api.ObservedTrafficStatus;
import dev.clientintents.api.ObservedTrafficStatus.ObservedConnection;
import dev.clientintents.cluster.AuditEvent;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Helm;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.cluster.RealHelm;
import dev.clientintents.operator.IntentOperator;
import dev.clientintents.operator.ObserveSettings;
import dev.clientintents.operator.OperatorScenario;
import dev.clientintents.operator.TestSettings;
import dev.clientintents.operator.WebhookSettings;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents in processes of their own that read a file as the kernel writes it, and the operator with the rights that the chart
 * gives it, which asks a real API server whose their tokens are.
 */
@RealCluster(dedicated = true)
@RealHelm
class ObserveIT {

    private static final String OWN = "client-intents";
    private static final String WEBHOOK = "client-intents-webhook";
    private static final String ACCOUNT = "client-intents-observe";
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ControlPlane controlPlane;
    private final KubernetesClient client;
    private final List<Process> agents = new ArrayList<>();
    private final List<String> connections = new ArrayList<>();
    private String ns = "";
    private IntentOperator operator;

    @TempDir
    private Path folder;

    ObserveIT(ControlPlane controlPlane, KubernetesClient client) {
        this.controlPlane = controlPlane;
        this.client = client;
        this.operator = newOperator();
    }

    @BeforeAll
    static void install(KubernetesClient client, Helm helm) {
        Crd.install(client);
        Namespaces.create(client, OWN);
        Chart.objects(helm, "--set", "observe.enabled=true").stream()
                .filter(object -> object.getKind().matches(".*Role.*|ServiceAccount")
                        || (object.getKind().startsWith("ValidatingAdmissionPolicy")
                                && object.getMetadata().getName().startsWith("client-intents-operator")))
                .forEach(object -> client.resource(object).forceConflicts().serverSideApply());
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(OWN)
                        .withName("other")
                        .endMetadata()
                        .build())
                .create();
    }

    private IntentOperator newOperator() {
        return new IntentOperator(
                controlPlane.configForServiceAccount(OWN, OWN),
                TestSettings.like(TestSettings.of(OWN, "observe-it-" + NUMBER.incrementAndGet(), true, 8))
                        .isolatingAfter(Duration.ofSeconds(1))
                        .with(new WebhookSettings(0, WEBHOOK, Optional.empty(), Duration.ofDays(90), Duration.ZERO))
                        .with(new ObserveSettings(0, ACCOUNT))
                        .settings(),
                () -> {});
    }

    @BeforeEach
    void start() throws IOException {
        ns = "shop-" + NUMBER.incrementAndGet();
        Namespaces.create(client, ns);
        pod("web");
        pod("cart");
        write();
        operator.start();
        await().atMost(WITHIN).until(() -> metric("leading") == 1);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process agent : agents) {
            agent.destroy();
            agent.waitFor(5, TimeUnit.SECONDS);
        }
        operator.close();
        client.namespaces().withName(ns).delete();
    }

    @Test
    void whoTalksToWhomIsKeptWithWhatWasDeclaredAndSurvivesARestart() throws Exception {
        long start = controlPlane.auditLog().orElseThrow().position();
        startAgent(token(ACCOUNT, "client-intents-observe"));
        awaitLog("the operator takes what is told");

        connect("web", 41_000, "cart", 8080);
        connect("web", 41_001, "cart", 8080);
        connect("web", 41_000, "203.0.113.9", 443);
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(seen())
                        .containsExactly(
                                "web > outside of the cluster 203.0.113.9 443 Outside 1",
                                "web > cart 8080 Undeclared 2"));
        assertThat(metric("observed_nodes")).isEqualTo(1);
        assertThat(metric("observed_connections_undeclared")).isEqualTo(1);

        client.resource("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: %s}
                spec: {client: {name: web}, consumes: [{name: cart, ports: [{port: 8080}]}]}
                """.formatted(ns)).create();
        AtomicInteger port = new AtomicInteger(42_000);
        await().atMost(WITHIN).pollInterval(Duration.ofSeconds(1)).until(() -> {
            connect("web", port.incrementAndGet(), "cart", 8080);
            return metric("observed_connections_granted") == 1;
        });
        operator.close();
        assertThat(seen()).hasSize(2).anySatisfy(it -> assertThat(it).startsWith("web > cart 8080 Granted "));

        operator = newOperator();
        operator.start();
        await().atMost(WITHIN).until(() -> metric("observed_connections_granted") == 1);
        assertThat(status().orElseThrow().connections())
                .extracting(ObservedConnection::state)
                .containsExactlyInAnyOrder(ObservedState.Granted, ObservedState.Outside);
        List<AuditEvent> events = controlPlane.auditLog().orElseThrow().eventsSince(start).stream()
                .filter(event -> event.userAgent().startsWith("client-intents"))
                .toList();
        assertThat(events).extracting(AuditEvent::code).doesNotContain(403);
        assertThat(events)
                .filteredOn(event -> event.resource().equals("observedtraffics") && event.isWrite())
                .hasSizeLessThanOrEqualTo(3);
        assertThat(events)
                .filteredOn(event -> event.resource().equals("tokenreviews"))
                .hasSizeLessThan(5);
    }

    @Test
    void nobodyIsHeardButTheAgentsAccountWithATokenForThis() throws Exception {
        Process other = startAgent(token("other", "client-intents-observe"));
        awaitLog("it answers 403: the token is not one of the agents' account");
        other.destroy();
        Process usual = startAgent(token(ACCOUNT, null));
        awaitLog("it answers 403: the token is not one of the agents' account");
        usual.destroy();
        startAgent("garbage");
        awaitLog("it answers 403: the token is not one of the agents' account");

        assertThat(metric("observed_nodes")).isZero();
        assertThat(status()).isEmpty();
    }

    @Test
    void aReplicaThatDoesNotLeadHearsNobody() throws Exception {
        IntentOperator leading = operator;
        try (IntentOperator standby = newOperator()) {
            operator = standby;
            standby.start();
            await().atMost(WITHIN)
                    .until(() -> OperatorScenario.get(standby, "/readyz").equals("ok"));
            startAgent(token(ACCOUNT, "client-intents-observe"));
            awaitLog("it answers 503: this replica does not lead, or not yet");

            leading.close();
            awaitLog("the operator takes what is told");
        }
    }

    @Test
    void anAgentWithoutAFileSaysWhatToUseInstead() throws Exception {
        Files.delete(folder.resolve("connections"));
        startAgent(token(ACCOUNT, "client-intents-observe"));

        awaitLog("hubble observe");
        await().atMost(WITHIN).until(() -> metric("observed_nodes_blind") == 1);
        assertThat(metric("observed_nodes")).isZero();
    }

    private void pod(String name) {
        client.resource("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %2$s, namespace: %1$s}
                spec: {containers: [{name: app, image: app, ports: [{containerPort: 8080}]}]}
                """.formatted(ns, name)).create();
        await().atMost(WITHIN).until(() -> !address(name).isEmpty());
    }

    private String address(String name) {
        Pod pod = client.pods().inNamespace(ns).withName(name).get();
        return pod == null || pod.getStatus() == null || pod.getStatus().getPodIP() == null
                ? ""
                : pod.getStatus().getPodIP();
    }

    private void connect(String from, int port, String to, int target) throws IOException {
        String client = address(from);
        String server = to.indexOf('.') < 0 ? address(to) : to;
        connections.add(
                "ipv4     2 tcp      6 431999 ESTABLISHED src=%s dst=%s sport=%d dport=%d src=%s dst=%s sport=%d dport=%d [ASSURED] mark=0 use=2"
                        .formatted(client, server, port, target, server, client, target, port));
        write();
    }

    /** Puts the file there at once, as a reader of the kernel's file always finds whole lines. */
    private void write() throws IOException {
        Path written = folder.resolve("written");
        Files.write(written, connections);
        Files.move(written, folder.resolve("connections"), StandardCopyOption.ATOMIC_MOVE);
    }

    private String token(String account, @Nullable String audience) {
        var request = new TokenRequestBuilder().withNewSpec().withExpirationSeconds(3_600L);
        return client.serviceAccounts()
                .inNamespace(OWN)
                .withName(account)
                .tokenRequest((audience == null ? request : request.withAudiences(audience))
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    private Process startAgent(String token) throws IOException {
        Files.deleteIfExists(folder.resolve("agent.log"));
        Files.writeString(folder.resolve("token"), token);
        Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + WEBHOOK + "." + OWN + ".svc\n");
        await().atMost(WITHIN)
                .until(() -> client.secrets().inNamespace(OWN).withName(WEBHOOK).get() != null);
        Secret secret = client.secrets().inNamespace(OWN).withName(WEBHOOK).require();
        Files.write(
                folder.resolve("ca.crt"),
                Base64.getDecoder().decode(secret.getData().get("ca.crt")));
        Process agent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djdk.net.hosts.file=" + folder.resolve("hosts"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "observe-node",
                        "--node=worker-1",
                        "--operator=https://" + WEBHOOK + "." + OWN + ".svc:"
                                + operator.observePort().orElseThrow() + "/traffic",
                        "--connections=" + folder.resolve("connections"),
                        "--token=" + folder.resolve("token"),
                        "--authorities=" + folder.resolve("ca.crt"),
                        "--read-every=PT0.2S",
                        "--tell-every=PT0.4S")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile())
                .start();
        agents.add(agent);
        return agent;
    }

    private void awaitLog(String text) {
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(Files.readString(folder.resolve("agent.log"), UTF_8))
                        .contains(text));
    }

    private double metric(String name) {
        return OperatorScenario.get(operator, "/metrics")
                .lines()
                .filter(line -> line.startsWith("client_intents_" + name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(-1);
    }

    private Optional<ObservedTrafficStatus> status() {
        return Optional.ofNullable(client.resources(ObservedTraffic.class)
                        .inNamespace(ns)
                        .withName(ObservedTraffic.NAME)
                        .get())
                .map(ObservedTraffic::getStatus);
    }

    private List<String> seen() {
        return status().map(ObservedTrafficStatus::connections).orElse(List.of()).stream()
                .map(it -> it.client().name() + " > "
                        + (it.server().name() == null
                                ? it.server().outside() + " " + it.server().address()
                                : it.server().name())
                        + " " + it.port() + " " + it.state() + " " + it.count())
                .toList();
    }
}
