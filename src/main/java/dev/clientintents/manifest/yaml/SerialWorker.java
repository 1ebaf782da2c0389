package dev.clientintents.manifest.yaml;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs steps on one object, one after the other, on a thread of its own, because parsing the next document takes about
 * as long as checking the one before. The steps that wait are limited, so that memory stays bounded.
 */
public final class SerialWorker<T> {

    /** The most values that may wait at once; a step that holds more waits alone. */
    private static final int ROOM = 20_000;

    private final Semaphore room = new Semaphore(ROOM);
    private final Executor thread = thread();
    private CompletableFuture<T> last;

    /** @param start makes the object, on that thread */
    public SerialWorker(Supplier<T> start) {
        this.last = CompletableFuture.supplyAsync(start, thread);
    }

    /**
     * Queues a step after all that came before; it is left out where one of those failed.
     *
     * @param values how many values it keeps in memory until then
     */
    public void submit(int values, Consumer<T> step) {
        int share = Math.min(values, ROOM);
        room.acquireUninterruptibly(share);
        last = last.thenApplyAsync(
                        object -> {
                            step.accept(object);
                            return object;
                        },
                        thread)
                .whenComplete((object, failure) -> room.release(share));
    }

    /** Waits until all steps are done and returns the object; throws what the first failing step threw. */
    public T await() {
        try {
            return last.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Returns an executor with one thread that ends when nothing has come for a second. */
    private static Executor thread() {
        var one = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var created = new Thread(task, "manifests");
            created.setDaemon(true);
            return created;
        });
        one.allowCoreThreadTimeOut(true);
        return one;
    }
}
