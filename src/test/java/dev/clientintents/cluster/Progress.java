package dev.clientintents.cluster;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells a person what takes so long: a line when a step starts, every ten seconds while it lasts, and when it is done.
 */
final class Progress {
    private final Consumer<String> lines;
    private final Duration interval;

    Progress(Consumer<String> lines) {
        this(lines, Duration.ofSeconds(10));
    }

    Progress(Consumer<String> lines, Duration interval) {
        this.lines = lines;
        this.interval = interval;
    }

    void say(String line) {
        lines.accept(line);
    }

    /** Starts a step, which lasts until it is closed. {@code hint} tells how long it may take; it may be empty. */
    Step step(String what, String hint) {
        say(hint.isEmpty() ? what : what + " (" + hint + ")");
        return new Step(what);
    }

    final class Step implements AutoCloseable {
        private final String what;
        private final long start = System.nanoTime();
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        private final ScheduledFuture<?> ticks =
                clock.scheduleAtFixedRate(this::tick, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);

        private Step(String what) {
            this.what = what;
        }

        void done() {
            say(what + ": done in " + seconds() + " s");
        }

        @Override
        public void close() {
            ticks.cancel(false);
            clock.shutdownNow();
        }

        private void tick() {
            say(what + " … " + seconds() + " s");
        }

        private long seconds() {
            return Duration.ofNanos(System.nanoTime() - start).toSeconds();
        }
    }
}
