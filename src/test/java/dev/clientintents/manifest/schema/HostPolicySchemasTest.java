package dev.clientintents.manifest.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.manifest.yaml.DocumentReader;
import dev.clientintents.manifest.yaml.DocumentSource;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies that name hosts, held against the schemas of their kinds. */
class HostPolicySchemasTest {

    private static final Path FOLDER = Path.of("src/test/resources/hostname");

    @ParameterizedTest
    @ValueSource(strings = {"antrea", "aws", "cilium", "cluster-network-policy", "gke"})
    void theSchemaOfItsKindTakesAPolicy(String name) throws IOException {
        Mapping policy = read(name + ".yaml");
        String apiVersion = policy.text("apiVersion").orElseThrow();
        String kind = policy.text("kind").orElseThrow();
        Schema schema = new Schemas()
                .of(apiVersion, kind)
                .or(() -> schemas()
                        .mapping("kinds")
                        .flatMap(it -> it.mapping(apiVersion + "/" + kind))
                        .map(Schema::of))
                .orElseThrow();

        assertThat(SchemaCheck.violations(schema, policy)).isEmpty();
    }

    private static Mapping schemas() {
        try {
            return read("schemas.yaml");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Mapping read(String file) throws IOException {
        try (var in = Files.newInputStream(FOLDER.resolve(file))) {
            var source = new DocumentSource(in);
            source.next();
            return (Mapping) DocumentReader.readWhole(source);
        }
    }
}
