package dev.clientintents.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratedFilesTest {

    private static final String START = "<!-- made from values.yaml -->\n";
    private static final String END = "<!-- end of what is made -->\n";

    @ParameterizedTest
    @CsvSource({
        "clientintents.yaml, crd.yaml",
        "serveraccesses.yaml, crd-serveraccesses.yaml",
        "observedtraffics.yaml, crd-observedtraffics.yaml"
    })
    void theTemplateOfACrdIsTheCrd(String crd, String template) throws IOException {
        Generated.check(Chart.FOLDER.resolve("templates").resolve(template), CrdTemplate.of(Path.of("crds", crd)));
    }

    @Test
    void theReadmeListsTheValues() throws IOException {
        Path file = Chart.FOLDER.resolve("README.md");
        String readme = Files.readString(file);
        assertThat(readme).contains(START).contains(END);
        Generated.check(
                file,
                readme.substring(0, readme.indexOf(START) + START.length())
                        + Values.read(Chart.VALUES).table()
                        + readme.substring(readme.indexOf(END)));
    }
}
