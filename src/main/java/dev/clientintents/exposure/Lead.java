package dev.clientintents.exposure;

import dev.clientintents.model.EntranceKind;
import java.util.Optional;

/**
 * What an object says about traffic to a server, before it is known whether the server exists.
 *
 * @param origin the object
 * @param kind where the traffic is from
 * @param destination where it goes
 * @param caller who calls; empty where that is whoever calls by objects of this kind
 */
public record Lead(Origin origin, EntranceKind kind, Destination destination, Optional<Caller> caller) {

    Lead(Origin origin, EntranceKind kind, Destination destination) {
        this(origin, kind, destination, Optional.empty());
    }

    /** Returns what leads the traffic, for people: {@code Ingress shop/web}, {@code the annotations of Service shop/web}. */
    public String name() {
        boolean annotated = kind == EntranceKind.SCRAPE
                && caller.isEmpty()
                && (destination instanceof Destination.ToWorkload
                        || origin.kind().equals("Service"));
        return (annotated ? "the annotations of " : "") + origin;
    }
}
