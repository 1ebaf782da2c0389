package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An archive of classes is a program, so the plugin of kubectl takes it only from where nobody else can put it; by a
 * Java that tells what it is given.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherCacheTest {

    private static final String JAVA = """
            #!/bin/sh
            for argument; do
                case $argument in
                    -XX:ArchiveClassesAtExit=*) : > "${argument#*=}" ;;
                    -XX:SharedArchiveFile=*) echo shared ;;
                esac
            done
            """;

    @TempDir
    private Path folder;

    private Path caches;
    private Path cache;

    @BeforeEach
    void aJavaThatTellsWhatItIsGiven() throws IOException {
        Path java = folder.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, JAVA);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
        Files.writeString(folder.resolve("client-intents.jar"), "");
        caches = folder.resolve("home/caches");
        cache = caches.resolve("client-intents");
    }

    @Test
    void theCacheIsItsOwnersAlone() throws Exception {
        assertThat(check()).isEmpty();

        assertThat(permissions(caches)).isEqualTo("rwx------");
        assertThat(permissions(cache)).isEqualTo("rwx------");
        assertThat(permissions(archive())).isEqualTo("rw-------");
        assertThat(check()).isEqualTo("shared\n");
    }

    @Test
    void anArchiveWhereOthersMayWriteIsNeitherUsedNorReplaced() throws Exception {
        check();
        for (Path open : List.of(cache, caches)) {
            for (String mode : List.of("rwx---rwx", "rwx----w-")) {
                Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));
                assertThat(check()).as(open + " " + mode).isEmpty();
            }
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
            assertThat(check()).as("closed again").isEqualTo("shared\n");
        }
    }

    @Test
    void aLinkInThePlaceOfTheCacheOrOfAnArchiveIsNotFollowed() throws Exception {
        check();
        Path archive = archive();
        Path elsewhere = Files.move(archive, folder.resolve("elsewhere.jsa"));
        Files.createSymbolicLink(archive, elsewhere);
        assertThat(check()).isEmpty();

        Files.delete(archive);
        Files.move(elsewhere, archive);
        assertThat(check()).isEqualTo("shared\n");
        Files.move(cache, folder.resolve("other"));
        Files.createSymbolicLink(cache, folder.resolve("other"));
        assertThat(check()).isEmpty();
    }

    @Test
    void aFolderSuchAsTmpMayBeAboveTheCache() throws Exception {
        check();
        assertThat(new ProcessBuilder("chmod", "1777", caches.toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(check()).isEqualTo("shared\n");
    }

    private Path archive() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private String check() throws Exception {
        var plugin = new ProcessBuilder("sh", "deploy/kubectl-intents", "check", "deploy").redirectErrorStream(true);
        plugin.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        plugin.environment().put("XDG_CACHE_HOME", caches.toString());
        plugin.environment()
                .put("CLIENT_INTENTS_JAR", folder.resolve("client-intents.jar").toString());
        Process process = plugin.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
