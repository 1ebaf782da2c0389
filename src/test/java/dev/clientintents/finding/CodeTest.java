package dev.clientintents.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CodeTest {

    @Test
    void thePageOnPipelinesListsEveryCodeWithItsSeverityAndMeaning() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/pipelines.md"));

        for (Code code : Code.values()) {
            assertThat(page).contains("| `%s` | %s | %s |".formatted(code.id(), code.severity(), code.meaning()));
        }
    }
}
