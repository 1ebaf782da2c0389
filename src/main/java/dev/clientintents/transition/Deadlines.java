package dev.clientintents.transition;

import java.time.Duration;

/**
 * The longest times that the steps of a transition wait for each other.
 *
 * @param isolation how long a server waits to be closed for the first time until its clients carry their keys, and how
 *     long a key that is replaced goes on being admitted until the new one is in force; and how long addresses of hosts
 *     are learnt before a way out is closed that leads to them
 * @param revocation how long a pod keeps a revoked key while the policy that admits it cannot be written
 * @param forgetting how long the policy of a server stays that nobody declares, and of which neither a pod nor an object
 *     is left; zero means that it goes at once
 */
public record Deadlines(Duration isolation, Duration revocation, Duration forgetting) {

    /**
     * The time that what is replaced stays after what replaces it was written: whatever enforces policies learns of
     * pods and of policies in two ways, one of which may be slower. On busy nodes that was seen to take more than 100
     * ms. It costs nothing but a later write, since what is held admits only what is still declared.
     */
    static final Duration SETTLE = Duration.ofMillis(300);

    /** The time that new keys wait for revoked ones to go, so that one patch does both. */
    static final Duration TOGETHER = Duration.ofSeconds(1);

    /** The time after which to check whether pods of an unknown workload have turned out to be somebody else's. */
    static final Duration UNKNOWN_PODS = Duration.ofSeconds(2);
}
