package dev.clientintents.transition;

import org.jspecify.annotations.Nullable;

/**
 * The state that the transition of a server, or of a client's way out, keeps between two steps.
 *
 * @param waitsSince since when the first closing waits for pods' labels, in nanoseconds of one clock, or when a denial was
 *     last seen that has to go before a way out is opened; null where neither is so. It is kept until the policy is written, so that a write which fails does not win another deadline
 * @param holds which keys, or peers, are held
 * @param goneSince since when nothing is left of the server that nobody declares, or of the client that declares nothing, in nanoseconds of the same clock;
 *     null where that is not so
 */
public record PolicyMemory(
        @Nullable Long waitsSince, Holds holds, @Nullable Long goneSince) {

    /** The state where nothing is under way. */
    public static final PolicyMemory NONE = new PolicyMemory(null, Holds.NONE, null);
}
