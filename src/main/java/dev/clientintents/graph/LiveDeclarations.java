package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts the intents on each server whose clients have live pods, so that nobody has to go through its consumers. */
final class LiveDeclarations {

    private record Count(int own, int foreign) {

        Count plus(boolean isOwn, int by) {
            return isOwn ? new Count(own + by, foreign) : new Count(own, foreign + by);
        }

        boolean isNothing() {
            return own == 0 && foreign == 0;
        }
    }

    private static final Count NOTHING = new Count(0, 0);

    private final Map<ObjectKey, IntentsEntry> counted = new HashMap<>();
    private final Map<ServerId, Count> counts = new HashMap<>();

    /**
     * Counts what an object declares.
     *
     * @param entry the object, if its client has a live pod; null where it has none, or the object is gone
     * @return the servers of which something else is counted now, some of them several times
     */
    List<ServerId> update(ObjectKey key, @Nullable IntentsEntry entry) {
        IntentsEntry old = entry == null ? counted.remove(key) : counted.put(key, entry);
        if (Objects.equals(entry, old)) {
            return List.of();
        }
        var changed = new ArrayList<ServerId>();
        if (old != null) {
            count(old, -1, changed);
        }
        if (entry != null) {
            count(entry, 1, changed);
        }
        return changed;
    }

    private void count(IntentsEntry entry, int by, List<ServerId> changed) {
        for (Intent intent : entry.intents()) {
            ServerId server = intent.server();
            boolean own = server.namespace().equals(entry.key().namespace());
            Count count = counts.getOrDefault(server, NOTHING).plus(own, by);
            if (count.isNothing()) {
                counts.remove(server);
            } else {
                counts.put(server, count);
            }
            changed.add(server);
        }
    }

    /** Returns the nearest of the clients with live pods that declare the server. */
    Closing.Declarer declarer(ServerId server) {
        Count count = counts.getOrDefault(server, NOTHING);
        if (count.own > 0) {
            return Closing.Declarer.OWN;
        }
        return count.foreign > 0 ? Closing.Declarer.FOREIGN : Closing.Declarer.NOBODY;
    }
}
