package dev.clientintents.identity;

import dev.clientintents.identity.Owners.Lookup;
import dev.clientintents.model.WorkloadId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows a pod's <a
 * href="https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/">controller references</a>
 * to the top. A reference counts only where the object exists and has the UID that it states.
 */
public final class IdentityResolver {

    private static final int LONGEST_NAME = 253;
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]++(?:-++[a-z0-9]++)*+(?:\\.[a-z0-9]++(?:-++[a-z0-9]++)*+)*+");

    private final Owners owners;

    public IdentityResolver(Owners owners) {
        this.owners = owners;
    }

    /** Returns the identity of the pod; exceptions of the look-up pass through. */
    public PodIdentity resolve(PodMetadata pod) {
        return identity(pod, ancestry(pod));
    }

    /** Follows the controller references of a pod to the top; exceptions of the look-up pass through. */
    public Ancestry ancestry(PodMetadata pod) {
        if (pod.mirror() || pod.synced() != null) {
            return Ancestry.NONE;
        }
        var found = new ArrayList<OwnerReference>();
        OwnerReference next = pod.controller();
        var seen = new HashSet<String>();
        while (next != null && seen.add(next.uid())) {
            Lookup lookup = owners.find(pod.namespace(), next);
            if (lookup instanceof Lookup.Unreadable) {
                return new Ancestry(found, next, true);
            }
            if (!(lookup instanceof Lookup.Found owner) || !owner.uid().equals(next.uid())) {
                return new Ancestry(found, next, false);
            }
            found.add(next);
            next = owner.controller();
        }
        return new Ancestry(found, null, false);
    }

    /** Returns the identity of a pod by its ancestry, and by what the pod says of itself. */
    public static PodIdentity identity(PodMetadata pod, Ancestry ancestry) {
        if (pod.synced() != null) {
            return new PodIdentity(pod.synced(), null, null);
        }
        Top top = pod.mirror() ? staticPod(pod) : top(pod, ancestry);
        String override = pod.override();
        if (override == null) {
            return top.identity(pod.namespace(), top.name, null);
        }
        return isSubdomain(override)
                ? top.identity(pod.namespace(), override, null)
                : top.identity(pod.namespace(), top.name, override);
    }

    private static Top top(PodMetadata pod, Ancestry ancestry) {
        OwnerReference unreadable = ancestry.unreadable() ? ancestry.beyond() : null;
        List<OwnerReference> owners = ancestry.owners();
        if (owners.isEmpty()) {
            return new Top("Pod", pod.name(), unreadable);
        }
        OwnerReference last = owners.get(owners.size() - 1);
        return new Top(last.kind(), last.name(), unreadable);
    }

    /**
     * Returns the top of a static pod. The kubelet names its mirror {@code <pod>-<node>} and makes the node its owner.
     */
    private static Top staticPod(PodMetadata pod) {
        OwnerReference node = pod.controller();
        String suffix = node == null ? "" : "-" + node.name();
        boolean named = node != null
                && node.kind().equals("Node")
                && pod.name().endsWith(suffix)
                && pod.name().length() > suffix.length();
        String name = named ? pod.name().substring(0, pod.name().length() - suffix.length()) : pod.name();
        return new Top("Pod", name, null);
    }

    /** Returns whether a text is a DNS-1123 subdomain, as the names of workloads are. */
    public static boolean isSubdomain(String name) {
        return name.length() <= LONGEST_NAME && SUBDOMAIN.matcher(name).matches();
    }

    private record Top(String kind, String name, @Nullable OwnerReference unreadable) {

        PodIdentity identity(String namespace, String chosen, @Nullable String invalidOverride) {
            return new PodIdentity(new WorkloadId(namespace, kind, chosen), unreadable, invalidOverride);
        }
    }
}
