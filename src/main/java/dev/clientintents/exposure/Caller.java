package dev.clientintents.exposure;

import dev.clientintents.model.ObjectKey;
import java.util.Optional;

/** Who calls a server, where the kind of the lead alone does not tell it. */
public sealed interface Caller {

    /**
     * A prober, which calls what it is told to.
     *
     * @param service the Service behind which its pods are; empty where the object does not say of which namespace it is
     */
    record Prober(Optional<ObjectKey> service) implements Caller {}

    /**
     * A part of a platform, whose pods are known by its name as those of controllers are.
     *
     * @param name by which settings may know it, for example {@code knative.dev/activator}
     * @param label what it is, for people
     */
    record Part(String name, String label) implements Caller {}
}
