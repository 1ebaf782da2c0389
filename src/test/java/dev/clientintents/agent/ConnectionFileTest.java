package dev.clientintents.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionFileTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 399, 400, 2_000})
    void everyLineIsReadOnceHoweverManyThereAre(int lines) throws IOException {
        var text = new StringBuilder();
        var expected = new ArrayList<String>();
        for (int i = 0; i < lines; i++) {
            text.append(line(i)).append('\n');
            expected.add(String.valueOf(i + 1));
        }
        assertThat(read(text.toString())).containsExactlyElementsOf(expected);
    }

    @Test
    void theLastLineNeedsNoEnd() throws IOException {
        assertThat(read(line(0) + "\n" + line(1))).containsExactly("1", "2");
    }

    @Test
    void whatIsNoConnectionIsCountedAndPassedOver() throws IOException {
        Path file = Files.writeString(
                folder.resolve("connections"),
                "garbage\n" + line(0) + "\nipv4 2 icmp 1 29 src=1.1.1.1 dst=1.1.1.2 use=2\n" + "x".repeat(200_000)
                        + "\n" + line(1) + "\n");
        var ports = new ArrayList<Integer>();

        long malformed = new ConnectionFile(file).read(it -> ports.add(it.clientPort()));

        assertThat(ports).containsExactly(1, 2);
        assertThat(malformed).isPositive();
    }

    @Test
    void aFileThatIsNotThereIsSaidToBeMissing() {
        assertThatThrownBy(() -> new ConnectionFile(folder.resolve("none")).read(it -> {}))
                .isInstanceOf(NoSuchFileException.class);
    }

    private static String line(int number) {
        return "ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.1.7 dst=10.96.0.10 sport=%1$d dport=80 src=10.0.2.9 dst=10.0.1.7 sport=8080 dport=%1$d [ASSURED] mark=0 zone=0 use=2"
                .formatted(number + 1);
    }

    private List<String> read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("connections"), text);
        var ports = new ArrayList<String>();
        assertThat(new ConnectionFile(file).read(it -> ports.add(String.valueOf(it.clientPort()))))
                .isZero();
        return ports;
    }
}
