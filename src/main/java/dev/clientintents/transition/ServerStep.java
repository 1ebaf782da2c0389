package dev.clientintents.transition;

import dev.clientintents.rule.RulePlan;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The next step of a server's policy. */
public sealed interface ServerStep {

    /** The policy goes, if there is one. */
    record Absent() implements ServerStep {}

    /**
     * Nothing is written yet.
     *
     * @param until after which time to go on whatever happened
     * @param pods the clients' pods whose labels it waits for
     * @param memory what the next step needs
     */
    record Wait(Duration until, Set<?> pods, PolicyMemory memory) implements ServerStep {}

    /**
     * It is not known yet by what the pods are to be selected, and nothing closes them: nothing is written before that
     * is known, which leads to another step.
     *
     * @param reason what is waited for, as a sentence without its end
     * @param memory what the next step needs
     */
    record Undecided(String reason, PolicyMemory memory) implements ServerStep {}

    /**
     * The policy is to say this; where it does already, the server is at rest until the next change.
     *
     * @param plan what it says
     * @param revokes whether something that is admitted now is not admitted any more
     * @param until after which time to look again, because something is held; null where nothing is
     * @param awaited the pods and servers whose progress ends a hold sooner
     * @param retiresEarlier whether the policy of an earlier name goes now, because that of the current one has been in
     *     force for long enough; until then it stays, and where something is revoked it says the same
     * @param memory what the next step needs
     */
    record Write(
            RulePlan plan,
            boolean revokes,
            @Nullable Duration until,
            Set<?> awaited,
            boolean retiresEarlier,
            PolicyMemory memory)
            implements ServerStep {}
}
