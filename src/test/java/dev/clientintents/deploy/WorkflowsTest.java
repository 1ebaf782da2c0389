package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what in the workflows. */
class WorkflowsTest {

    private static final Path FOLDER = Path.of(".github/workflows");

    /** Findings of a scan are no release; the scan has to build what it scans. */
    private static final Set<String> HARMLESS = Set.of("security-events");

    private static final Set<String> TRUSTED = Set.of(
            "actions/download-artifact",
            "actions/upload-artifact",
            "actions/attest-build-provenance",
            "docker/login-action",
            "sigstore/cosign-installer");

    /** What runs code of the repository, of its build or of its dependencies. */
    private static final Pattern BUILDS =
            Pattern.compile("mvnw|\\bmvn\\b|\\bjava\\b|\\./|\\bgo |npm|helm package|docker build |bash ");

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(it -> it.toString().endsWith(".yml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void aJobThatMaySignOrPushRunsNoBuild(Path workflow) throws IOException {
        JsonNode read = read(workflow);
        assertThat(read.path("permissions").properties())
                .allMatch(it -> it.getValue().asText().equals("read"))
                .isNotEmpty();
        for (Entry<String, JsonNode> job : read.path("jobs").properties()) {
            if (mayWrite(job.getValue())) {
                for (JsonNode step : job.getValue().path("steps")) {
                    String uses = step.path("uses").asText("");
                    assertThat(uses.isEmpty() ? TRUSTED : Set.of(uses.replaceFirst("@.*", "")))
                            .as(workflow + ": " + job.getKey())
                            .isSubsetOf(TRUSTED);
                    assertThat(BUILDS.matcher(step.path("run").asText("")).find())
                            .as(workflow + ": " + job.getKey() + ": " + step)
                            .isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void noTextOfOthersIsPutIntoAScript(Path workflow) throws IOException {
        assertThat(read(workflow).findValuesAsText("run")).noneMatch(script -> script.contains("${{"));
    }

    @Test
    void whatIsSignedIsWhatTheJobsBeforeSaidTheyBuilt() throws IOException {
        JsonNode jobs = read(FOLDER.resolve("release.yml")).path("jobs");
        for (String job : List.of("publish", "attach")) {
            var scripts = String.join("\n", jobs.path(job).findValuesAsText("run"));
            int check = scripts.indexOf("\"$SUMS  SHA256SUMS\" | sha256sum --check --strict");
            assertThat(check).as(job).isNotNegative();
            assertThat(scripts.indexOf("sha256sum --check --strict SHA256SUMS"))
                    .as(job)
                    .isGreaterThan(check);
            assertThat(jobs.path(job).findValuesAsText("SUMS"))
                    .as(job)
                    .isNotEmpty()
                    .allMatch(it -> it.equals("${{ needs.files.outputs.sums }}"));
            assertThat(jobs.path(job).path("needs").toString()).contains("files");
        }
        assertThat(jobs.at("/files/outputs/sums").asText()).isEqualTo("${{ steps.files.outputs.sums }}");
        for (String architecture : List.of("amd64", "arm64")) {
            assertThat(jobs.at("/image/outputs/" + architecture).asText())
                    .isEqualTo("${{ steps.digest.outputs." + architecture + " }}");
            assertThat(jobs.path("publish").toString()).contains("needs.image.outputs." + architecture);
        }
    }

    @Test
    void theImageIsBuiltWithTheJdkWhoseChecksumIsPinned() throws IOException {
        JsonNode release = read(FOLDER.resolve("release.yml"));
        String properties = Files.readString(Path.of("src/main/image/jdk.properties"));
        var steps = release.at("/jobs/image/steps");
        int fetched = -1;
        int setUp = -1;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.path(i).path("run").asText().startsWith("src/main/image/fetch-jdk ")) {
                fetched = i;
            }
            if (steps.path(i).path("uses").asText().startsWith("actions/setup-java@")) {
                setUp = i;
                assertThat(steps.path(i).at("/with/distribution").asText()).isEqualTo("jdkfile");
            }
        }

        assertThat(fetched).isNotNegative();
        assertThat(setUp).isGreaterThan(fetched);
        assertThat(properties)
                .contains("version=" + release.at("/env/JAVA").asText() + "\n")
                .containsPattern("\nsha256\\.amd64=[0-9a-f]{64}\n")
                .containsPattern("\nsha256\\.arm64=[0-9a-f]{64}\n");
    }

    private static boolean mayWrite(JsonNode job) {
        var written = new TreeSet<String>();
        job.path("permissions").properties().stream()
                .filter(it -> it.getValue().asText().equals("write"))
                .map(Entry::getKey)
                .filter(it -> !HARMLESS.contains(it))
                .forEach(written::add);
        return !written.isEmpty() || job.path("permissions").asText().equals("write-all");
    }

    private static JsonNode read(Path workflow) throws IOException {
        return new YAMLMapper().readTree(workflow.toFile());
    }
}
