package dev.clientintents.transition;

import java.time.Duration;

/**
 * How long the steps of a transition wait for each other at most.
 *
 * @param isolation how long a server waits to be closed for the first time until its clients carry their keys, and how
 *     long a key that is replaced goes on being admitted until the new one is in force
 * @param revocation how long a pod keeps a revoked key while the policy that admits it cannot be written
 */
public record Deadlines(Duration isolation, Duration revocation) {

    /**
     * How long what is replaced stays after what replaces it was written: whoever enforces policies learns of pods and
     * of policies on two ways, one of which may be a little slower.
     */
    static final Duration SETTLE = Duration.ofMillis(100);

    /** How long new keys wait for revoked ones to go, so that one patch does for both. */
    static final Duration TOGETHER = Duration.ofSeconds(1);
}
