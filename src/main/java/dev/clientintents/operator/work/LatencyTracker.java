package dev.clientintents.operator.work;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Since when things wait for their write. */
public final class LatencyTracker<K> {

    private final Map<K, Long> since = new ConcurrentHashMap<>();

    void begin(K key) {
        since.putIfAbsent(key, System.nanoTime());
    }

    /** Ends the wait, and answers how many nanoseconds it was; empty where nothing waited. */
    public Optional<Long> end(K key) {
        return Optional.ofNullable(since.remove(key)).map(start -> System.nanoTime() - start);
    }
}
