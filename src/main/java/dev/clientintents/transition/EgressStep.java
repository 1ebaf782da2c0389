package dev.clientintents.transition;

import dev.clientintents.rule.EgressPlan;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The next step of the policies of a client's way out: the NetworkPolicy that closes it, and beside that a policy of the
 * network plugin with what the client reaches by name. That one may close all else by itself, so where there is no
 * NetworkPolicy of ours yet it is written after it, and else before; and it is the first that goes.
 */
public sealed interface EgressStep {

    /** Both policies go, if there are any: first that of the network plugin. */
    record Absent() implements EgressStep {}

    /** Nothing changes: what is open stays open, and what is closed stays as it is. */
    record Stay() implements EgressStep {}

    /**
     * Nothing is written yet.
     *
     * @param until after which time to look again
     * @param reason what it waits for, as a sentence without its end
     * @param memory what the next step needs
     */
    record Wait(Duration until, String reason, PolicyMemory memory) implements EgressStep {}

    /**
     * The policies are to say this; where they do already, the client is at rest until the next change.
     *
     * @param plan what they say; where it names nothing, there is no policy of the network plugin
     * @param until after which time to look again, because something is held; null where nothing is
     * @param opening why everything is let through as yet, as a sentence without its end; null where that is not so
     * @param memory what the next step needs
     */
    record Write(
            EgressPlan.Closed plan,
            @Nullable Duration until,
            @Nullable String opening,
            PolicyMemory memory) implements EgressStep {}
}
