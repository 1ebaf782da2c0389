package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The SBOM of a release names all that is in the jar, also what the jar itself does not name. */
class SbomIT {

    private static final Path TARGET = Path.of("target");

    @Test
    void namesPicocliWithItsVersion() throws IOException {
        assertThat(packages())
                .filteredOn(it -> it.startsWith("pkg:maven/info.picocli/picocli@"))
                .hasSize(1);
        try (var jar = new JarFile(TARGET.resolve("client-intents.jar").toFile())) {
            assertThat(jar.getEntry("picocli/CommandLine.class")).isNotNull();
        }
    }

    @Test
    void namesWhateverTheJarSaysItHolds() throws IOException {
        List<String> packages = packages();
        var held = new ArrayList<String>();
        try (var jar = new JarFile(TARGET.resolve("client-intents.jar").toFile())) {
            jar.stream()
                    .map(JarEntry::getName)
                    .filter(it -> it.startsWith("META-INF/maven/") && it.endsWith("/pom.properties"))
                    .map(it -> it.split("/", -1))
                    .forEach(it -> held.add("pkg:maven/" + it[2] + "/" + it[3] + "@"));
        }

        assertThat(held).hasSizeGreaterThan(5);
        assertThat(held)
                .filteredOn(it -> !it.startsWith("pkg:maven/dev.clientintents/"))
                .allSatisfy(it -> assertThat(packages).anyMatch(named -> named.startsWith(it)));
    }

    @Test
    void namesNothingThatOnlyTestsUse() throws IOException {
        assertThat(packages()).noneMatch(it -> it.contains("/org.junit"));
    }

    private static List<String> packages() throws IOException {
        JsonNode sbom = new ObjectMapper()
                .readTree(TARGET.resolve("client-intents.cdx.json").toFile());
        var packages = new ArrayList<String>();
        sbom.path("components").forEach(it -> packages.add(it.path("purl").asText()));
        return packages;
    }
}
