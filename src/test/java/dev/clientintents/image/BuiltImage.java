package dev.clientintents.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.clientintents.cluster.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image as others read it: by the <a
 * href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">layout of OCI</a>.
 *
 * @param layers archives, the lowest first
 */
record BuiltImage(String digest, JsonNode config, List<Path> layers) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Unpacks an image, and leaves its layers packed. */
    static BuiltImage open(Path tar, Path folder) throws IOException, InterruptedException {
        Command.in(Files.createDirectories(folder)).run("tar", "-xf", tar.toString());
        JsonNode manifests =
                JSON.readTree(folder.resolve("index.json").toFile()).path("manifests");
        String digest = manifests.path(0).path("digest").asText();
        JsonNode manifest = JSON.readTree(blob(folder, digest).toFile());
        return new BuiltImage(
                digest,
                JSON.readTree(
                        blob(folder, manifest.at("/config/digest").asText()).toFile()),
                StreamSupport.stream(manifest.path("layers").spliterator(), false)
                        .map(layer -> blob(folder, layer.path("digest").asText()))
                        .toList());
    }

    private static Path blob(Path folder, String digest) {
        return folder.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    /** What its processes are started with, ahead of their arguments. */
    List<String> entrypoint() {
        return strings("/config/Entrypoint");
    }

    /** Variables as {@code NAME=value}. */
    List<String> environment() {
        return strings("/config/Env");
    }

    private List<String> strings(String pointer) {
        return StreamSupport.stream(config.at(pointer).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** All entries of all layers. */
    List<TarArchiveEntry> entries() throws IOException {
        var entries = new ArrayList<TarArchiveEntry>();
        for (Path layer : layers) {
            try (InputStream stream = Files.newInputStream(layer);
                    var archive = new TarArchiveInputStream(new GZIPInputStream(stream))) {
                for (TarArchiveEntry entry; (entry = archive.getNextEntry()) != null; ) {
                    entries.add(entry);
                }
            }
        }
        return entries;
    }

    /** Unpacks the layers in order. */
    void unpack(Path root) throws IOException, InterruptedException {
        Files.createDirectories(root);
        for (Path layer : layers) {
            Command.in(root).run("tar", "-xzpf", layer.toString());
        }
    }
}
