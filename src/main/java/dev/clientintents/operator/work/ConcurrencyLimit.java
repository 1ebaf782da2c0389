package dev.clientintents.operator.work;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Lets only so many work at once. Nobody blocks: who finds no turn free is called when one is. */
public final class ConcurrencyLimit<K> {

    private final Set<K> waiting = new LinkedHashSet<>();
    private final Consumer<K> call;
    private int free;

    /**
     * @param number how many may work at once
     * @param call asks for a turn again, for one that waits; it may also come to nothing, so that who waits looks again now
     *     and then
     */
    public ConcurrencyLimit(int number, Consumer<K> call) {
        this.free = number;
        this.call = call;
    }

    /** Takes a turn, which has to be given back with {@link #end}; false where none is free. */
    public synchronized boolean take(K key) {
        if (free == 0) {
            waiting.add(key);
            return false;
        }
        waiting.remove(key);
        free--;
        return true;
    }

    /** Gives a turn back. */
    public void end() {
        K next = null;
        synchronized (this) {
            free++;
            Iterator<K> first = waiting.iterator();
            if (first.hasNext()) {
                next = first.next();
                first.remove();
            }
        }
        if (next != null) {
            call.accept(next);
        }
    }
}
