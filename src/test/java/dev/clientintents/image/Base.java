package dev.clientintents.image;

import dev.clientintents.cluster.Binaries;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * What Java needs below it: the C library of Debian, a user, and where names are looked up. The JDK brings everything
 * else itself: certificates of authorities, time zones, zlib.
 */
record Base(Architecture architecture, String version, DebianPackage libc) {

    /** The user and the group of the process, the number that images without a shell usually have. */
    static final int USER = 65_532;

    /** The one folder that is the user's, for where nothing is mounted there. */
    static final Path SCRATCH = Path.of("tmp");

    private static final Path PIN = Path.of("src/main/image/libc6.properties");

    /**
     * What the runtime is linked with; a later glibc has most of it in {@code libc.so.6} and keeps the others for the
     * names.
     */
    private static final List<String> LIBRARIES =
            List.of("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1");

    /** Fetches the package that {@code src/main/image/libc6.properties} pins, once for a user. */
    static Base fetch(Architecture architecture) throws IOException, InterruptedException {
        var pin = new Properties();
        try (InputStream stream = Files.newInputStream(PIN)) {
            pin.load(stream);
        }
        String version = pin.getProperty("version");
        String name = "libc6_" + version + "_" + architecture.name() + ".deb";
        String path = "/pool/main/g/glibc/" + name.replace("+", "%2B");
        // The pool drops a version when a newer one is out; the archive of snapshots keeps every one.
        var addresses = List.of(
                URI.create("https://deb.debian.org/debian" + path),
                URI.create("https://snapshot.debian.org/archive/debian/" + pin.getProperty("snapshot") + path));
        var file = new PinnedFile(name, pin.getProperty("sha256." + architecture.name()), addresses);
        return new Base(architecture, version, DebianPackage.read(file.in(Binaries.cacheFolder())));
    }

    /** Writes its files below a folder that becomes the root of the image. */
    void writeTo(Path root) throws IOException {
        for (String library : LIBRARIES) {
            Path path = architecture.libraries().resolve(library);
            write(root.resolve(path), libc.file(path));
        }
        Path loader = root.resolve(architecture.loader());
        write(loader, libc.file(architecture.libraries().resolve(loader.getFileName())));
        if (!loader.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + loader + " executable");
        }
        Path copyright = Path.of("usr/share/doc/libc6/copyright");
        write(root.resolve(copyright), libc.file(copyright));
        // Scanners for vulnerabilities look here, and find the package as in other images without a package manager.
        write(
                root.resolve("var/lib/dpkg/status.d/libc6"),
                libc.control().getOrDefault(Path.of("control"), new byte[0]));
        write(root.resolve("etc/os-release"), """
                NAME="Debian GNU/Linux"
                PRETTY_NAME="Client Intents, with the C library of Debian 13"
                ID=debian
                VERSION_ID="13"
                """);
        write(root.resolve("etc/passwd"), """
                root:x:0:0:root:/:/nonexistent
                client-intents:x:%1$d:%1$d:client-intents:/:/nonexistent
                """.formatted(USER));
        write(root.resolve("etc/group"), """
                root:x:0:
                client-intents:x:%d:
                """.formatted(USER));
        write(root.resolve("etc/nsswitch.conf"), "hosts: files dns\n");
        Files.createDirectories(root.resolve(SCRATCH));
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(Files.createDirectories(file.getParent()).resolve(file.getFileName()), text);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.write(Files.createDirectories(file.getParent()).resolve(file.getFileName()), content);
    }
}
