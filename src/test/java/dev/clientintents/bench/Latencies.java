package dev.clientintents.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long each of many equal things took. */
final class Latencies {

    private final List<Long> nanos = new ArrayList<>();

    void add(long elapsedNanos) {
        nanos.add(elapsedNanos);
    }

    /** The value that a share of all, for example 0.99, do not exceed, in milliseconds. */
    double millis(double share) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.max(0, index)) / (double) Duration.ofMillis(1).toNanos();
    }

    @Override
    public String toString() {
        return String.format("%.1f / %.1f ms", millis(0.5), millis(0.99));
    }
}
