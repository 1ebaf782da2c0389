package dev.clientintents.backend.hostname;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kind of policy that names hosts in a cluster, as far as what it serves tells.
 *
 * @param backend null where none is known
 * @param problem why none is known, as a sentence without its end; null where one is
 */
public record DiscoveredBackend(
        @Nullable HostBackend backend, @Nullable String problem) {

    /** The groups whose kinds tell which back end there is. */
    static final Set<String> GROUPS = Set.of("networking.gke.io", "crd.antrea.io", "cilium.io", "k8s.ovn.org");

    private static final String GKE = "networking.gke.io";
    private static final ServedKind CILIUM = new CiliumHosts(false).kind();
    private static final ServedKind EGRESS_FIREWALL = new ServedKind("k8s.ovn.org", "v1", "EgressFirewall");

    /**
     * Chooses by what a cluster serves. Only kinds count that are served where their names are read: AWS serves its kind
     * also where nothing reads the names in it, and ClusterNetworkPolicy is for any network plugin. Version and group both
     * count: an add-on of GKE has the same kind in another version with other fields.
     *
     * @param cilium how the agents of Cilium read names; empty where it is not known that their DNS proxy is on, which is a
     *     setting of theirs
     */
    public static DiscoveredBackend of(Set<ServedKind> served, Optional<CiliumHosts> cilium) {
        var gke = new GkeHosts();
        if (served.contains(gke.kind())) {
            return new DiscoveredBackend(gke, null);
        }
        // the network of GKE is a Cilium that does not take policies of Cilium's own kind
        if (served.stream().anyMatch(it -> it.group().equals(GKE))) {
            return unknown("GKE serves FQDNNetworkPolicy only in clusters of Dataplane V2 that enable it");
        }
        var antrea = new AntreaHosts();
        if (served.contains(antrea.kind())) {
            return new DiscoveredBackend(antrea, null);
        }
        if (served.contains(CILIUM)) {
            return cilium.map(it -> new DiscoveredBackend(it, null))
                    .orElseGet(() -> unknown(
                            "it is not known that Cilium's DNS proxy is on, without which it reads no names; where it is, say so ("
                                    + HostSetting.OPTION + "=cilium)"));
        }
        return unknown(
                served.contains(EGRESS_FIREWALL)
                        ? "an EgressFirewall is for all pods of a namespace, which has one at most, and cannot say what a"
                                + " client alone may reach"
                        : "the cluster serves no kind of policy that is known to name hosts");
    }

    private static DiscoveredBackend unknown(String problem) {
        return new DiscoveredBackend(null, problem);
    }
}
