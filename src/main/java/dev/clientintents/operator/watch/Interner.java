package dev.clientintents.operator.watch;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Keeps one instance of values that are equal, as the labels and the template of all replicas are. It is a table that
 * forgets, so it never grows; a value that it forgot is merely kept twice.
 */
final class Interner<T> {

    private final AtomicReferenceArray<T> table;

    /** @param size how many values it remembers at most, a power of two */
    Interner(int size) {
        if (Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("not a power of two: " + size);
        }
        this.table = new AtomicReferenceArray<>(size);
    }

    /** Returns an equal value that was seen before, else this one. */
    T one(T value) {
        int hash = value.hashCode();
        int slot = (hash ^ hash >>> 16) & table.length() - 1;
        T known = table.get(slot);
        if (value.equals(known)) {
            return known;
        }
        table.set(slot, value);
        return value;
    }
}
