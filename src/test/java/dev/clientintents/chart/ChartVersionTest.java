package dev.clientintents.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChartVersionTest {

    private static final Pattern VERSION = Pattern.compile("(?m)^  <version>(.*?)(-SNAPSHOT)?</version>$");

    @Test
    void theChartIsOfTheVersionOfTheJarAndNamesItsImage() throws IOException {
        var version = VERSION.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();

        assertThat(Files.readString(Chart.FOLDER.resolve("Chart.yaml")))
                .contains("\nversion: " + version.group(1) + "\n")
                .contains("\nappVersion: " + version.group(1) + "\n")
                .contains("image: ghcr.io/client-intents/client-intents:" + version.group(1) + "\n");
    }
}
