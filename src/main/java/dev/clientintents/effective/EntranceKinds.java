package dev.clientintents.effective;

import dev.clientintents.exposure.Leads;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kinds beside Ingresses and Services that tell how traffic comes to servers, and that not every cluster serves, or
 * lets everybody list. Definitions of custom resources, with their conversion webhooks, are not among them: they are too
 * large to be read by every command.
 *
 * @see Leads
 */
public final class EntranceKinds {

    /** Those on which it depends who reaches whom. */
    private static final Map<String, List<String>> ROUTES = Map.of(
            "gateway.networking.k8s.io",
            List.of("GRPCRoute", "HTTPRoute", "ReferenceGrant", "TCPRoute", "TLSRoute", "UDPRoute"),
            "route.openshift.io",
            List.of("Route"));

    /** Those on which findings depend, and by whose pods routes are known to be served. */
    private static final Map<String, List<String>> OTHERS = Map.of(
            "networking.k8s.io",
            List.of("IngressClass"),
            "gateway.networking.k8s.io",
            List.of("Gateway", "GatewayClass"),
            "monitoring.coreos.com",
            List.of("PodMonitor", "Probe", "ServiceMonitor"),
            "admissionregistration.k8s.io",
            List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
            "apiregistration.k8s.io",
            List.of("APIService"));

    private EntranceKinds() {}

    /** Returns the kinds of an API group. */
    public static List<PolicyKind> of(String group) {
        return Stream.of(ROUTES, OTHERS)
                .flatMap(it -> it.getOrDefault(group, List.of()).stream())
                .map(kind -> new PolicyKind(group, kind))
                .toList();
    }

    /** Returns whether a kind is one of these. */
    public static boolean has(PolicyKind kind) {
        return of(kind.group()).contains(kind);
    }

    /** Returns the kinds without which it is not known who reaches whom, sorted by their texts. */
    public static Set<PolicyKind> routes() {
        return ROUTES.entrySet().stream()
                .flatMap(it -> it.getValue().stream().map(kind -> new PolicyKind(it.getKey(), kind)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
