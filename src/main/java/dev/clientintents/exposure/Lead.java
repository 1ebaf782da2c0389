package dev.clientintents.exposure;

import dev.clientintents.model.EntranceKind;

/**
 * What an object says about traffic to a server, before it is known whether the server exists.
 *
 * @param origin the object
 * @param kind where the traffic is from
 * @param destination where it goes
 */
public record Lead(Origin origin, EntranceKind kind, Destination destination) {

    /** Returns what leads the traffic, for people: {@code Ingress shop/web}, {@code the annotations of Service shop/web}. */
    public String name() {
        boolean annotated = kind == EntranceKind.SCRAPE
                && (destination instanceof Destination.ToWorkload || destination instanceof Destination.ToService);
        return (annotated ? "the annotations of " : "") + origin;
    }
}
