package dev.clientintents.kube;

import java.time.Duration;

/** The end of the time that a request may take. */
final class Deadline {

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Returns the time that is left; zero or less where it is over. */
    Duration left() {
        return Duration.ofNanos(end - System.nanoTime());
    }

    boolean allows(Duration pause) {
        return left().compareTo(pause) > 0;
    }
}
