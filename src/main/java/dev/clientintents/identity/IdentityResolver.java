package dev.clientintents.identity;

import dev.clientintents.identity.Owners.Lookup;
import dev.clientintents.model.WorkloadId;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows a pod's <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/">controller
 * references</a> to the top. A reference counts only where the object exists and has the UID that it states.
 */
public final class IdentityResolver {

    private static final int LONGEST_NAME = 253;
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]++(?:-++[a-z0-9]++)*+(?:\\.[a-z0-9]++(?:-++[a-z0-9]++)*+)*+");

    private final Owners owners;

    public IdentityResolver(Owners owners) {
        this.owners = owners;
    }

    /** The identity of the pod; exceptions of the look-up pass through. */
    public PodIdentity resolve(PodMetadata pod) {
        Top top = pod.mirror() ? staticPod(pod) : climb(pod);
        String override = pod.override();
        if (override == null) {
            return top.identity(pod.namespace(), top.name, null);
        }
        return isSubdomain(override)
                ? top.identity(pod.namespace(), override, null)
                : top.identity(pod.namespace(), top.name, override);
    }

    private Top climb(PodMetadata pod) {
        var top = new Top("Pod", pod.name(), null);
        OwnerReference next = pod.controller();
        var seen = new HashSet<String>();
        while (next != null && seen.add(next.uid())) {
            Lookup lookup = owners.find(pod.namespace(), next);
            if (lookup instanceof Lookup.Unreadable) {
                return new Top(top.kind, top.name, next);
            }
            if (!(lookup instanceof Lookup.Found found) || !found.uid().equals(next.uid())) {
                return top;
            }
            top = new Top(next.kind(), next.name(), null);
            next = found.controller();
        }
        return top;
    }

    /** The kubelet names the mirror of a static pod {@code <pod>-<node>} and lets the node own it. */
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

    /** Whether a text is a DNS-1123 subdomain, as the names of workloads are. */
    public static boolean isSubdomain(String name) {
        return name.length() <= LONGEST_NAME && SUBDOMAIN.matcher(name).matches();
    }

    private record Top(String kind, String name, @Nullable OwnerReference unreadable) {

        PodIdentity identity(String namespace, String chosen, @Nullable String invalidOverride) {
            return new PodIdentity(new WorkloadId(namespace, kind, chosen), unreadable, invalidOverride);
        }
    }
}
