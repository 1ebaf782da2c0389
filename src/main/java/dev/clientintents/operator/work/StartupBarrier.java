package dev.clientintents.operator.work;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Holds all writes back until the whole cluster is known and this replica leads: what follows from half a graph would
 * close servers that have clients.
 */
public final class StartupBarrier {

    /** A condition that must be met before anything is written. */
    public enum Condition {
        PODS,
        CLIENT_INTENTS,
        /** Where the API server serves none, that is known of them. */
        SERVER_ACCESSES,
        NAMESPACES,
        SERVICES,
        POLICIES,
        ORPHANS,
        ENTRANCES,
        LEADING
    }

    private final Set<Condition> missing = EnumSet.allOf(Condition.class);
    private final List<Runnable> onOpen = new ArrayList<>();
    private volatile boolean open;
    private volatile boolean closedForGood;

    /** Runs once, when the gate opens. To be called before that. */
    public synchronized void onOpen(Runnable action) {
        onOpen.add(action);
    }

    public void reached(Condition condition) {
        synchronized (this) {
            missing.remove(condition);
            if (!missing.isEmpty() || open) {
                return;
            }
            open = true;
        }
        onOpen.forEach(Runnable::run);
    }

    /** Closes the barrier for good: nothing passes any more. */
    public void close() {
        closedForGood = true;
    }

    public boolean isOpen() {
        return open && !closedForGood;
    }

    /** Returns whether the whole cluster is known, leading or not. */
    public synchronized boolean isSynced() {
        return missing.isEmpty() || missing.equals(EnumSet.of(Condition.LEADING));
    }
}
