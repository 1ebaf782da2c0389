package dev.clientintents.transition;

import org.jspecify.annotations.Nullable;

/**
 * The state that the transition of a server keeps between two steps.
 *
 * @param waitsSince since when the first closing waits for clients, in nanoseconds of one clock; null where it does
 *     not. It is kept until the policy is written, so that a write which fails does not win another deadline
 * @param holds which keys are held
 * @param goneSince since when nothing is left of the server, and nobody declares it, in nanoseconds of the same clock;
 *     null where that is not so
 */
public record ServerMemory(
        @Nullable Long waitsSince, Holds holds, @Nullable Long goneSince) {

    /** The state where nothing is under way. */
    public static final ServerMemory NONE = new ServerMemory(null, Holds.NONE, null);
}
