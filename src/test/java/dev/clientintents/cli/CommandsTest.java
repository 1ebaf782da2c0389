package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.deploy.Manifests;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    private static final String INTENTS = """
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: web, namespace: shop}
            spec:
              client: {name: web}
              consumes:
                - name: %s
            """;

    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{image: a, name: a}]}}}
            """;

    private static final Pattern CODE = Pattern.compile(" (?:error|warning) ([a-z-]+): ");

    /** The findings of examples: a client that waits, and entrances and name servers that only a cluster tells. */
    private static final Map<String, List<String>> SHOWN = Map.of(
            "egress",
            List.of("name-servers-unknown"),
            "storefront",
            List.of("not-granted", "cut-from-entrance", "cut-from-scraping", "cut-from-api-server"));

    @TempDir
    private Path folder;

    @BeforeEach
    void aWorkload() throws IOException {
        write("web.yaml", WEB);
    }

    static List<Path> examples() {
        return Manifests.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theExamplesAreCleanButForWhatTheyShow(Path example) {
        Run check = Run.of("check", "--strict", example.toString());
        Run render = Run.of("render", "--labels", "patches", example.toString());

        assertThat(CODE.matcher(check.out()).results().map(match -> match.group(1)))
                .as(check.out())
                .containsExactlyInAnyOrderElementsOf(
                        SHOWN.getOrDefault(example.getFileName().toString(), List.of()));
        assertThat(render.exitCode()).as(render.err()).isZero();
        assertThat(render.out()).doesNotContain("null", "status:", "creationTimestamp", "\r");
        assertThat(render).isEqualTo(Run.of("render", "--labels", "patches", example.toString()));
    }

    @Test
    void errorsFailAndWarningsFailOnlyAStrictRun() throws IOException {
        assertThat(Run.of("check", folder.toString()).exitCode()).isZero();

        write("intents.yaml", INTENTS.formatted("dns\n      namespace: kube-system"));
        assertThat(Run.of("check", folder.toString()).out()).contains("warning excluded-namespace");
        assertThat(Run.of("check", folder.toString()).exitCode()).isZero();
        assertThat(Run.of("check", "--strict", folder.toString()).exitCode()).isEqualTo(1);

        write("intents.yaml", INTENTS.formatted("wep"));
        assertThat(Run.of("check", folder.toString()).exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            check                                   | name the files or folders
            check no-such-file                      | no such file or folder: no-such-file
            check --no-such-flag .                  | there is no option --no-such-flag
            check --strickt .                       | there is no option --strickt; did you mean --strict
            can a b 80 src/site                     | src/site is one argument too many; files and folders follow -f
            can a b src/site                        | or - for standard input, with -f
            check --kubeconfig src/site             | cannot read the kubeconfig src/site
            check --namespace Bad_NS src/site       | --namespace must be the name of a namespace, not Bad_NS
            assert -f src/site src/site             | cannot read the expectations src/site: Is a directory
            render --output-dir mvnw src/site       | cannot write into mvnw: it is a file
            check --output fax .                    | expected one of [text, json, yaml, sarif, github, codequality]
            check --enforcement loud src/site       | --enforcement must be shadow, local or active
            check --consent maybe src/site          | --consent must be open or required, not maybe
            check --entrances-declared all src/site | --entrances-declared must list routes, load-balancers, scrapes or api-server, not all
            graph --pod-cidrs 10.0.0.0/33 src/site  | --pod-cidrs takes ranges of addresses as in 10.244.0.0/16, not 10.0.0.0/33
            requests --ingress-namespaces A src     | --ingress-namespaces takes names of namespaces, not A
            render --virtual-clusters A/b src        | --virtual-clusters takes names of namespaces, not A/b
            doctor --scrapers monitoring            | --scrapers takes namespace/workload as in monitoring/prometheus-k8s, not monitoring
            check --kubeconfig no-such-file         | no such kubeconfig
            doctor --kubeconfig no-such-file        | no such kubeconfig
            doctor --output fax                     | expected one of [text, json]
            check --context a src/site              | either files or a live cluster
            render --labels table --output json pom | JSON has no comments
            no-such-command                         | there is no command no-such-command
            chek                                    | there is no command chek; did you mean check
            """)
    void whatCannotRunSaysWhyInOneLine(String arguments, String message) {
        Run run = Run.of(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message).doesNotContain("\tat ").hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check",
                "render",
                "reach",
                "who-can-reach",
                "can",
                "explain",
                "diff",
                "assert",
                "requests",
                "import",
                "suggest",
                "graph",
                "doctor",
                "operator",
                "observe-node",
                "completion"
            })
    void everyCommandHasHelpWithExamplesAndAVersion(String command) {
        assertThat(Run.of(command, "--help").out()).contains("Usage: client-intents " + command, "Examples:");
        assertThat(Run.of(command, "--version").out()).startsWith("client-intents ");
    }

    @Test
    void withoutACommandTheCommandsAreListed() {
        Run run = Run.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("Usage: client-intents ").contains("who-can-reach", "Examples:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"render", "reach", "graph"})
    void aFolderWithNothingInItIsAWarningOfEveryCommand(String command) throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        Run run = Run.of(command, empty.toString());

        assertThat(run.err())
                .startsWith(empty + ":1: warning nothing-to-read: ")
                .hasLineCount(1);
        assertThat(run.exitCode()).isZero();
        assertThat(Run.of(command, "--strict", empty.toString()).exitCode()).isEqualTo(1);
    }

    @Test
    void whereANameIsNotThereWhatCouldNotBeReadIsTold() throws IOException {
        write("api.yaml", "kind: {{ .Values.kind }}\n");

        Run run = Run.of("can", "web", "api", "-f", folder.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("error unrendered-template", "no workload api")
                .hasLineCount(2);
    }

    @Test
    void aClusterThatIsNotThereIsALineWithItsAddress() throws IOException {
        write("kubeconfig", """
                apiVersion: v1
                kind: Config
                clusters: [{name: a, cluster: {server: "http://127.0.0.1:1"}}]
                contexts: [{name: a, context: {cluster: a, user: a}}]
                users: [{name: a, user: {}}]
                current-context: a
                """);

        Run run = Run.of("check", "--kubeconfig", folder.resolve("kubeconfig").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("the cluster at http://127.0.0.1:1 does not answer to GET /api/v1/namespaces (")
                .contains("--context or --kubeconfig")
                .hasLineCount(1);
    }

    @Test
    void completionKnowsTheCommands() {
        assertThat(Run.of("completion", "bash").out())
                .contains("check", "render", "--baseline", "default kubectl-intents\n");
        assertThat(Run.of("completion", "zsh").out()).startsWith("autoload");
    }

    @ParameterizedTest
    @ValueSource(ints = {254, 4_001, 400_000})
    void aNameThatIsTooLongIsALine(int length) throws IOException {
        String name = "a.".repeat(length / 2) + "a";
        write("web.yaml", WEB.replace("name: web", "name: " + name) + "---\n" + INTENTS.formatted(name));
        write(
                "client.yaml",
                INTENTS.formatted("web")
                        .replace("client: {name: web}", "client: {name: " + name + ", kind: " + name + "}"));
        write("namespace.yaml", INTENTS.formatted("web\n      namespace: " + name));
        write("port.yaml", INTENTS.formatted("web\n      ports: [{port: " + name + "}]"));

        Run run = Run.of("check", folder.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("has " + name.length() + " characters", "with a letter or digit at both ends");
        assertThat(Run.of("who-can-reach", name, "-f", folder.toString()).err()).contains("no workload a.a.");
    }

    @Test
    void gitHubIsToldFileAndLine() throws IOException {
        write("a,b.yaml", INTENTS.formatted("wep"));

        assertThat(Run.of("check", "--output", "github", folder.toString()).out())
                .startsWith("::error file=" + folder.toString().replace(":", "%3A")
                        + "/a%2Cb.yaml,line=7,title=unknown-server::");
    }

    @Test
    void gitLabKnowsAFindingAgainWhereItsLineMoved() throws IOException {
        ObjectMapper json = new ObjectMapper();
        String intents = INTENTS.formatted("wep") + "---\n" + INTENTS.formatted("wep");
        write("intents.yaml", intents);
        JsonNode before = json.readTree(
                Run.of("check", "-o", "codequality", folder.toString()).out());
        write("intents.yaml", "# a line more\n" + intents);
        JsonNode after = json.readTree(
                Run.of("check", "-o", "codequality", folder.toString()).out());

        assertThat(before.findValuesAsText("fingerprint"))
                .hasSizeGreaterThan(1)
                .doesNotHaveDuplicates()
                .allMatch(it -> it.matches("[0-9a-f]{64}"))
                .isEqualTo(after.findValuesAsText("fingerprint"));
        JsonNode first = misspelt(before);
        assertThat(first.path("severity").asText()).isEqualTo("major");
        assertThat(first.path("description").asText()).contains("did you mean web?");
        assertThat(first.at("/location/path").asText())
                .isEqualTo(folder.resolve("intents.yaml").toString());
        assertThat(first.at("/location/lines/begin").asInt()).isEqualTo(15);
        assertThat(misspelt(after).at("/location/lines/begin").asInt()).isEqualTo(16);
    }

    private static JsonNode misspelt(JsonNode report) {
        return report.findParents("check_name").stream()
                .filter(it -> it.path("check_name").asText().equals("unknown-server"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sarifNamesARuleForEachResult() throws IOException {
        write("in tents.yaml", INTENTS.formatted("wep"));

        JsonNode log = new ObjectMapper()
                .readTree(
                        Run.of("check", "--output", "sarif", folder.toString()).out());

        assertThat(log.path("version").asText()).isEqualTo("2.1.0");
        JsonNode run = log.path("runs").path(0);
        assertThat(run.path("tool").path("driver").path("name").asText()).isEqualTo("client-intents");
        assertThat(run.path("tool").path("driver").path("rules").findValuesAsText("id"))
                .doesNotHaveDuplicates()
                .contains("unknown-server");
        JsonNode result = run.path("results").path(0);
        assertThat(result.path("ruleId").asText()).isEqualTo("unknown-server");
        assertThat(result.path("level").asText()).isEqualTo("error");
        assertThat(result.path("message").path("text").asText()).contains("did you mean web?");
        JsonNode place = result.path("locations").path(0).path("physicalLocation");
        assertThat(place.path("artifactLocation").path("uri").asText()).endsWith("/in%20tents.yaml");
        assertThat(place.path("region").path("startLine").asInt()).isEqualTo(7);
    }

    @Test
    void aChartIsOneLineThatSaysWhatToRun() throws IOException {
        Files.createDirectories(folder.resolve("chart/templates"));
        write("chart/Chart.yaml", "name: chart\n");
        write("chart/values.yaml", "a: b\n");
        write("chart/templates/pod.yaml", "kind: {{ .Values.kind }}\n");

        Run run = Run.of("check", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("helm template RELEASE").hasLineCount(2);
    }

    @Test
    void aKustomizationIsOneLineAndItsFilesCount() throws IOException {
        Files.createDirectories(folder.resolve("base"));
        write("kustomization.yaml", "resources: [base]\n");
        write("base/kustomization.yaml", "resources: [intents.yaml]\n");
        write("base/intents.yaml", INTENTS.formatted("web"));

        Run run = Run.of("check", folder.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("kustomize build", "1 valid declaration").hasLineCount(2);
    }

    @Test
    void declarationsOfOtherNamespacesWaitForAServerAccessWhereConsentIsRequired() throws IOException {
        Path cases = Path.of("src/test/resources/pipelines/consent-and-entrances-of-a-server");
        write("calls.yaml", """
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: bff, namespace: mobile}
                spec: {client: {name: bff}, consumes: [{name: frontend, namespace: shop}]}
                ---
                apiVersion: clientintents.dev/v1alpha1
                kind: ServerAccess
                metadata: {name: frontend, namespace: shop}
                spec: {server: {name: frontend}}
                """);
        String[] all = {
            cases.resolve("in-all.yaml").toString(),
            folder.resolve("calls.yaml").toString()
        };

        assertThat(Run.of(Run.with(all, "check", "--consent", "required")).out())
                .contains("error not-granted: ");
        assertThat(Run.of(Run.with(all, "check", "--consent", "open")).out()).startsWith("no findings");
    }

    @Test
    void aServerThatLosesItsLastClientIsFoundByABaseline() throws IOException {
        Path before = Files.createDirectories(folder.resolve("before"));
        write("before/all.yaml", WEB + "---\n" + INTENTS.formatted("web"));
        Path after = Files.createDirectories(folder.resolve("after"));
        write("after/all.yaml", WEB);

        assertThat(Run.of("check", "--before", before.toString(), after.toString())
                        .out())
                .contains("after/all.yaml:1: warning last-client-gone: nobody declares to consume shop/web");
        assertThat(Run.of("check", "--enforcement", "shadow", "--before", before.toString(), after.toString())
                        .out())
                .as("where it was not closed")
                .startsWith("no findings");
        assertThat(Run.of("check", "--before", before.toString(), before.toString())
                        .out())
                .startsWith("no findings");
    }

    @Test
    void knownFindingsAreNotToldAgainUntilTheyAreGone() throws IOException {
        write("deploy.yaml", WEB + "---\n" + INTENTS.formatted("nobody"));
        String deploy = folder.resolve("deploy.yaml").toString();
        String known = folder.resolve("known.yaml").toString();
        assertThat(Run.of("check", deploy).exitCode()).isEqualTo(1);

        Run written = Run.of("check", "--write-baseline", known, deploy);

        assertThat(written.exitCode()).isZero();
        assertThat(written.out()).endsWith(" known by " + known + " now\n");
        assertThat(folder.resolve("known.yaml"))
                .content()
                .contains("in: ClientIntents shop/web")
                .doesNotContain("deploy.yaml");
        write("deploy.yaml", "# a line more\n" + WEB + "---\n" + INTENTS.formatted("nobody"));
        Run again = Run.of("check", "--strict", "--baseline", known, deploy);
        assertThat(again.out()).startsWith("no findings");
        assertThat(again.exitCode()).isZero();
        write("deploy.yaml", WEB + "---\n" + INTENTS.formatted("nobody-else"));
        Run other = Run.of("check", "--baseline", known, deploy);
        assertThat(other.out()).contains("nobody-else", known + ":", "info outdated-baseline");
    }

    @Test
    void whatIsNoBaselineIsNamedWithWhatToWriteInstead() throws IOException {
        write("deploy.yaml", WEB);
        String deploy = folder.resolve("deploy.yaml").toString();

        assertThat(Run.of("check", "--baseline", folder.toString(), deploy).err())
                .contains("manifests before a change are named with --before");
        assertThat(Run.of("check", "--baseline", deploy, deploy).err())
                .contains("manifests before a change are named with --before", "deploy.yaml:1");
        assertThat(Run.of("check", "--baseline", deploy + "x", deploy).err())
                .contains("no such file", "write it with --write-baseline");
        assertThat(Run.of("check", "--baseline", deploy, deploy).exitCode()).isEqualTo(2);
        assertThat(Run.of("check", "--write-baseline", folder.toString(), deploy)
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void findingsOfACodeAreLeftOut() throws IOException {
        write("deploy.yaml", WEB + "---\n" + WEB);
        String deploy = folder.resolve("deploy.yaml").toString();

        assertThat(Run.of("check", "--strict", deploy).out()).contains("duplicate-object");
        assertThat(Run.of("check", "--strict", "--off", "duplicate-object,no-pods", deploy))
                .satisfies(run -> assertThat(run.out()).startsWith("no findings"))
                .satisfies(run -> assertThat(run.exitCode()).isZero());
        assertThat(Run.of("check", "--off", "duplicate-objcet", deploy).err())
                .contains("not duplicate-objcet: did you mean duplicate-object?");
    }

    @Test
    void whatIsRenderedIntoAFolderIsOneFileForEachNamespaceAndReadsAsPolicies() throws IOException {
        write("intents.yaml", INTENTS.formatted("web"));
        Path out = folder.resolve("out");

        Run run = Run.of("render", "--output-dir", out.toString(), "-n", "shop", folder.toString());

        assertThat(run).isEqualTo(new Run(0, "", ""));
        assertThat(Manifests.readFolder(out)).singleElement().isInstanceOfSatisfying(NetworkPolicy.class, policy -> {
            assertThat(policy.getMetadata().getNamespace()).isEqualTo("shop");
            assertThat(policy.getMetadata().getName()).isEqualTo("consumers-of-web");
        });
        assertThat(out.resolve("shop.yaml")).content().endsWith("\n").doesNotContain("\r");
    }

    @Test
    void jsonIsAListThatKubectlTakes() throws IOException {
        write("intents.yaml", INTENTS.formatted("web"));

        JsonNode list = new ObjectMapper()
                .readTree(Run.of("render", "-o", "json", folder.toString()).out());

        assertThat(list.path("kind").asText()).isEqualTo("List");
        assertThat(list.path("items")).hasSize(1);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }
}
