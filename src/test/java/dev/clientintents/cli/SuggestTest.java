package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One folder for each case: manifests in {@code in-*}, perhaps records of connections in {@code flows.jsonl}, and in {@code out.txt} what {@code suggest} prints of them, its
 * complaints after {@code !}. With {@code -Dgolden.write=true} the latter is written, to be read before it is committed.
 */
class SuggestTest {

    private static final Path CASES = Path.of("src/test/resources/suggest");
    private static final Path EXAMPLES = Path.of("deploy/examples");

    @TempDir
    private Path folder;

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsSuggestedFollowsFromTheManifests(Path given) throws IOException {
        copy(given, "in-");

        String actual = text(Run.of(suggest(given)));

        Path expected = given.resolve("out.txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsWrittenKeepsEveryCharacterAndLeavesNothingToSuggest(Path given) throws IOException {
        copy(given, "in-");
        Map<Path, String> before = files();

        Run run = Run.of(suggest(given, "--write"));

        assertThat(run.out()).contains(folder.toString());
        before.forEach((file, text) -> assertThat(files().get(file))
                .satisfies(after -> assertThat(isIn(text, after)).as(after).isTrue()));
        assertThat(Run.of(suggest(given)).out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"online-boutique", "storefront", "frontend", "egress", "default-deny"})
    void theExamplesDeclareAllThatTheirManifestsName(String example) {
        Run run = Run.of("suggest", "--exit-code", EXAMPLES.resolve(example).toString());

        assertThat(run).isEqualTo(new Run(0, "", "Nothing to suggest.\n"));
    }

    @ParameterizedTest
    @CsvSource({"online-boutique,20-intents.yaml", "storefront,40-intents.yaml"})
    void theIntentsOfTheExamplesComeOutOfTheirManifests(String name, String intents) throws IOException {
        Path declared = EXAMPLES.resolve(name);
        Path example = Files.createDirectories(folder.resolve("example"));
        copy(declared, "", example);
        Files.delete(example.resolve(intents));

        Run run = Run.of("suggest", "--write", example.toString());

        assertThat(run.exitCode()).isZero();
        Run diff = Run.of("diff", declared.toString(), example.toString());
        assertThat(diff.out()).isEqualTo("No connection is opened or closed.\n");
    }

    @Test
    void noPartOfASecretIsTold() {
        String configuration = CASES.resolve("configuration").toString();

        for (String format : List.of("diff", "yaml", "json")) {
            Run run = Run.of("suggest", "--outside", "-o", format, configuration);

            assertThat(run.out()).contains("Secret shop/db");
            assertThat(run.out() + run.err()).doesNotContain("very-secret", "c2hvc");
        }
    }

    @Test
    void manifestsAreAskedBesideRecordsOnRequest() {
        String flows = CASES.resolve("seen-by-hubble/flows.jsonl").toString();
        String manifests = CASES.resolve("flow-items").toString();

        assertThat(Run.of("suggest", "--flows", flows, manifests).out()).doesNotContain("env CART_URL");
        assertThat(Run.of("suggest", "--flows", flows, "--from-manifests", manifests)
                        .out())
                .contains("# env CART_URL", "# seen 2 times", "- {name: cart, ports: [{port: 8080}]}");
    }

    @Test
    void whatWasStoppedOrSeenOnceIsSuggestedOnRequest() {
        String[] seen = {
            "--flows",
            CASES.resolve("seen-by-hubble/flows.jsonl").toString(),
            CASES.resolve("seen-by-hubble").toString()
        };

        assertThat(Run.of(Run.with(seen, "suggest", "-o", "yaml", "--include-denied", "--at-least", "1"))
                        .out())
                .contains("name: search\n", "# denied 2 times", "# seen once");
    }

    @Test
    void jsonHasEvidenceAndWhatIsNotSuggested() throws IOException {
        Run run = Run.of("suggest", "-o", "json", CASES.resolve("configuration").toString());

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(run.err()).isEmpty();
        assertThat(json.path("suggestions").findValuesAsText("clientIntents")).containsExactly("job", "web", "words");
        assertThat(json.at("/suggestions/0/consumes/1/target/name").asText()).isEqualTo("db");
        assertThat(json.at("/suggestions/0/consumes/1/evidence")).hasSize(2);
        assertThat(json.path("notSuggested").findValuesAsText("why")).contains("there is no such Service in the input");
    }

    @Test
    void whatIsOutsideIsSuggestedWhereItIsAskedFor() {
        Run run = Run.of("suggest", "--outside", CASES.resolve("configuration").toString());

        assertThat(run.out())
                .contains("- {host: api.stripe.com, ports: [{port: 443}]}")
                .contains("- {name: kubernetes, namespace: default, kind: Service, ports: [{port: 443}]}");
    }

    @Test
    void objectsToApplyArePrintedOfStandardInputAlone() {
        Run run = Run.of("suggest", "-o", "yaml", CASES.resolve("flow-items").toString());

        assertThat(run.out())
                .contains("    - {name: search, ports: [{port: 8080}]}\n")
                .contains("    - {name: orders, ports: [{port: 9090}, {port: 8080}]}\n");
    }

    @Test
    void aLinkIsNotFollowedAndItsObjectIsPrinted() throws IOException {
        copy(CASES.resolve("flow-items"), "in-");
        Path real = folder.resolve("elsewhere.txt");
        Files.move(folder.resolve("in-intents.yaml"), real);
        String before = Files.readString(real);
        Files.createSymbolicLink(folder.resolve("in-intents.yaml"), real);

        Run run = Run.of("suggest", "--write", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("symbolic link", "- {name: cart, ports: [{port: 8080}]}");
        assertThat(real).content().isEqualTo(before);
    }

    @Test
    void aFileThatIsWrittenKeepsItsPermissions() throws IOException {
        copy(CASES.resolve("flow-items"), "in-");
        Path file = folder.resolve("in-intents.yaml");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(Run.of("suggest", "--write", folder.toString()).out()).isEqualTo("edited " + file + "\n");

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(files()).hasSize(2);
    }

    @Test
    void aNewFileOfAKustomizationIsToldToItsUser() throws IOException {
        copy(CASES.resolve("new-files"), "in-");
        Files.writeString(folder.resolve("kustomization.yaml"), "resources: [in-workloads.yaml]\n");

        assertThat(Run.of("suggest", folder.toString()).err())
                .contains(
                        "web-intents.yaml is to be listed under resources in " + folder.resolve("kustomization.yaml"));
    }

    @Test
    void moreThanAnObjectHoldsIsNotWritten() throws IOException {
        copy(CASES.resolve("flow-items"), "in-");
        Path file = folder.resolve("in-intents.yaml");
        var targets = new StringBuilder();
        for (int i = 0; i < 256; i++) {
            targets.append("    - {name: server-").append(i).append("}\n");
        }
        String full = Files.readString(file).replaceFirst("(?s)    - .*", targets.toString());
        Files.writeString(file, full);

        Run run = Run.of("suggest", "--write", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("the API server would refuse");
        assertThat(file).content().isEqualTo(full);
    }

    @Test
    void aGateFailsWhereSomethingIsMissing() {
        String missing = CASES.resolve("flow-items").toString();

        assertThat(Run.of("suggest", missing).exitCode()).isZero();
        assertThat(Run.of("suggest", "--exit-code", missing).exitCode()).isEqualTo(1);
    }

    /** Returns the arguments for the copy of a case, with the records of connections that it may have. */
    private String[] suggest(Path given, String... options) {
        Path flows = given.resolve("flows.jsonl");
        return Stream.of(
                        Stream.of("suggest"),
                        Stream.of(options),
                        Files.exists(flows) ? Stream.of("--flows", flows.toString()) : Stream.<String>of(),
                        Stream.of(folder.toString()))
                .flatMap(it -> it)
                .toArray(String[]::new);
    }

    private String text(Run run) {
        var text = new StringBuilder(run.out());
        run.err().lines().forEach(it -> text.append("! ").append(it).append('\n'));
        return text.append("exit code ")
                .append(run.exitCode())
                .append('\n')
                .toString()
                .replace(folder + "/", "");
    }

    private Map<Path, String> files() {
        try (Stream<Path> all = Files.list(folder)) {
            var texts = new TreeMap<Path, String>();
            for (Path file : all.toList()) {
                texts.put(file, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the characters of a text are in another one, in their order. */
    private static boolean isIn(String text, String other) {
        int found = 0;
        for (int i = 0; i < other.length() && found < text.length(); i++) {
            if (other.charAt(i) == text.charAt(found)) {
                found++;
            }
        }
        return found == text.length();
    }

    private void copy(Path from, String prefix) throws IOException {
        copy(from, prefix, folder);
    }

    private static void copy(Path from, String prefix, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(it -> it.getFileName().toString().startsWith(prefix))
                    .toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
