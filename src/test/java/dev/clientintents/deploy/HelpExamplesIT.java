package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.Crd;
import dev.clientintents.cli.Commands;
import dev.clientintents.cluster.Kubeconfig;
import dev.clientintents.cluster.MockApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Every example of every {@code --help} is typed into a shell, in a repository as the examples assume it, with the jar
 * that is shipped. The tools that they name beside ours are stand-ins which pass on, or take, what the real ones would.
 */
class HelpExamplesIT {

    private static final Path JAR = Path.of("target/client-intents.jar").toAbsolutePath();
    private static final Path PLUGIN = Path.of("deploy/kubectl-intents").toAbsolutePath();

    private static final Path FLOWS = Path.of("src/test/resources/suggest/seen-by-hubble/flows.jsonl");

    /** What is said of an example that does not end with 0. */
    private static final Map<String, Integer> OTHER_EXIT_CODES = Map.of(
            "client-intents can 'dev/*' 'prod/*' -f deploy/",
            1,
            // the mock has no version to tell; DoctorIT examines a real cluster
            "client-intents doctor",
            2,
            "client-intents doctor --context prod --strict",
            2,
            "client-intents doctor --output json | jq -r '.findings[] | select(.severity == \"error\") | .code'",
            1);

    /** What the comment beside an example promises. */
    private static final Map<String, String> PROMISES = Map.of(
            "client-intents check --before main/deploy deploy", "last-client-gone",
            "client-intents render --labels table deploy/", "# ",
            "client-intents reach --from 0.0.0.0/0 deploy/", "0.0.0.0-255.255.255.255[External] => ",
            "client-intents reach --exposure deploy/", "entire-cluster",
            "client-intents diff -o comment git:main:deploy deploy",
                    "### Connections that this change opens and closes",
            "client-intents can shop/frontend platform/api-gateway 8443 -f deploy/", "yes\n",
            "client-intents who-can-reach svc/metrics-service --context prod", "shop/frontend[Deployment] => ");

    private static final String MORE = """
            apiVersion: v1
            kind: Service
            metadata: {name: frontend, namespace: shop}
            spec: {selector: {app: frontend}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: door, namespace: shop}
            spec: {defaultBackend: {service: {name: frontend, port: {number: 80}}}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: try, namespace: dev}
            spec: {containers: [{name: a, image: a}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: shop, namespace: prod}
            spec: {containers: [{name: a, image: a}]}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: prod, labels: {clientintents.dev/enforcement: active}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: closed, namespace: prod}
            spec: {podSelector: {}}
            """;

    private static final String CLIENT_THAT_GOES = """
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: try, namespace: dev}
            spec: {client: {name: try}, consumes: [{name: shop, namespace: prod}]}
            """;

    @TempDir
    static Path folder;

    private static MockApiServer cluster = MockApiServer.start(Crd.read());

    /** What a line came to. */
    private record Result(int code, String out, String err) {}

    static Stream<String> examples() {
        return commands().flatMap(HelpExamplesIT::examples).filter(it -> !runsOn(it));
    }

    static Stream<String> examplesThatRunOn() {
        return commands().flatMap(HelpExamplesIT::examples).filter(HelpExamplesIT::runsOn);
    }

    private static boolean runsOn(String example) {
        return example.contains("client-intents operator") || example.contains("client-intents observe-node");
    }

    private static Stream<CommandLine> commands() {
        CommandLine root = Commands.line();
        return Stream.concat(Stream.of(root), root.getSubcommands().values().stream());
    }

    /**
     * The lines that begin with a command; what is further to the right goes on with it, and what follows a blank line
     * is a file.
     */
    private static Stream<String> examples(CommandLine command) {
        var examples = new ArrayList<String>();
        for (String line : footer(command)) {
            if (line.isBlank()) {
                break;
            }
            if (line.startsWith("   ")) {
                examples.add(examples.remove(examples.size() - 1) + "\n" + line);
            } else {
                examples.add(line.strip());
            }
        }
        return examples.stream();
    }

    private static List<String> footer(CommandLine command) {
        return Arrays.stream(command.getCommandSpec().usageMessage().footer())
                .map(line -> Ansi.OFF.string(line))
                .toList();
    }

