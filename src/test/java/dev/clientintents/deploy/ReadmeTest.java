package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.graph.Intent;
import dev.clientintents.observe.ObservedIntents;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    private static final Pattern KEY = Pattern.compile("clientintents\\.dev/consumes-[a-z0-9._-]+");

    @TempDir
    private Path folder;

    @Test
    void everyYamlBlockIsAManifestOfAKnownKind() throws IOException {
        assertThat(objects())
                .isNotEmpty()
                .allSatisfy(object -> assertThat(object)
                        .isNotInstanceOf(GenericKubernetesResource.class)
                        .extracting(it -> it.getMetadata().getName())
                        .isNotNull());
    }

    @Test
    void everyClientIntentsIsValidAndGivesTheKeysThatTheTextNames() throws IOException {
        List<String> keys = intents(objects())
                .flatMap(intent -> intent.grants().stream())
                .map(grant -> grant.key().label())
                .toList();

        assertThat(KEY.matcher(Files.readString(README)).results().map(match -> match.group()))
                .isNotEmpty()
                .isSubsetOf(keys);
    }

    @Test
    void itsExampleIsTheOneOfTheFrontend() throws IOException {
        List<HasMetadata> example = Manifests.readFolder(Manifests.DEPLOY.resolve("examples/frontend"));

        assertThat(intents(objects()))
                .containsExactlyElementsOf(intents(example).toList());
    }

    @Test
    void theClassesThatThePageOnArchitectureNamesExist() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/architecture.md"));
        List<String> classes;
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            classes = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .toList();
        }

        assertThat(Pattern.compile("`([A-Z][A-Za-z]+)`").matcher(page).results().map(match -> match.group(1)))
                .isNotEmpty()
                .isSubsetOf(classes);
    }

    @Test
    void thePathsThatItNamesExist() throws IOException {
        assertThat(Pattern.compile("(?<= )(?:crds/|deploy/[a-z./-]+|\\./mvnw)")
                        .matcher(Files.readString(README))
                        .results()
                        .map(match -> Path.of(match.group())))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(path).exists());
    }

    private static Stream<Intent> intents(List<HasMetadata> objects) {
        return objects.stream()
                .filter(ClientIntents.class::isInstance)
                .flatMap(object -> ObservedIntents.entry((ClientIntents) object).intents().stream());
    }

    private List<HasMetadata> objects() throws IOException {
        var file = folder.resolve("block.yaml");
        var blocks = YAML.matcher(Files.readString(README)).results().map(match -> match.group(1));
        Files.writeString(file, String.join("---\n", blocks.toList()));
        return Manifests.read(file);
    }
}
