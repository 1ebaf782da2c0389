package dev.clientintents.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Builds a tool with the {@code go} command. The user's own settings of the module proxy hold, so it works wherever Go
 * modules can be had.
 */
final class GoBuild implements BinarySource {
    @Override
    public Path fetch(Tool tool, Path folder, Progress progress) throws IOException, InterruptedException {
        requireGo(folder);
        Path binary = folder.resolve(tool.fileName());
        try (Progress.Step step = progress.step(
                "building " + tool.fileName() + " " + tool.version() + " with go", "some minutes, once")) {
            Files.writeString(folder.resolve("go.mod"), tool.goMod());
            for (var source : tool.sources().entrySet()) {
                Files.writeString(folder.resolve(source.getKey()), source.getValue());
            }
            Command.in(folder)
                    .with("CGO_ENABLED", "0")
                    .with("GOWORK", "off")
                    .without("GOOS")
                    .without("GOARCH")
                    .run(
                            "go",
                            "build",
                            "-mod=mod",
                            "-trimpath",
                            "-ldflags",
                            linkerFlags(tool),
                            "-o",
                            binary.toString(),
                            tool.importPath());
            step.done();
            return binary;
        }
    }

    /**
     * Without a version the Kubernetes binaries report 0.0, and clients that compare versions take them for ancient.
     */
    static String linkerFlags(Tool tool) {
        List<String> version = List.of(tool.version().split("\\.", -1));
        return switch (tool) {
            case ADMIN_NETWORK_POLICIES, CLUSTER_NETWORK_POLICIES ->
                throw new IllegalArgumentException(tool.importPath() + " is not built");
            case ETCD, CYCLONUS, KUBE_NETWORK_POLICIES, PACKET_AGENT -> "-s -w";
            case KUBE_APISERVER, KUBE_CONTROLLER_MANAGER ->
                "-s -w -X %1$sgitVersion=v%2$s -X %1$sgitMajor=%3$s -X %1$sgitMinor=%4$s"
                        .formatted("k8s.io/component-base/version.", tool.version(), version.get(0), version.get(1));
            case HELM, HELM_4 ->
                "-s -w -X helm.sh/helm/v%s/internal/version.version=v%s".formatted(version.get(0), tool.version());
        };
    }

    /** @throws IOException where there is none */
    static void requireGo(Path folder) throws IOException, InterruptedException {
        try {
            Command.in(folder).run("go", "version");
        } catch (IOException e) {
            throw new IOException("there is no go command", e);
        }
    }
}
