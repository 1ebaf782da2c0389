package dev.clientintents.operator;

import dev.clientintents.kube.FailureCause;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts what needs a kind that the API server may not serve yet, as soon as it does. Everything else goes on without
 * it, and a line tells once that it is missing.
 */
final class AwaitedKind implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(AwaitedKind.class);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(10);
    private static final Duration UNANSWERED_AGAIN_AFTER = Duration.ofSeconds(1);

    private final ServedKind kind;
    private final Runnable start;
    private final Runnable onAbsent;
    private final Duration againAfter;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();

    AwaitedKind(ServedKind kind, Runnable start, Runnable onAbsent) {
        this(kind, start, onAbsent, AGAIN_AFTER);
    }

    /**
     * Waits for a kind.
     *
     * @param start starts what needs it, once, and returns when that is done
     * @param onAbsent runs once where the API server says that it does not serve the kind
     * @param againAfter after which time that is asked again
     */
    AwaitedKind(ServedKind kind, Runnable start, Runnable onAbsent, Duration againAfter) {
        this.kind = kind;
        this.start = start;
        this.onAbsent = onAbsent;
        this.againAfter = againAfter;
    }

    /** Returns a future that is done when what needs the kind has started, or the kind is known to be missing. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    /** Waits until it has started, or the thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!isServed()) {
                Thread.sleep(againAfter.toMillis());
            }
            start.run();
            settled.complete(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            settled.completeExceptionally(e);
        }
    }

    /** Returns whether the kind is served, as soon as the API server answers. */
    private boolean isServed() throws InterruptedException {
        while (true) {
            try {
                boolean served = kind.isServed();
                if (!served && !settled.isDone()) {
                    LOG.atWarn()
                            .addKeyValue("kind", kind.name())
                            .log("The API server does not serve a kind: going on without it, until its"
                                    + " CustomResourceDefinition is applied");
                    onAbsent.run();
                    settled.complete(null);
                }
                return served;
            } catch (RuntimeException e) {
                LOG.atDebug()
                        .addKeyValue("kind", kind.name())
                        .addKeyValue("cause", FailureCause.message(e))
                        .log("Could not ask whether a kind is served; it will be asked again");
                Thread.sleep(UNANSWERED_AGAIN_AFTER.toMillis());
            }
        }
    }
}
