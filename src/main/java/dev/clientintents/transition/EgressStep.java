package dev.clientintents.transition;

import dev.clientintents.rule.EgressPlan;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The next step of the policy that closes a client's way out. */
public sealed interface EgressStep {

    /** The policy goes, if there is one. */
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
     * The policy is to say this; where it does already, the client is at rest until the next change.
     *
     * @param plan what it says
     * @param until after which time to look again, because something is held; null where nothing is
     * @param memory what the next step needs
     */
    record Write(EgressPlan.Closed plan, @Nullable Duration until, PolicyMemory memory) implements EgressStep {}
}
