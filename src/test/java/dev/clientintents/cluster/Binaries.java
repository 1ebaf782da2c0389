package dev.clientintents.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The executables of a control plane.
 *
 * <p>Each of them comes from the folder {@code $KUBEBUILDER_ASSETS}, else from a cache folder of the user
 * ({@code $CLIENT_INTENTS_CACHE}, else {@code $XDG_CACHE_HOME/client-intents}, else {@code ~/.cache/client-intents}),
 * else it is fetched into that cache once: from the project's releases, or built with {@code go} from the Go module
 * proxy.
 */
public record Binaries(Path etcd, Path apiServer, Path controllerManager) {
    /**
     * Finds them, and fetches what is missing, which may take minutes. Several processes may do so at once.
     *
     * @param progress receives a line now and then while something is fetched
     */
    public static BinarySearch find(Consumer<String> progress) throws InterruptedException {
        return finder().find(new Progress(progress));
    }

    static BinaryFinder finder() {
        Platform platform = Platform.current();
        BinaryCache cache = new BinaryCache(cacheFolder(), platform);
        return new BinaryFinder(System.getenv(), cache, List.of(new ReleaseDownload(platform), new GoBuild()));
    }

    /** The cache folder of the user. */
    public static Path cacheFolder() {
        return BinaryCache.root(System.getenv(), Path.of(System.getProperty("user.home")));
    }
}
