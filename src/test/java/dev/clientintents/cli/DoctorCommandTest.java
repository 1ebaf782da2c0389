package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.cluster.Kubeconfig;
import dev.clientintents.doctor.Symptom;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The doctor without a cluster. */
class DoctorCommandTest {

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void aClusterThatIsNotThereIsOneLineAtOnce() throws IOException {
        int port;
        try (var closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }

        assertCannotRun(port);
    }

    @Test
    void aClusterThatNeverAnswersIsOneLineWithinSeconds() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();

            assertCannotRun(silent.getLocalPort());

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void itsHelpPromisesToChangeNothing() {
        assertThat(Run.of("doctor", "--help").out()).contains("changes nothing", "dry runs", "--operator-namespace");
    }

    @Test
    void thePageHasEveryCodeWithItsMeaning() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/doctor.md"));

        assertThat(Arrays.stream(Symptom.values()))
                .allSatisfy(symptom -> assertThat(page)
                        .contains(
                                "| `" + symptom.id() + "` | " + symptom.severity() + " | " + symptom.meaning() + " |"));
        assertThat(Pattern.compile("(?m)^\\| `").matcher(page).results()).hasSize(Symptom.values().length);
    }

    private void assertCannotRun(int port) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("https://127.0.0.1:" + port)
                .withOauthToken("token")
                .withNamespace("default")
                .build();
        Path kubeconfig = Kubeconfig.write(config, folder.resolve("kubeconfig"));

        Run run = Run.of("doctor", "--kubeconfig", kubeconfig.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("127.0.0.1:" + port, "does not answer").hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }
}
