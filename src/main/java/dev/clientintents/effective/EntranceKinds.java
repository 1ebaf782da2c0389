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
 * lets everybody list. {@linkplain #DEFINITIONS Definitions} are not among them: they are too large to be read by every
 * command.
 *
 * @see Leads
 */
public final class EntranceKinds {

    /** What tells the addresses of nodes and of their pods. */
    public static final PolicyKind NODES = new PolicyKind("", "Node");

    /** What tells the addresses of the API server, and of Services that select no pods. */
    public static final PolicyKind ENDPOINTS = new PolicyKind("discovery.k8s.io", "EndpointSlice");

    /** What has the API server call the servers that convert objects; only what compares policies as they are reads it. */
    public static final PolicyKind DEFINITIONS = new PolicyKind("apiextensions.k8s.io", "CustomResourceDefinition");

    /** Those on which it depends who reaches whom. */
    private static final Map<String, List<String>> ROUTES = Map.of(
            "gateway.networking.k8s.io",
            List.of("GRPCRoute", "HTTPRoute", "ReferenceGrant", "TCPRoute", "TLSRoute", "UDPRoute"),
            "networking.istio.io",
            List.of("VirtualService"),
            "projectcontour.io",
            List.of("HTTPProxy"),
            "route.openshift.io",
            List.of("Route"),
            "traefik.io",
            List.of("IngressRoute", "IngressRouteTCP", "IngressRouteUDP"));

    /** Those on which findings depend, and by whose pods routes are known to be served. */
    private static final Map<String, List<String>> OTHERS = Map.of(
            "networking.k8s.io",
            List.of("IngressClass"),
            "gateway.networking.k8s.io",
            List.of("Gateway", "GatewayClass", "ListenerSet"),
            "gateway.networking.x-k8s.io",
            List.of("XListenerSet"),
            "networking.istio.io",
            List.of("Gateway"),
            "monitoring.coreos.com",
            List.of("PodMonitor", "Probe", "Prometheus", "PrometheusAgent", "ServiceMonitor"),
            "operator.victoriametrics.com",
            List.of("VMAgent"),
            "admissionregistration.k8s.io",
            List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
            "apiregistration.k8s.io",
            List.of("APIService"));

    private EntranceKinds() {}

    /** Returns the kinds of an API group. */
    public static List<PolicyKind> of(String group) {
        return all().stream().filter(it -> it.group().equals(group)).toList();
    }

    /** Returns whether a kind is one of these, or tells addresses. */
    public static boolean has(PolicyKind kind) {
        return all().contains(kind) || kind.equals(NODES) || kind.equals(ENDPOINTS);
    }

    /** Returns the kinds without which it is not known who reaches whom, sorted by their texts. */
    public static Set<PolicyKind> routes() {
        return kinds(Stream.of(ROUTES));
    }

    /** Returns all of them, sorted by their texts. */
    public static Set<PolicyKind> all() {
        return kinds(Stream.of(ROUTES, OTHERS));
    }

    private static Set<PolicyKind> kinds(Stream<Map<String, List<String>>> byGroup) {
        return byGroup.flatMap(it -> it.entrySet().stream())
                .flatMap(group -> group.getValue().stream().map(kind -> new PolicyKind(group.getKey(), kind)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
