package dev.clientintents.transition;

import dev.clientintents.label.LabelChange;
import dev.clientintents.model.ServerId;
import java.time.Duration;
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
}
