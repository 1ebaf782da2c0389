package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.manifest.ManifestReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about ways out says what is so; what its commands print, {@code TranscriptsTest} compares. */
class EgressPageTest {

    private static final Path PAGE = Path.of("src/site/markdown/egress.md");

    @Test
    void whatItSaysCanBeDeclaredIsValid() throws IOException {
        var reader = new ManifestReader("default");
        Pattern.compile("(?ms)^```yaml\\n(.*?)^```$")
                .matcher(Files.readString(PAGE))
                .results()
                .forEach(match -> reader.read(
                        "egress.md", new ByteArrayInputStream(match.group(1).getBytes(StandardCharsets.UTF_8))));

        assertThat(reader.snapshot().findings()).isEmpty();
        assertThat(reader.snapshot().intents()).isNotEmpty();
    }
}
