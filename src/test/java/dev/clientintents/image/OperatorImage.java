package dev.clientintents.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * Puts the parts together, by Jib, into an archive in the layout of OCI, with every file in its order, owner, mode and
 * time.
 */
record OperatorImage(Base base, Jdk25 jdk, Source source) {

    static final String NAME = "ghcr.io/client-intents/client-intents";

    private static final FilePermissions FILE = FilePermissions.fromOctalString("644");
    private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");
    private static final FilePermissions PRIVATE = FilePermissions.fromOctalString("700");
    private static final String ROOT = "0:0";
    private static final String USER = Base.USER + ":" + Base.USER;

    /**
     * Builds the image of a jar.
     *
     * @param work a folder that is not there yet
     * @param tar where the image is written
     * @return the digest of the image, with its algorithm
     */
    String build(Path jar, Path work, Path tar) throws IOException, InterruptedException {
        Path system = work.resolve("system");
        Path java = work.resolve("java");
        Path app = java.resolve(ClassArchive.FOLDER);
        Path ours = java.resolve(ClassArchive.JAR);
        base.writeTo(system);
        JavaRuntime.writeTo(java, jdk);
        Files.createDirectories(app);
        Files.copy(jar, ours);
        Files.setLastModifiedTime(ours, FileTime.from(source.time()));
        ClassArchive.writeTo(java);
        try {
            return Jib.fromScratch()
                    .setPlatforms(Set.of(new Platform(base.architecture().name(), "linux")))
                    .setFormat(ImageFormat.OCI)
                    .setCreationTime(source.time())
                    .setLabels(labels())
                    .setUser(USER)
                    .setEnvironment(Map.of("LANG", "C.UTF-8")) // else Java takes names of files for ASCII
                    .setExposedPorts(Set.of(Port.tcp(8080), Port.tcp(8081)))
                    .setEntrypoint("/" + JavaRuntime.FOLDER + "/bin/java", "-jar", "/" + ClassArchive.JAR)
                    .setFileEntriesLayers(List.of(
                            layer("system", system, system),
                            layer("java", java, java.resolve("opt")),
                            layer("app", java, app)))
                    .containerize(Containerizer.to(TarImage.at(tar).named(NAME + ":" + source.version()))
                            .setOfflineMode(true)
                            .setBaseImageLayersCache(work.resolve("cache"))
                            .setApplicationLayersCache(work.resolve("cache")))
                    .getDigest()
                    .toString();
        } catch (InvalidImageReferenceException
                | RegistryException
                | CacheDirectoryCreationException
                | ExecutionException e) {
            throw new IOException("the image cannot be put together", e);
        }
    }

    private Map<String, String> labels() {
        var labels = new TreeMap<>(Map.of(
                "org.opencontainers.image.title", "Client Intents",
                "org.opencontainers.image.description",
                        "A Kubernetes operator that turns declared client intents into network policies",
                "org.opencontainers.image.url", "https://github.com/client-intents/client-intents",
                "org.opencontainers.image.source", "https://github.com/client-intents/client-intents",
                "org.opencontainers.image.licenses", "Apache-2.0",
                "org.opencontainers.image.version", source.version(),
                "org.opencontainers.image.created", source.time().toString()));
        source.revision().ifPresent(it -> labels.put("org.opencontainers.image.revision", it));
        return labels;
    }

    /** All that is below a folder, by name, at the place where it is below the root. */
    private FileEntriesLayer layer(String name, Path root, Path folder) throws IOException {
        var layer = FileEntriesLayer.builder().setName(name);
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.filter(path -> !path.equals(root)).sorted().forEach(path -> layer.addEntry(entry(root, path)));
        }
        return layer.build();
    }

    private FileEntry entry(Path root, Path path) {
        Path place = root.relativize(path);
        boolean scratch = place.equals(Base.SCRATCH);
        return new FileEntry(
                path,
                AbsoluteUnixPath.get("/" + place),
                scratch ? PRIVATE : Files.isExecutable(path) ? PROGRAM : FILE,
                source.time(),
                scratch ? USER : ROOT);
    }
}
