package dev.clientintents.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.Crd;
import dev.clientintents.cluster.Command;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.deploy.Manifests;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image, built from the jar, and run as the chart runs it: with the arguments and variables of its Deployment, with the rights of its
 * service account, as the user of the image, and with a root that cannot be written.
 */
@RealCluster(dedicated = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {

    private static final String KEY = "clientintents.dev/consumes-db.shop";
    private static final Set<String> WORKLOADS = Set.of("Deployment", "PodDisruptionBudget");

    private final KubernetesClient client;
    private final Path folder;
    private final ImageUnderTest built;
    private final BuiltImage image;
    private final PodSpec pod;
    private final Path scratch;
    private final Config account;
    private final Sandbox sandbox;

    /** Builds the image, installs what the operator needs but the operator, and a client with a server. */
    ImageIT(ControlPlane controlPlane, KubernetesClient client, @TempDir Path folder)
            throws IOException, InterruptedException {
        this.client = client;
        this.folder = folder;
        this.built = ImageUnderTest.build(folder.resolve("first"));
        this.image = BuiltImage.open(built.tar(), folder.resolve("layout"));
        this.pod = install(client);
        this.account = controlPlane.configForServiceAccount("client-intents", "client-intents");
        this.scratch = Files.createDirectory(folder.resolve("scratch"));
        Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path secrets = folder.resolve("account");
        OperatorInSandbox.writeAccount(account, secrets);
        this.sandbox = Sandbox.of(
                image,
                folder.resolve("root"),
                Map.of(OperatorInSandbox.ACCOUNT, secrets, "tmp", scratch),
                built.elevation());
    }

    private static PodSpec install(KubernetesClient client) {
        Crd.install(client);
        var objects = Manifests.read(Manifests.DEPLOY.resolve("operator.yaml"));
        objects.stream()
                .filter(object -> !WORKLOADS.contains(object.getKind()))
                .forEach(object -> client.resource(object).forceConflicts().serverSideApply());
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("shop")
                        .endMetadata()
                        .build())
                .serverSideApply();
        for (String name : List.of("web", "db")) {
            client.resource("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: %1$s, namespace: shop}
                    spec:
                      selector: {matchLabels: {app: %1$s}}
                      template:
                        metadata: {labels: {app: %1$s}}
                        spec: {containers: [{name: app, image: app}]}
                    """.formatted(name)).serverSideApply();
        }
        client.resource("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: shop}
                spec: {client: {name: web}, consumes: [{name: db}]}
                """).serverSideApply();
        return objects.stream()
                .filter(Deployment.class::isInstance)
                .map(object -> ((Deployment) object).getSpec().getTemplate().getSpec())
                .findFirst()
                .orElseThrow();
    }

    private Container container() {
        return pod.getContainers().get(0);
    }

    @Test
    void itSaysWhatItIsAndRunsAsNobody() {
        var config = image.config();
        assertThat(image.digest()).isEqualTo(built.digest());
        assertThat(config.path("os").asText()).isEqualTo("linux");
        assertThat(config.path("architecture").asText())
                .isEqualTo(built.source().base().architecture().name());
        assertThat(config.path("created").asText())
                .isEqualTo(built.source().source().time().toString());
        assertThat(config.at("/config/User").asText())
                .isEqualTo(pod.getSecurityContext().getRunAsUser() + ":"
                        + pod.getSecurityContext().getRunAsGroup());
        assertThat(image.entrypoint()).containsExactly("/opt/java/bin/java", "-jar", "/app/client-intents.jar");
        assertThat(config.at("/config/Labels").properties())
                .extracting(Map.Entry::getKey)
                .contains(
                        "org.opencontainers.image.title",
                        "org.opencontainers.image.version",
                        "org.opencontainers.image.source",
                        "org.opencontainers.image.licenses",
                        "org.opencontainers.image.created");
    }

    @Test
    void itHasNoShellAndNothingThatCouldBecomeAnotherUserOrBeChanged() throws IOException {
        List<TarArchiveEntry> entries = image.entries();
        assertThat(entries).extracting(TarArchiveEntry::getName).doesNotHaveDuplicates();
        assertThat(entries)
                .filteredOn(entry -> entry.isFile() && (entry.getMode() & 0111) != 0)
                .extracting(TarArchiveEntry::getName)
                .noneMatch(name -> name.matches(".*/(sh|bash|dash|busybox|perl|apt|dpkg|keytool)"))
                .contains("opt/java/bin/java");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.getMode() & 07000)
                    .as("set-user-id of " + entry.getName())
                    .isZero();
            assertThat(entry.getMode() & 0022)
                    .as("writable by others: " + entry.getName())
                    .isZero();
            assertThat(entry.getLongUserId() == 0 || entry.getName().equals("tmp/"))
                    .as("owned by root: " + entry.getName())
                    .isTrue();
            assertThat(entry.getLastModifiedDate().toInstant())
                    .isEqualTo(built.source().source().time());
        });
    }

    @Test
    void anotherBuildOfTheSameSourceIsTheSameToTheBit() throws IOException, InterruptedException {
        Path other = folder.resolve("second");
        String digest = built.source().build(ImageUnderTest.JAR, other.resolve("work"), other.resolve("image.tar"));
        assertThat(digest).isEqualTo(built.digest());
    }

    @Test
    @SuppressWarnings("SystemOut")
    void theOperatorStartsWorksAndReleasesItsLeaseInIt() throws IOException, InterruptedException {
        try (var operator =
                OperatorInSandbox.start(sandbox, container(), account, Map.of(), folder.resolve("operator.log"))) {
            Duration ready = operator.awaitReady();
            System.out.println("The operator in its image was ready after " + ready.toMillis() + " ms, resident "
                    + operator.status("VmRSS"));
            assertThat(operator.status("Uid")).isEqualTo("65532 65532 65532 65532");
            assertThat(operator.status("Gid")).isEqualTo("65532 65532 65532 65532");
            assertThat(operator.status("CapEff")).isEqualTo("0000000000000000");
            assertThat(operator.status("NoNewPrivs")).isEqualTo("1");

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(pods("web"))
                            .isNotEmpty()
                            .allSatisfy(pod ->
                                    assertThat(pod.getMetadata().getLabels()).containsEntry(KEY, "true")));
            assertThat(operator.metrics()).contains("client_intents_leading 1.0");
            assertThat(leaseHolder()).isEqualTo(OperatorInSandbox.POD);

            assertThat(operator.terminate()).isIn(0, 143);
            assertThat(operator.log()).contains("Operator stopped").doesNotContain("WARN", "ERROR", "Exception");
        }
        assertThat(leaseHolder()).isEmpty();
    }

    @Test
    void theCommandsRunInIt() throws IOException, InterruptedException {
        Command.in(Path.of("").toAbsolutePath())
                .run(
                        "cp",
                        "-r",
                        Manifests.DEPLOY.resolve("examples/frontend").toString(),
                        scratch.resolve("f\u00fcr-alle").toString());
        Path log = folder.resolve("check.log");
        Process check = sandbox.start(Map.of(), List.of("check", "/tmp/f\u00fcr-alle"), log);
        assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(log)).doesNotContain("WARN", "Exception");
        assertThat(check.exitValue()).as(Files.readString(log)).isZero();
    }

    private List<Pod> pods(String app) {
        return client.pods().inNamespace("shop").withLabel("app", app).list().getItems();
    }

    private String leaseHolder() {
        return client.leases().inNamespace(OperatorInSandbox.NAMESPACE).list().getItems().stream()
                .map(lease -> lease.getSpec().getHolderIdentity())
                .filter(holder -> holder != null && !holder.isEmpty())
                .findFirst()
                .orElse("");
    }
}
