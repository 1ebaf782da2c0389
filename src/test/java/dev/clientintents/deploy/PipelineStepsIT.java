package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin of kubectl and the steps of pipelines, run with the jar that is shipped. */
class PipelineStepsIT {

    private static final Path JAR = Path.of("target/client-intents.jar").toAbsolutePath();
    private static final Path PLUGIN = Path.of("deploy/kubectl-intents").toAbsolutePath();
    private static final String TYPO = """
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: typo, namespace: shop}
            spec: {client: {name: frontend}, consumes: [{name: auth-servize}]}
            """;

    @TempDir
    private Path folder;

    /** What a command came to; {@code text} is what it printed, errors included. */
    private record Result(int code, String text) {}

    @BeforeEach
    void manifestsAsARepositoryHasThem() throws IOException {
        Path example = Path.of("deploy/examples/frontend");
        Path deploy = Files.createDirectories(folder.resolve("my repo/deploy"));
        try (Stream<Path> files = Files.list(example)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".yaml")).toList()) {
                Files.copy(file, deploy.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void thePluginRunsBehindALinkInFoldersWithSpacesAndLeavesAnArchiveOfClasses() throws Exception {
        Path programs = Files.createDirectories(folder.resolve("my programs"));
        Files.copy(PLUGIN, programs.resolve("kubectl-intents"));
        assertThat(programs.resolve("kubectl-intents").toFile().setExecutable(true))
                .isTrue();
        Files.createSymbolicLink(programs.resolve("client-intents.jar"), JAR);
        Path link = Files.createSymbolicLink(folder.resolve("kubectl-intents"), Path.of("my programs/kubectl-intents"));

        Result first = run(link.toString(), "check", "deploy");
        Result second = run(link.toString(), "check", "deploy");

        assertThat(first.code()).as(first.text()).isZero();
        assertThat(first.text()).startsWith("no findings");
        assertThat(second).isEqualTo(first);
        try (Stream<Path> cached = Files.list(folder.resolve("cache/client-intents"))) {
            assertThat(cached).singleElement().asString().endsWith(".jsa");
        }
    }

    @Test
    void thePluginRunsFromTheArchiveThatIsReleased() throws Exception {
        JsonNode krew = new YAMLMapper().readTree(Files.readString(Path.of("deploy/krew.yaml")));
        JsonNode platform = krew.at("/spec/platforms/0");
        List<Path> archives;
        try (Stream<Path> files = Files.list(JAR.getParent())) {
            archives = files.filter(it -> it.toString().endsWith(".tar.gz")).toList();
        }
        assertThat(archives).hasSize(1);
        String name = archives.get(0).getFileName().toString();
        String version = name.replaceAll("kubectl-intents-(.*)\\.tar\\.gz", "$1");
        Path programs = Files.createDirectories(folder.resolve("my programs"));

        run("tar", "-xzf", archives.get(0).toString(), "-C", programs.toString());

        assertThat(platform.path("uri").asText().replace("VERSION", version)).endsWith("/v" + version + "/" + name);
        for (JsonNode file : platform.path("files")) {
            assertThat(programs.resolve(file.path("from").asText())).isRegularFile();
        }
        Path plugin = programs.resolve(platform.path("bin").asText());
        Path link = Files.createSymbolicLink(folder.resolve("kubectl-intents"), plugin);
        assertThat(run(link.toString(), "--version")).isEqualTo(new Result(0, "client-intents " + version + "\n"));
        assertThat(run(link.toString(), "check", "deploy").code()).isZero();
    }

    @Test
    void theArchiveOfClassesFollowsTheJarAndMayFail() throws Exception {
        Path jar = Files.copy(JAR, folder.resolve("client-intents.jar"));
        var named = Map.of("CLIENT_INTENTS_JAR", jar.toString());
        String[] check = {PLUGIN.toString(), "check", "deploy"};
        Result first = run(named, check);
        List<Path> before = archives();

        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        Result second = run(named, check);
        List<Path> after = archives();
        Files.writeString(after.get(0), "not an archive");
        Result third = run(named, check);
        Files.delete(after.get(0));
        Result withoutSpace = run(named, "bash", "-c", "ulimit -f 1000; '" + PLUGIN + "' check deploy");

        assertThat(before).hasSize(1);
        assertThat(after).hasSize(1).isNotEqualTo(before);
        assertThat(List.of(second, third, withoutSpace)).containsOnly(first);
        assertThat(archives()).isEmpty();
        assertThat(run(Map.of("XDG_CACHE_HOME", jar.toString()), check)).isEqualTo(first);
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> cached = Files.list(folder.resolve("cache/client-intents"))) {
            return cached.toList();
        }
    }

    @Test
    void thePluginPassesExitCodesOn() throws Exception {
        String plugin = PLUGIN.toString();
        assertThat(run(plugin, "check", "no-such-folder").code()).isEqualTo(2);
        assertThat(run(plugin, "no-such-command").code()).isEqualTo(2);
        assertThat(run(plugin, "--version").text()).startsWith("client-intents ");
        writeATypo();

        assertThat(run(plugin, "check", "deploy").code()).isEqualTo(1);
    }

    @Test
    void thePluginSaysWhatIsMissing() throws Exception {
        Path alone = Files.copy(PLUGIN, folder.resolve("kubectl-intents"));

        Result result = run("sh", alone.toString(), "check", "deploy");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.text())
                .contains("there is no client-intents.jar beside")
                .hasLineCount(1);
    }

    @Test
    void theActionAnnotatesWhatItFinds() throws Exception {
        String script = PipelineSteps.script("check");
        var inputs = Map.of("JAR", JAR.toString(), "PATHS", "deploy\n", "ARGS", "--strict --namespace shop");

        assertThat(run(inputs, "bash", "-c", script)).isEqualTo(new Result(0, ""));
        writeATypo();

        Result result = run(inputs, "bash", "-c", script);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.text()).contains("::error file=deploy/typo.yaml,line=4,title=unknown-server::");
    }

    @Test
    void aPathOfTheActionIsNoOption() throws Exception {
        String script = PipelineSteps.script("check");
        for (String path : List.of("--help", "--version", "-n\nshop")) {
            Result result = run(Map.of("JAR", JAR.toString(), "PATHS", path, "ARGS", ""), "bash", "-c", script);

            assertThat(result.code()).as(path + ": " + result.text()).isEqualTo(2);
            assertThat(result.text()).contains("no such file or folder: -");
        }
    }

    @Test
    void theActionWritesFindingsForCodeScanning() throws Exception {
        writeATypo();
        var inputs = Map.of("JAR", JAR.toString(), "PATHS", "deploy", "ARGS", "", "SARIF", "findings.sarif");

        Result result = run(inputs, "bash", "-c", PipelineSteps.script("check"));

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.text()).contains("title=unknown-server::");
        assertThat(new YAMLMapper()
                        .readTree(Files.readString(folder.resolve("my repo/findings.sarif")))
                        .at("/runs/0/results/0/ruleId")
                        .asText())
                .isEqualTo("unknown-server");
    }

    @Test
    void theActionTellsWhatAPullRequestOpensInTheSummaryAndInOneComment() throws Exception {
        CommentServer.assumeProgramsOfTheClient();
        commitTheManifestsAndThenOneMoreClient();
        try (var server = new CommentServer()) {
            var inputs = new HashMap<>(actionInputs());
            inputs.put("GITHUB_API_URL", server.url());

            Result first = run(inputs, "bash", "-c", PipelineSteps.script("diff"));
            Result second = run(inputs, "bash", "-c", PipelineSteps.script("diff"));

            assertThat(List.of(first.code(), second.code()))
                    .as(first.text() + second.text())
                    .containsOnly(0);
            assertThat(server.comments())
                    .singleElement()
                    .satisfies(comment -> assertThat(comment.body())
                            .startsWith(
                                    "<!-- client-intents diff -->\n### Connections that this change opens and closes\n")
                            .contains(
                                    "| **opened** | `shop/newsletter[Deployment]` | `shop/auth-service[Deployment]` |")
                            .contains("```mermaid\n"));
            assertThat(folder.resolve("summary.md")).content().contains("| **opened** |");

            inputs.put("TOKEN", CommentServer.READER);
            inputs.put("ARGS", "--fail-on opened");
            Result ofAFork = run(inputs, "bash", "-c", PipelineSteps.script("diff"));
            assertThat(ofAFork.code()).as(ofAFork.text()).isEqualTo(1);
            assertThat(ofAFork.text()).contains("the token may not write comments here");
            assertThat(server.writes()).isEqualTo(2);
        }
    }

    private Map<String, String> actionInputs() {
        return Map.ofEntries(
                Map.entry("JAR", JAR.toString()),
                Map.entry("BEFORE", "git:HEAD^1:deploy"),
                Map.entry("AFTER", ""),
                Map.entry("PATHS", "deploy\nother"),
                Map.entry("ARGS", ""),
                Map.entry("COMMENT", "true"),
                Map.entry("KEY", ""),
                Map.entry("AUTHOR", "github-actions[bot]"),
                Map.entry("TOKEN", CommentServer.WRITER),
                Map.entry("PULL_REQUEST", "7"),
                Map.entry("GITHUB_REPOSITORY", "acme/shop"),
                Map.entry("GITHUB_STEP_SUMMARY", folder.resolve("summary.md").toString()),
                Map.entry("RUNNER_TEMP", folder.toString()),
                Map.entry(
                        "GITHUB_ACTION_PATH",
                        PipelineSteps.ACTION.getParent().toAbsolutePath().toString()));
    }

    private void commitTheManifestsAndThenOneMoreClient() throws IOException, InterruptedException {
        commit("before");
        Files.writeString(folder.resolve("my repo/deploy/more.yaml"), """
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: newsletter, namespace: shop}
                spec: {client: {name: newsletter}, consumes: [{name: auth-service}]}
                """);
        commit("after");
    }

    private void commit(String message) throws IOException, InterruptedException {
        Result result = run(
                "bash",
                "-c",
                "git init --quiet . && git add --all && git -c user.name=a -c user.email=a@example.com commit --quiet"
                        + " --message " + message);
        assertThat(result.code()).as(result.text()).isZero();
    }

    @Test
    void theScriptsOfGitLabAndPreCommitRun() throws Exception {
        CommentServer.assumeProgramsOfTheClient();
        Files.createSymbolicLink(folder.resolve("my repo/client-intents.jar"), JAR);
        Files.createSymbolicLink(
                folder.resolve("my repo/change-comment"),
                Path.of("deploy/change-comment").toAbsolutePath());
        commitTheManifestsAndThenOneMoreClient();
        var lines = new ArrayList<String>();
        PipelineSteps.under("GitLab CI").at("/client-intents/script").forEach(line -> lines.add(line.asText()));
        lines.add(PipelineSteps.under("pre-commit").at("/repos/0/hooks/0/entry").asText());
        try (var server = new CommentServer()) {
            var environment = Map.of(
                    "PATH",
                    PLUGIN.getParent() + ":" + System.getenv("PATH"),
                    "CI_API_V4_URL",
                    server.url(),
                    "CI_PROJECT_ID",
                    "5",
                    "CI_MERGE_REQUEST_IID",
                    "7",
                    "CI_MERGE_REQUEST_DIFF_BASE_SHA",
                    "HEAD^1",
                    "CLIENT_INTENTS_TOKEN",
                    CommentServer.WRITER);
            for (String line : lines) {
                Result result = run(environment, "bash", "-c", line);
                assertThat(result.code()).as(line + ": " + result.text()).isZero();
            }
            assertThat(server.comments())
                    .singleElement()
                    .satisfies(comment -> assertThat(comment.body()).contains("| **opened** |"));
        }
        assertThat(folder.resolve("my repo/map.html")).content().startsWith("<!doctype html>");
        assertThat(folder.resolve("my repo/codequality.json")).content().startsWith("[");
    }

    private void writeATypo() throws IOException {
        Files.writeString(folder.resolve("my repo/deploy/typo.yaml"), TYPO);
    }

    private Result run(String... command) throws IOException, InterruptedException {
        return run(Map.of(), command);
    }

    private Result run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        var builder = new ProcessBuilder(List.of(command))
                .directory(folder.resolve("my repo").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(output));
    }
}
