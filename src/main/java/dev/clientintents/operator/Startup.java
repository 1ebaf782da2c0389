package dev.clientintents.operator;

import dev.clientintents.kube.FailureCause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a step of the start. What takes long has its requirements looked at: what only a person can put right ends
 * the start, once it was so for a while; anything else is waited for, and told now and then.
 */
final class Startup {

    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
    private static final Duration LOOK_AFTER = Duration.ofSeconds(2);
    private static final Duration TELL_AFTER = Duration.ofSeconds(20);

    private final Supplier<Optional<String>> requirements;
    private final Duration lookAfter;
    private final LongSupplier nanos;
    private @Nullable Long told;

    Startup(StartRequirements requirements) {
        this(requirements::missing, LOOK_AFTER, System::nanoTime);
    }

    /**
     * Waits for a start.
     *
     * @param requirements says what is missing; empty where nothing is
     * @param lookAfter how long a step may take before that is asked for
     * @param nanos the time
     */
    Startup(Supplier<Optional<String>> requirements, Duration lookAfter, LongSupplier nanos) {
        this.requirements = requirements;
        this.lookAfter = lookAfter;
        this.nanos = nanos;
    }

    /** Waits for a step however long it takes. */
    void await(CompletableFuture<?> step) {
        await(step, Duration.ofDays(10_000));
    }

    /**
     * Waits for a step.
     *
     * @param atMost after which time to go on without it, if nothing that is required is missing
     */
    void await(CompletableFuture<?> step, Duration atMost) {
        long end = nanos.getAsLong() + atMost.toNanos();
        while (!isDone(step)) {
            Optional<String> missing = requirements.get();
            if (missing.isPresent()) {
                tell(missing.get());
            } else if (nanos.getAsLong() - end >= 0) {
                return;
            }
        }
    }

    private boolean isDone(CompletableFuture<?> step) {
        try {
            step.get(lookAfter.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StartFailure failure ? failure : new StartFailure(FailureCause.message(e));
        }
    }

    private void tell(String missing) {
        long now = nanos.getAsLong();
        if (told == null || now - told >= TELL_AFTER.toNanos()) {
            told = now;
            LOG.atWarn()
                    .addKeyValue("cause", missing)
                    .log("Waiting for the API server; the start goes on when it answers");
        }
    }
}
