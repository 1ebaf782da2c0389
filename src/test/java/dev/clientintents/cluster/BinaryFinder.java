package dev.clientintents.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Looks for each binary by itself, so that a folder of assets which lacks one is completed from the cache. */
final class BinaryFinder {
    private final String assets;
    private final BinaryCache cache;
    private final List<BinarySource> sources;

    BinaryFinder(Map<String, String> environment, BinaryCache cache, List<BinarySource> sources) {
        this.assets = environment.getOrDefault("KUBEBUILDER_ASSETS", "");
        this.cache = cache;
        this.sources = List.copyOf(sources);
    }

    BinarySearch find(Progress progress) throws InterruptedException {
        try {
            return new BinarySearch.Found(new Binaries(
                    find(Tool.ETCD, progress),
                    find(Tool.KUBE_APISERVER, progress),
                    find(Tool.KUBE_CONTROLLER_MANAGER, progress)));
        } catch (IOException e) {
            return new BinarySearch.Missing(Failures.describe(e).strip().replaceAll("\\s*\\R\\s*", " | "));
        }
    }

    /** @throws IOException when it cannot be had; the message names the reason of each source */
    Path find(Tool tool, Progress progress) throws IOException, InterruptedException {
        if (!assets.isBlank()) {
            Path asset = Path.of(assets).resolve(tool.fileName());
            if (Files.isExecutable(asset)) {
                return asset;
            }
            progress.say("KUBEBUILDER_ASSETS (" + assets + ") has no " + tool.fileName());
        }
        return cache.findOrFetch(tool, sources, progress);
    }
}
