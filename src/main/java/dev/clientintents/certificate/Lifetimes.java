package dev.clientintents.certificate;

import java.time.Duration;

/**
 * The times for which certificates hold, and those when they are renewed; everything follows from the lifetime of the
 * serving certificate.
 *
 * @param serving how long a serving certificate holds
 */
public record Lifetimes(Duration serving) {

    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration PROPAGATION = Duration.ofSeconds(2);

    /** @throws IllegalArgumentException where that is too short to be renewed in time */
    public Lifetimes {
        if (serving.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("certificates must hold for at least " + SHORTEST + ", not " + serving);
        }
    }

    /** Returns how long an authority holds. */
    Duration authority() {
        return serving.multipliedBy(4);
    }

    /** Returns how much time must be left of a serving certificate for it to be kept. */
    Duration leftOfServing() {
        return serving.dividedBy(3);
    }

    /**
     * Returns how much time must be left of an authority for it to be the newest: more than a certificate that it signs
     * may need.
     */
    Duration leftOfAuthority() {
        return serving.multipliedBy(2);
    }

    /** Returns how long a new authority is only trusted, until every API server has learnt of it, before it signs. */
    Duration settling() {
        Duration share = serving.dividedBy(30);
        return share.compareTo(PROPAGATION) < 0 ? PROPAGATION : share;
    }

    /** Returns the time between two looks whether something has to be renewed. */
    public Duration interval() {
        Duration share = serving.dividedBy(60);
        Duration hour = Duration.ofHours(1);
        return share.compareTo(hour) < 0 ? share : hour;
    }
}