    @BeforeAll
    static void aRepositoryAndACluster() throws Exception {
        Path deploy = Files.createDirectories(folder.resolve("deploy"));
        try (Stream<Path> files = Files.list(Path.of("deploy/examples/frontend"))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".yaml")).toList()) {
                Files.copy(file, deploy.resolve(file.getFileName()));
            }
        }
        Files.writeString(deploy.resolve("more.yaml"), MORE);
        Path before = Files.createDirectories(folder.resolve("main/deploy"));
        Files.writeString(before.resolve("all.yaml"), rendered(deploy) + "---\n" + CLIENT_THAT_GOES);
        Files.writeString(folder.resolve("rendered-before.yaml"), rendered(deploy));
        Files.writeString(folder.resolve("expectations.yaml"), expectations());
        Files.writeString(folder.resolve("known.yaml"), "findings: []\n");
        Files.copy(FLOWS, folder.resolve("flows.jsonl"));
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Files.copy(PLUGIN, programs.resolve("client-intents"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String printing : List.of("helm", "kustomize")) {
            program(programs.resolve(printing), "cat '" + folder.resolve("rendered-before.yaml") + "'");
        }
        for (String taking : List.of("kubectl", "dot", "jq")) {
            program(programs.resolve(taking), "test -n \"$(cat)\"");
        }
        assertThat(run("""
                        git init -q -b main && git add deploy && git commit -q -m one && git tag v1.2
                        git update-ref refs/remotes/origin/main HEAD
                        git rm -q deploy/more.yaml && git commit -q -m two && git tag v1.3
                        git checkout -q v1.2 -- deploy && git commit -q -m three""").code()).isZero();
        Manifests.readFolder(deploy)
                .forEach(object -> cluster.client().resource(object).create());
        Path kubeconfig = Kubeconfig.write(cluster.client().getConfiguration(), folder.resolve("kubeconfig"));
        Files.writeString(kubeconfig, Files.readString(kubeconfig).replace("client-intents", "prod"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void anExampleDoesWhatItSays(String example) throws Exception {
        String line = example.replaceAll(" +#.*", "");

        Result result = run(example.replace("client-intents COMMAND", "client-intents check"));

        assertThat(result.code()).as(result.err() + result.out()).isEqualTo(OTHER_EXIT_CODES.getOrDefault(line, 0));
        assertThat(result.out()).contains(PROMISES.getOrDefault(line, ""));
        assertThat(result.err()).doesNotContain("Exception", "not have happened");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examplesThatRunOn")
    void anOperatorAndAnAgentRunUntilTheyAreStopped(String example) throws Exception {
        Process process = start(example, folder.resolve("out"), folder.resolve("err"));
        try {
            assertThat(process.waitFor(5, TimeUnit.SECONDS))
                    .as(() -> text(folder.resolve("err")))
                    .isFalse();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void thePromisesAreThoseOfExamples() {
        List<String> lines = examples().map(it -> it.replaceAll(" +#.*", "")).toList();

        assertThat(lines)
                .hasSizeGreaterThan(40)
                .containsAll(OTHER_EXIT_CODES.keySet())
                .containsAll(PROMISES.keySet());
    }

    private static String rendered(Path deploy) throws IOException {
        try (Stream<Path> files = Files.list(deploy)) {
            return files.sorted().map(HelpExamplesIT::text).collect(Collectors.joining("\n---\n"));
        }
    }

    /** The file that the help of {@code assert} shows. */
    private static String expectations() {
        List<String> footer = footer(Commands.line().getSubcommands().get("assert"));
        return footer.subList(footer.indexOf("") + 1, footer.size()).stream()
                .map(line -> line.substring(2))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Result run(String line) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = start(line, out, err);
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), text(out), text(err));
    }

    private static Process start(String line, Path out, Path err) throws IOException {
        var builder = new ProcessBuilder("bash", "-o", "pipefail", "-c", line)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PATH", folder.resolve("programs") + ":" + System.getenv("PATH"),
                        "HOME", folder.toString(),
                        "XDG_CACHE_HOME", folder.resolve("cache").toString(),
                        "JAVA_HOME", System.getProperty("java.home"),
                        "CLIENT_INTENTS_JAR", JAR.toString(),
                        "CLIENT_INTENTS_HTTP_PORT", "0",
                        "KUBECONFIG", folder.resolve("kubeconfig").toString()));
        for (String role : List.of("AUTHOR", "COMMITTER")) {
            builder.environment().put("GIT_" + role + "_NAME", "a");
            builder.environment().put("GIT_" + role + "_EMAIL", "a@example.org");
        }
        return builder.start();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
