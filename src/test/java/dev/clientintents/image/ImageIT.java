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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image, built from the jar, and run as the chart runs it: with the arguments and variables of its Deployment, with
 * the rights of its service account, as the user of the image, and with a root that cannot be written.
 */
@RealCluster(dedicated = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {

    private static final String KEY = "clientintents.dev/consumes-db.shop";
    private static final String COPY = "cp -r \"$1\" \"$2/$(printf 'f\\303\\274r-alle')\"";
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
        Path work = manifests(folder.resolve("work"));
        OperatorInSandbox.writeAccount(account, secrets);
        this.sandbox = Sandbox.of(
                image,
                folder.resolve("root"),
                Map.of(OperatorInSandbox.ACCOUNT, secrets, "tmp", scratch, "work", work),
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

    /** Copies an example into a folder whose name is not ASCII, whatever the locale of this process is. */
    private static Path manifests(Path folder) throws IOException, InterruptedException {
        String example = Manifests.DEPLOY.resolve("examples/frontend").toString();
        Command.in(Path.of("").toAbsolutePath())
                .run(
                        "sh",
                        "-c",
                        COPY,
                        "copy",
                        example,
                        Files.createDirectory(folder).toString());
        return folder;
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
                .noneMatch(name -> name.matches(".*/(sh|bash|dash|busybox|perl|apt|dpkg|keytool|cacerts)"))
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
        assertThat(digest).isEqualTo(built.digest()).isEqualTo(System.getProperty("image.digest", digest));
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
    void theCommandsRunInItOnFilesOfAnyName() throws IOException, InterruptedException {
        Path log = folder.resolve("check.log");
        Process check = sandbox.start(Map.of(), List.of("check", "/work"), log);
        assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(check.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log)).doesNotContain("WARN", "Exception", "Picked up");
    }

    @Test
    void itsArchiveIsWhole() throws IOException, InterruptedException {
        Path log = folder.resolve("verified.log");
        var options = Map.of("JAVA_TOOL_OPTIONS", "-Xshare:on -XX:+VerifySharedSpaces");
        Process check = sandbox.start(options, List.of("check", "/work"), log);
        assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(check.exitValue()).as(Files.readString(log)).isZero();
    }

    @Test
    void itsArchiveHasTheClassesThatAStartLoads() throws IOException, InterruptedException {
        if (Boolean.getBoolean("generate")) {
            runBoth(ClassList::options);
            var used = ClassList.read(scratch.resolve("operator")).and(ClassList.read(scratch.resolve("command")));
            Files.write(ClassArchive.LIST, used.lines());
            return;
        }
        runBoth(LoadedClasses::option);
        for (String process : List.of("operator", "command")) {
            assertThat(LoadedClasses.read(scratch.resolve(process)).missed())
                    .as("%s is old for the %s; run this test with -Dgenerate=true", ClassArchive.LIST, process)
                    .isLessThan(0.1);
        }
    }

    /**
     * Starts the operator and ends it, and runs a command, each with options of Java that name a file for it to write.
     */
    private void runBoth(UnaryOperator<String> options) throws IOException, InterruptedException {
        Path log = folder.resolve("loading.log");
        var operators = Map.of("JAVA_TOOL_OPTIONS", options.apply("/tmp/operator"));
        try (var operator = OperatorInSandbox.start(sandbox, container(), account, operators, log)) {
            operator.awaitReady();
            await().until(() -> !leaseHolder().isEmpty());
        }
        var commands = Map.of("JAVA_TOOL_OPTIONS", options.apply("/tmp/command"));
        Process check = sandbox.start(commands, List.of("check", "/work"), log);
        assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    /** A measurement, for the page on performance: with the archive of classes and without it, in turn. */
    @Test
    @EnabledIfSystemProperty(named = "image.runs", matches = "\\d+")
    @SuppressWarnings("SystemOut")
    void howSoonItIsReadyAndWhatItTakes() throws IOException, InterruptedException {
        var measured = new TreeMap<String, List<Start>>();
        for (int run = 0; run < Integer.getInteger("image.runs"); run++) {
            for (String option : List.of("-Xshare:auto", "-Xshare:off")) {
                measured.computeIfAbsent(option, it -> new ArrayList<>()).add(start(option));
            }
        }
        measured.forEach((option, starts) -> System.out.println(option + ": ready after "
                + starts.stream().map(Start::ready).sorted().toList() + " ms, resident "
                + starts.stream().map(Start::resident).sorted().toList()));
    }

    private Start start(String option) throws IOException, InterruptedException {
        Path log = folder.resolve("measured.log");
        try (var operator =
                OperatorInSandbox.start(sandbox, container(), account, Map.of("JAVA_TOOL_OPTIONS", option), log)) {
            long ready = operator.awaitReady().toMillis();
            await().until(() -> !leaseHolder().isEmpty());
            return new Start(ready, operator.status("VmRSS"));
        }
    }

    private record Start(long ready, String resident) {}

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
