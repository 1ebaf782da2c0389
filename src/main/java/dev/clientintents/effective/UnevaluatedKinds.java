package dev.clientintents.effective;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kinds of policies that open or close connections and are not evaluated. Kinds that are only referred to by these,
 * that the plugin itself derives from NetworkPolicies, or that are staged and not in force, are not among them. Those of
 * {@code policy.networking.k8s.io} are evaluated in the versions of {@link dev.clientintents.reach.policy.admin.AdminKind},
 * and in others not.
 */
public final class UnevaluatedKinds {

    private static final Map<String, List<String>> KINDS = Stream.of(
                    kinds(
                            "policy.networking.k8s.io",
                            "AdminNetworkPolicy",
                            "BaselineAdminNetworkPolicy",
                            "ClusterNetworkPolicy"),
                    kinds("cilium.io", "CiliumClusterwideNetworkPolicy", "CiliumNetworkPolicy"),
                    kinds("projectcalico.org", "GlobalNetworkPolicy", "NetworkPolicy"),
                    kinds("crd.projectcalico.org", "GlobalNetworkPolicy", "NetworkPolicy"),
                    kinds("crd.antrea.io", "ClusterNetworkPolicy", "NetworkPolicy"),
                    kinds("networking.k8s.aws", "ApplicationNetworkPolicy", "ClusterNetworkPolicy"),
                    kinds("vpcresources.k8s.aws", "SecurityGroupPolicy"),
                    kinds("networking.gke.io", "FQDNNetworkPolicy"),
                    kinds("k8s.ovn.org", "EgressFirewall"),
                    kinds("network.openshift.io", "EgressNetworkPolicy"),
                    kinds("kubeovn.io", "SecurityGroup"),
                    kinds("crd.nsx.vmware.com", "SecurityPolicy"),
                    kinds("k8s.cni.cncf.io", "MultiNetworkPolicy"),
                    kinds("security.istio.io", "AuthorizationPolicy", "PeerAuthentication"),
                    kinds("networking.istio.io", "Sidecar"),
                    kinds("policy.linkerd.io", "AuthorizationPolicy", "EgressNetwork", "Server", "ServerAuthorization"),
                    kinds("consul.hashicorp.com", "ServiceIntentions"),
                    kinds("kuma.io", "MeshTrafficPermission", "TrafficPermission"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));

    /**
     * What begins the names of the policies by which Calico shows those of Kubernetes as its own: they count where they
     * are from.
     *
     * @see <a href="https://docs.tigera.io/calico/latest/reference/resources/networkpolicy">Calico's NetworkPolicy</a>
     */
    private static final List<String> MIRRORS =
            List.of("knp.default.", "kanp.adminnetworkpolicy.", "kbanp.baselineadminnetworkpolicy.", "kcnp.");

    private UnevaluatedKinds() {}

    private static Map.Entry<String, List<String>> kinds(String group, String... kinds) {
        return Map.entry(group, List.of(kinds));
    }

    /** Returns the API groups that have such kinds. */
    public static Set<String> groups() {
        return KINDS.keySet();
    }

    /** Returns the kinds of an API group. */
    public static List<PolicyKind> of(String group) {
        return KINDS.getOrDefault(group, List.of()).stream()
                .map(kind -> new PolicyKind(group, kind))
                .toList();
    }

    /** Returns the kind of an object; empty where it is none of these, or stands for one that counts elsewhere. */
    public static Optional<PolicyKind> of(ObjectId object) {
        return KINDS.getOrDefault(object.group(), List.of()).contains(object.kind()) && !isMirror(object)
                ? Optional.of(new PolicyKind(object.group(), object.kind()))
                : Optional.empty();
    }

    private static boolean isMirror(ObjectId object) {
        return object.group().endsWith("projectcalico.org") && MIRRORS.stream().anyMatch(object.name()::startsWith);
    }

    /** Returns all of them, sorted by their texts. */
    public static Set<PolicyKind> all() {
        return KINDS.keySet().stream()
                .flatMap(group -> of(group).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
