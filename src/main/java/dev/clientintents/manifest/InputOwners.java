package dev.clientintents.manifest;

import dev.clientintents.effective.ObjectId;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.Owners;
import dev.clientintents.observe.ObservedPod;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds owners among the objects of the input. Manifests have no UIDs, so an object without one is taken for the one
 * that a reference means; and an owner that is not in the input is taken for the top, as its reference states it.
 */
final class InputOwners implements Owners {

    private record Entry(@Nullable String uid, @Nullable OwnerReference controller) {}

    private final Map<ObjectId, Entry> objects = new HashMap<>();

    void add(Manifest manifest, ObjectMeta metadata) {
        objects.put(manifest.id(), new Entry(metadata.getUid(), ObservedPod.controller(metadata)));
    }

    /** Returns whether the input has the object, whatever its UID. */
    boolean contains(String namespace, OwnerReference reference) {
        return objects.containsKey(ObjectId.of(namespace, reference));
    }

    @Override
    public Lookup find(String namespace, OwnerReference reference) {
        Entry entry = objects.get(ObjectId.of(namespace, reference));
        return entry == null
                ? new Lookup.Found(reference.uid(), null)
                : new Lookup.Found(Objects.requireNonNullElse(entry.uid, reference.uid()), entry.controller);
    }
}
