package dev.clientintents.operator.watch;

import dev.clientintents.kube.FailureCause;
import dev.clientintents.operator.work.DaemonThreads;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists and watches one collection, on a thread of its own. Whatever goes wrong concerns that collection alone, and is
 * tried again without end.
 */
final class ListWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ListWatch.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(60);

    /** After which answers to a watch only a new list helps. */
    private static final Set<Integer> BEGIN_ANEW = Set.of(
            HttpURLConnection.HTTP_BAD_REQUEST,
            HttpURLConnection.HTTP_UNAUTHORIZED,
            HttpURLConnection.HTTP_FORBIDDEN,
            HttpURLConnection.HTTP_NOT_FOUND,
            HttpURLConnection.HTTP_GONE);

    /** What is listed and watched. */
    interface Collection {

        /** Reads all that there is, and returns the version of the list. */
        String list();

        /**
         * Takes what is newer than a version, until the API server ends that.
         *
         * @param reached is told up to which version all has been taken
         */
        void watch(String version, Consumer<String> reached);
    }

    private final Collection collection;
    private final String path;
    private final String warning;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean closed;
    private @Nullable String version;
    private int failures;
    private boolean warned;

    /**
     * Prepares a watch.
     *
     * @param thread the name of its thread
     * @param path of the collection, for people
     * @param warning what is logged when it fails first
     */
    ListWatch(String thread, String path, String warning, Collection collection) {
        this.collection = collection;
        this.path = path;
        this.warning = warning;
        this.thread = DaemonThreads.named(thread).newThread(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Returns a future that is done when the collection is listed, or will not be for now because the API server refuses.
     */
    CompletableFuture<Void> settled() {
        return settled;
    }

    private void run() {
        while (!closed) {
            try {
                if (version == null) {
                    version = collection.list();
                    settled.complete(null);
                }
                long start = System.nanoTime();
                collection.watch(version, this::reached);
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

    private void reached(String now) {
        version = now;
        succeeded();
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
                    .log(warning);
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
}
