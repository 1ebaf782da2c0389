package dev.clientintents.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The custom resource definitions of the <a href="https://network-policy-api.sigs.k8s.io/">admin policies</a>, with the
 * fields of the experimental channel.
 */
public final class PolicyDefinitions {
    private PolicyDefinitions() {}

    /**
     * Returns files of definitions in the cache folder of the user, into which they are downloaded first where they are
     * not there.
     *
     * @param progress receives a line now and then while something is fetched
     * @throws IOException when they cannot be had; the message says why
     */
    public static List<Path> find(Consumer<String> progress) throws IOException, InterruptedException {
        var cache = new BinaryCache(Binaries.cacheFolder(), Platform.current());
        var lines = new Progress(progress);
        List<BinarySource> sources = List.of(new ModuleDownload());
        return List.of(
                cache.findOrFetch(Tool.ADMIN_NETWORK_POLICIES, sources, lines),
                cache.findOrFetch(Tool.CLUSTER_NETWORK_POLICIES, sources, lines));
    }
}
