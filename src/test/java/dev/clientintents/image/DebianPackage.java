package dev.clientintents.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * What is in a {@code .deb}: two archives in an archive (<a
 * href="https://manpages.debian.org/trixie/dpkg-dev/deb.5.en.html">deb(5)</a>).
 *
 * @param control what the package says about itself, by file name
 * @param files its regular files, by their paths from the root
 */
record DebianPackage(Map<Path, byte[]> control, Map<Path, byte[]> files) {

    static DebianPackage read(Path file) throws IOException {
        Map<String, byte[]> members = new TreeMap<>();
        try (InputStream stream = Files.newInputStream(file);
                var archive = new ArArchiveInputStream(stream)) {
            for (ArArchiveEntry entry; (entry = archive.getNextEntry()) != null; ) {
                members.put(entry.getName(), archive.readAllBytes());
            }
        }
        return new DebianPackage(
                regularFiles(members.getOrDefault("control.tar.xz", new byte[0])),
                regularFiles(members.getOrDefault("data.tar.xz", new byte[0])));
    }

    private static Map<Path, byte[]> regularFiles(byte[] tarXz) throws IOException {
        Map<Path, byte[]> files = new TreeMap<>();
        try (var archive = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(tarXz)))) {
            for (TarArchiveEntry entry; (entry = archive.getNextEntry()) != null; ) {
                if (entry.isFile()) {
                    files.put(Path.of(entry.getName()).normalize(), archive.readAllBytes());
                }
            }
        }
        return files;
    }

    /** @throws IOException where the package has no such file */
    byte[] file(Path path) throws IOException {
        byte[] content = files.get(path);
        if (content == null) {
            throw new IOException("the package has no " + path);
        }
        return content;
    }
}
