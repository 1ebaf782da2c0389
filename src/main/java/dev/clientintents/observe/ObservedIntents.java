package dev.clientintents.observe;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ClientIntentsSpec;
import dev.clientintents.api.Target;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads ClientIntents. */
public final class ObservedIntents {

    private ObservedIntents() {}

    /**
     * Returns the intents of an object.
     *
     * @throws IllegalArgumentException where the object breaks a rule of the CRD's schema, so that no API server with
     *     that schema would have taken it
     */
    public static IntentsEntry entry(ClientIntents object) {
        return entry(
                new ObjectKey(
                        object.getMetadata().getNamespace(),
                        object.getMetadata().getName()),
                object.getSpec(),
                object.getMetadata().getCreationTimestamp());
    }

    /**
     * Does the same as {@link #entry(ClientIntents)} for the spec of an object of that key.
     *
     * @param created the object's creation timestamp; null where it has none
     */
    public static IntentsEntry entry(ObjectKey key, ClientIntentsSpec spec, @Nullable String created) {
        return new IntentsEntry(
                key,
                spec.client().name(),
                spec.client().kind(),
                spec.consumes().stream()
                        .filter(target -> target.name() != null)
                        .map(target -> intent(target, key.namespace()))
                        .toList(),
                spec.consumes().stream()
                        .filter(target -> target.name() == null)
                        .map(ObservedIntents::outside)
                        .toList(),
                created);
    }

    private static Intent intent(Target target, String ownNamespace) {
        return Intent.of(server(target, ownNamespace), ObservedPorts.of(target.ports()));
    }

    private static OutsideIntent outside(Target target) {
        return new OutsideIntent(
                target.cidr() == null
                        ? new OutsideServer.Host(Objects.requireNonNull(target.host()))
                        : new OutsideServer.Addresses(new AddressBlock(target.cidr(), target.except())),
                ObservedPorts.of(target.ports()));
    }

    /** Returns the server that a target of an object in {@code ownNamespace} names, which is one of the cluster. */
    public static ServerId server(Target target, String ownNamespace) {
        String namespace = target.namespace() == null ? ownNamespace : target.namespace();
        return new ServerId(namespace, target.kind(), Objects.requireNonNull(target.name()));
    }
}
