package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./mvnw} runs no Maven but the one whose checksum the repository has. */
@DisabledOnOs(OS.WINDOWS)
class MavenWrapperTest {

    private static final Path PROPERTIES = Path.of(".mvn/wrapper/maven-wrapper.properties");
    private static final String NAME = "apache-maven-3.9.14";
    private static final String SCRIPT = "#!/bin/sh\necho this Maven ran\n";
    private static final List<String> TOOLS = List.of(
            "sh",
            "uname",
            "mktemp",
            "mkdir",
            "rm",
            "mv",
            "tr",
            "dirname",
            "basename",
            "cat",
            "sha256sum",
            "wget",
            "curl",
            "tar",
            "gzip",
            "ls",
            "java",
            "javac");

    @TempDir
    private Path folder;

    private HttpServer repository;
    private byte[] zip = new byte[0];
    private byte[] tar = new byte[0];

    @BeforeEach
    void aRepositoryWithAnotherMaven() throws IOException {
        zip = zip();
        tar = tar();
        repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        repository.createContext("/", exchange -> {
            byte[] content = exchange.getRequestURI().getPath().endsWith(".zip") ? zip : tar;
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        repository.start();
        Files.createDirectories(folder.resolve(PROPERTIES).getParent());
        Files.copy(Path.of("mvnw"), folder.resolve("mvnw"));
        Files.copy(PROPERTIES, folder.resolve(PROPERTIES));
    }

    @AfterEach
    void close() {
        repository.stop(0);
    }

    @Test
    void bothArchivesHaveAChecksum() throws IOException {
        String properties = Files.readString(PROPERTIES);

        for (String name : List.of("distributionSha256Sum", "distributionSha256SumTarGz")) {
            assertThat(properties).containsPattern(Pattern.compile("(?m)^" + name + "=[0-9a-f]{64}$"));
        }
    }

    @Test
    void anotherZipIsRefused() throws Exception {
        assertThat(run(true))
                .contains("Failed to validate Maven distribution SHA-256")
                .doesNotContain("this Maven ran");
    }

    @Test
    void anotherTarIsRefusedWhereThereIsNoUnzip() throws Exception {
        assertThat(run(false))
                .contains("Failed to validate Maven distribution SHA-256")
                .doesNotContain("this Maven ran");
    }

    @Test
    void withoutAChecksumOfTheTarNoTarIsTrusted() throws Exception {
        edit("(?m)^distributionSha256SumTarGz=.*$", "");

        assertThat(run(false))
                .contains("Failed to validate Maven distribution SHA-256")
                .doesNotContain("this Maven ran");
    }

    @Test
    void theOneThatIsMeantRuns() throws Exception {
        edit("(?m)^distributionSha256Sum=.*$", "distributionSha256Sum=" + sum(zip));
        edit("(?m)^distributionSha256SumTarGz=.*$", "distributionSha256SumTarGz=" + sum(tar));

        assertThat(run(false)).contains("this Maven ran");
    }

    private void edit(String pattern, String replacement) throws IOException {
        Path properties = folder.resolve(PROPERTIES);
        Files.writeString(properties, Files.readString(properties).replaceAll(pattern, replacement));
    }

    private String run(boolean unzip) throws Exception {
        var mvnw = new ProcessBuilder("sh", folder.resolve("mvnw").toString(), "--version").redirectErrorStream(true);
        mvnw.environment().put("MAVEN_USER_HOME", folder.resolve("home").toString());
        mvnw.environment()
                .put(
                        "MVNW_REPOURL",
                        "http://127.0.0.1:" + repository.getAddress().getPort());
        mvnw.environment().keySet().removeIf(it -> it.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        if (!unzip) {
            mvnw.environment().put("PATH", toolsWithoutUnzip().toString());
        }
        Process process = mvnw.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said;
    }

    private Path toolsWithoutUnzip() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("bin"));
        for (String tool : TOOLS) {
            for (String place : System.getenv("PATH").split(":", -1)) {
                Path program = Path.of(place, tool);
                if (Files.isExecutable(program) && !Files.exists(tools.resolve(tool))) {
                    Path script = tools.resolve(tool);
                    Files.writeString(script, "#!/bin/sh\nexec '" + program.toRealPath() + "' \"$@\"\n");
                    assertThat(script.toFile().setExecutable(true)).isTrue();
                }
            }
        }
        return tools;
    }

    private static byte[] zip() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(NAME + "/bin/mvn"));
            zip.write(SCRIPT.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] tar() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
            var entry = new TarArchiveEntry(NAME + "/bin/mvn");
            entry.setMode(0755);
            entry.setSize(SCRIPT.length());
            tar.putArchiveEntry(entry);
            tar.write(SCRIPT.getBytes(StandardCharsets.UTF_8));
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static String sum(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
