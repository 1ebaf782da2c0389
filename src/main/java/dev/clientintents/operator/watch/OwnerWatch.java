package dev.clientintents.operator.watch;

import dev.clientintents.kube.FailureCause;
import dev.clientintents.kube.MetadataWatch;
import dev.clientintents.operator.work.DaemonThreads;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists and watches the owners of one kind, on a thread of its own. Whatever goes wrong concerns that kind alone, and
 * is tried again without end.
 */
final class OwnerWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerWatch.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(60);

    /** After which answers to a watch only a new list helps. */
    private static final Set<Integer> BEGIN_ANEW = Set.of(
            HttpURLConnection.HTTP_BAD_REQUEST,
            HttpURLConnection.HTTP_UNAUTHORIZED,
            HttpURLConnection.HTTP_FORBIDDEN,
            HttpURLConnection.HTTP_NOT_FOUND,
            HttpURLConnection.HTTP_GONE);

    private final OwnerApi api;
    private final OwnerStore store;
    private final OwnerStore.Kind kind;
    private final String path;
    private final @Nullable String namespace;
    private final Consumer<List<OwnerChange>> onChange;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean closed;
    private @Nullable String version;
    private int failures;
    private boolean warned;

    /**
     * Prepares a watch.
     *
     * @param path of the collection
     * @param namespace of the collection; null where it is of all
     * @param onChange is told what may change whose pods are, when the store knows it
     */
    OwnerWatch(
            OwnerApi api,
            OwnerStore store,
            OwnerStore.Kind kind,
            String path,
            @Nullable String namespace,
            Consumer<List<OwnerChange>> onChange) {
        this.api = api;
        this.store = store;
        this.kind = kind;
        this.path = path;
        this.namespace = namespace;
        this.onChange = onChange;
        this.thread = DaemonThreads.named("owners-" + kind.name()).newThread(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Returns a future that is done when the owners are listed, or will not be for now because the API server refuses.
     */
    CompletableFuture<Void> settled() {
        return settled;
    }

    private void run() {
        while (!closed) {
            try {
                if (version == null) {
                    version = list();
                    settled.complete(null);
                }
                long start = System.nanoTime();
                api.watch(path, version, new Taken());
                // a watch that ends at once is not to be begun at once
                if (System.nanoTime() - start > FIRST_PAUSE.toNanos()) {
                    succeeded();
                } else {
                    failures++;
                }
                pause();
            } catch (RuntimeException e) {
                failed(e);
                pause();
            }
        }
    }

    private String list() {
        OwnerStore.Listing listing = store.list(kind, namespace);
        String listed = api.list(path, listing::add);
        onChange.accept(listing.finish());
        return listed;
    }

    private void succeeded() {
        failures = 0;
        warned = false;
    }

    private void failed(RuntimeException failure) {
        failures++;
        int code = failure instanceof KubernetesClientException answer ? answer.getCode() : 0;
        if (BEGIN_ANEW.contains(code)) {
            version = null;
        }
        boolean answered = code >= HttpURLConnection.HTTP_BAD_REQUEST && code < HttpURLConnection.HTTP_INTERNAL_ERROR;
        if (code == HttpURLConnection.HTTP_GONE || closed) {
            return;
        }
        if (!warned) {
            warned = true;
            LOG.atWarn()
                    .addKeyValue("path", path)
                    .addKeyValue("cause", FailureCause.message(failure))
                    .log(
                            "Could not watch owners of pods; it will be retried, and meanwhile each is looked up on its own");
        }
        if (answered) {
            settled.complete(null);
        }
    }

    private void pause() {
        if (failures == 0 || closed) {
            return;
        }
        long most = Math.min(LAST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures - 1, 16));
        try {
            Thread.sleep(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    /** Writes the events of the watch to the store. */
    private final class Taken implements MetadataWatch.Events {

        @Override
        public void changed(ObjectMeta metadata) {
            store.put(kind, metadata).ifPresent(change -> onChange.accept(List.of(change)));
        }

        @Override
        public void deleted(ObjectMeta metadata) {
            store.remove(kind, metadata).ifPresent(change -> onChange.accept(List.of(change)));
        }

        @Override
        public void reached(String reached) {
            version = reached;
            succeeded();
        }
    }
}
