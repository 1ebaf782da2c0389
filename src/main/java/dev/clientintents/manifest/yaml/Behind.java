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
 * Does things with one object, one after the other, on a thread behind the one that hands them over: to parse the next
 * document takes about as long as to check the one before. Only so much may wait that memory stays bounded.
 */
public final class Behind<T> {

    /** How many values may wait at once; what holds more waits alone. */
    private static final int ROOM = 20_000;

    private final Semaphore room = new Semaphore(ROOM);
    private final Executor thread = thread();
    private CompletableFuture<T> last;

    /** @param start makes the object, on that thread */
    public Behind(Supplier<T> start) {
        this.last = CompletableFuture.supplyAsync(start, thread);
    }

    /**
     * Has something done after all that came before, unless that failed.
     *
     * @param values how many values it keeps in memory until then
     */
    public void then(int values, Consumer<T> step) {
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

    /** The object, when all is done; what the first failing step threw is thrown here. */
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

    /** A thread that ends when nothing has come for a second. */
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
