package dev.clientintents.operator.work;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Limits how many keys are worked on at once. Nothing blocks, and no key has to ask again: a key that finds no permit
 * free is called when there is one. Each call has to be answered by {@link #tryAcquire} or, where the key needs no
 * permit any more, by {@link #pass}, so that the next key is called.
 */
public final class ConcurrencyLimit<K> {

    private final Set<K> waiting = new LinkedHashSet<>();
    private final Consumer<K> call;
    private int free;

    /**
     * @param number how many may work at once
     * @param call called with a key that waits when a permit is free
     */
    public ConcurrencyLimit(int number, Consumer<K> call) {
        this.free = number;
        this.call = call;
    }

    /**
     * Takes a permit, which has to be given back with {@link #release}; returns false, and lets the key wait, where
     * none is free.
     */
    public synchronized boolean tryAcquire(K key) {
        if (free == 0) {
            waiting.add(key);
            return false;
        }
        waiting.remove(key);
        free--;
        return true;
    }

    /** Gives a permit back. */
    public void release() {
        Optional<K> next;
        synchronized (this) {
            free++;
            next = next();
        }
        next.ifPresent(call);
    }

    /** Says that a key needs no permit, whether it waits for one, was called, or neither. */
    public void pass(K key) {
        Optional<K> next;
        synchronized (this) {
            waiting.remove(key);
            next = free > 0 ? next() : Optional.empty();
        }
        next.ifPresent(call);
    }

    private Optional<K> next() {
        Iterator<K> first = waiting.iterator();
        if (!first.hasNext()) {
            return Optional.empty();
        }
        K next = first.next();
        first.remove();
        return Optional.of(next);
    }
}
