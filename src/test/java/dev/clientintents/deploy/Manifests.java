package dev.clientintents.deploy;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ServerAccess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The manifests under {@code deploy}. */
public final class Manifests {

    public static final Path DEPLOY = Path.of("deploy");

    /** The Gateway API, and the operator of Prometheus. */
    private static final Set<String> ADD_ONS = Set.of("gateway.networking.k8s.io/", "monitoring.coreos.com/");

    private Manifests() {}

    /** The objects of a file, in its order. */
    public static List<HasMetadata> read(Path file) {
        var serialization = new KubernetesSerialization();
        serialization.registerKubernetesResource(ClientIntents.class);
        serialization.registerKubernetesResource(ServerAccess.class);
        try (var in = Files.newInputStream(file)) {
            Object content = serialization.unmarshal(in);
            Collection<?> documents = content instanceof Collection<?> many ? many : List.of(content);
            return documents.stream().map(HasMetadata.class::cast).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The objects of a folder, in the order in which {@code kubectl apply -f} takes its files. */
    public static List<HasMetadata> readFolder(Path folder) {
        return list(folder).stream()
                .filter(file -> file.toString().endsWith(".yaml"))
                .flatMap(file -> read(file).stream())
                .toList();
    }

    /**
     * The objects of a folder but those of kinds that a cluster has only once a project of somebody else is installed.
     * No test installs them in the control plane that tests share: one of them is about a cluster without.
     */
    public static List<HasMetadata> readFolderWithoutAddOns(Path folder) {
        return readFolder(folder).stream()
                .filter(object -> ADD_ONS.stream().noneMatch(object.getApiVersion()::startsWith))
                .toList();
    }

    public static List<Path> examples() {
        return list(DEPLOY.resolve("examples")).stream()
                .filter(Files::isDirectory)
                .toList();
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
