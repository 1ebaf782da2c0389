package dev.clientintents.transition;

import dev.clientintents.label.LabelChange;
import dev.clientintents.model.ServerId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The next step of a pod's labels.
 *
 * @param change what to write now; may be empty
 * @param until after which time to look again, because a key is held; null where none is
 * @param awaited the servers whose progress ends a hold sooner
 * @param holds what the next step needs
 */
public record PodStep(LabelChange change, @Nullable Duration until, Set<ServerId> awaited, Holds holds) {

    public PodStep {
        awaited = Set.copyOf(awaited);
    }

    /** Returns this step, with a look after that time at the latest, or when one of the servers has got further. */
    PodStep lookingAgain(Duration within, Set<ServerId> servers) {
        var all = new HashSet<>(awaited);
        all.addAll(servers);
        Duration sooner = until == null || within.compareTo(until) < 0 ? within : until;
        return new PodStep(change, sooner, all, holds);
    }
}
