package dev.clientintents.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The runtime of the image comes from an archive whose checksum is pinned, or there is no image. */
@EnabledOnOs(OS.LINUX)
class FetchJdkTest {

    private static final Path IMAGE = Path.of("src/main/image");
    private static final String ARCHIVE = "an archive";

    @TempDir
    private Path folder;

    private Path script;

    @BeforeEach
    void releasesWithAnotherArchive() throws Exception {
        script = Files.copy(IMAGE.resolve("fetch-jdk"), folder.resolve("fetch-jdk"));
        Files.copy(IMAGE.resolve("jdk.properties"), folder.resolve("jdk.properties"));
        Path release = Files.createDirectories(folder.resolve("releases/jdk-25.0.3+9"));
        for (String architecture : new String[] {"x64", "aarch64"}) {
            Files.writeString(
                    release.resolve("OpenJDK25U-jdk_" + architecture + "_linux_hotspot_25.0.3_9.tar.gz"), ARCHIVE);
        }
    }

    @Test
    void anotherArchiveIsRefusedAndRemoved() throws Exception {
        assertThat(fetch()).contains("is not the file whose checksum is in");
        assertThat(folder.resolve("jdk.tar.gz")).doesNotExist();
        assertThat(folder.resolve("jdk.tar.gz.partial")).doesNotExist();
    }

    @Test
    void theArchiveOfThatChecksumIsTaken() throws Exception {
        String sum = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(ARCHIVE.getBytes(StandardCharsets.UTF_8)));
        properties("=[0-9a-f]{64}", "=" + sum);

        assertThat(fetch()).isEmpty();
        assertThat(folder.resolve("jdk.tar.gz")).hasContent(ARCHIVE);
    }

    @Test
    void withoutAChecksumNothingIsTaken() throws Exception {
        properties("=[0-9a-f]{64}", "=");

        assertThat(fetch()).contains("has no checksum for");
        assertThat(folder.resolve("jdk.tar.gz")).doesNotExist();
    }

    private void properties(String pattern, String replacement) throws Exception {
        Path file = folder.resolve("jdk.properties");
        Files.writeString(file, Files.readString(file).replaceAll(pattern, replacement));
    }

    private String fetch() throws Exception {
        var bash = new ProcessBuilder(
                        "bash", script.toString(), folder.resolve("jdk.tar.gz").toString())
                .redirectErrorStream(true);
        bash.environment().put("JDK_RELEASES", "file://" + folder.resolve("releases"));
        Process process = bash.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
