package dev.clientintents.operator;

import dev.clientintents.model.ObjectKey;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Has statuses looked at, gathered for a moment: a status depends on many pods and servers, and is only worth writing
 * when they have come to rest.
 */
final class StatusTriggers {

    private static final long MOMENT_MILLIS = 50;

    private final Triggers triggers;
    private final ScheduledExecutorService clock;
    private Set<ObjectKey> gathered = new LinkedHashSet<>();

    StatusTriggers(Triggers triggers, ScheduledExecutorService clock) {
        this.triggers = triggers;
        this.clock = clock;
    }

    void fire(Collection<ObjectKey> intents) {
        if (intents.isEmpty()) {
            return;
        }
        synchronized (this) {
            boolean scheduled = !gathered.isEmpty();
            gathered.addAll(intents);
            if (scheduled || clock.isShutdown()) {
                return;
            }
        }
        var unused = clock.schedule(this::flush, MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void flush() {
        Set<ObjectKey> due;
        synchronized (this) {
            due = gathered;
            gathered = new LinkedHashSet<>();
        }
        due.forEach(triggers::intents);
    }
}
