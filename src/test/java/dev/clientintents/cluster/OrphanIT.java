package dev.clientintents.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealCluster
class OrphanIT {
    /** Another JVM, which starts a control plane and then waits for its end. */
    static final class Other {
        private Other() {}

        public static void main(String[] binaries) throws IOException {
            ControlPlane.start(new Binaries(Path.of(binaries[0]), Path.of(binaries[1]), Path.of(binaries[2])));
            System.out.println("started");
            System.in.read();
        }
    }

    @Test
    void noProcessOutlivesAKilledJvm(Binaries binaries, @TempDir Path temporary) throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        binaries.etcd().toString(),
                        binaries.apiServer().toString(),
                        binaries.controllerManager().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = jvm.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.lines().anyMatch("started"::equals)).isTrue();
            List<ProcessHandle> children = jvm.descendants().toList();
            assertThat(children).hasSizeGreaterThanOrEqualTo(6).allMatch(ProcessHandle::isAlive);

            jvm.toHandle().destroyForcibly();

            await().untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
        } finally {
            jvm.destroyForcibly();
        }
    }
}
