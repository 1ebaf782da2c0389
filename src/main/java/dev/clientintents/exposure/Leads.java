package dev.clientintents.exposure;

import dev.clientintents.exposure.Destination.ToService;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ForeignAnnotations;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads objects that lead traffic to servers. */
public final class Leads {

    private static final Set<String> ANNOTATIONS =
            Set.of(ForeignAnnotations.SCRAPE, ForeignAnnotations.SCRAPE_PORT, ForeignAnnotations.SOURCE_RANGES);
    private static final String ADMISSION = "admissionregistration.k8s.io";
    private static final Set<String> WEBHOOKS =
            Set.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");

    /** The kinds that lead somewhere, tell of controllers, or permit routes, by their groups. */
    private static final Map<String, Set<String>> KINDS = Map.ofEntries(
            Map.entry("networking.k8s.io", Set.of("Ingress", "IngressClass")),
            Map.entry(
                    RouteLeads.GATEWAY,
                    Set.of(
                            "GRPCRoute",
                            "Gateway",
                            "GatewayClass",
                            "HTTPRoute",
                            "ListenerSet",
                            "ReferenceGrant",
                            "TCPRoute",
                            "TLSRoute",
                            "UDPRoute")),
            Map.entry(RouteLeads.EXPERIMENTAL, Set.of("XListenerSet")),
            Map.entry(RouteLeads.CONTOUR, Set.of("HTTPProxy")),
            Map.entry(RouteLeads.TRAEFIK, Set.of("IngressRoute", "IngressRouteTCP", "IngressRouteUDP")),
            Map.entry(RouteLeads.ISTIO, Set.of("Gateway", "VirtualService")),
            Map.entry("route.openshift.io", Set.of("Route")),
            Map.entry(
                    MonitorLeads.GROUP,
                    Set.of("PodMonitor", "Probe", "Prometheus", "PrometheusAgent", "ServiceMonitor")),
            Map.entry(MonitorLeads.VICTORIA, Set.of("VMAgent")),
            Map.entry(ADMISSION, WEBHOOKS),
            Map.entry("apiregistration.k8s.io", Set.of("APIService")),
            Map.entry("apiextensions.k8s.io", Set.of("CustomResourceDefinition")));

    private Leads() {}

    /** Returns the kinds of which objects count, by their API groups. */
    public static Map<String, Set<String>> kinds() {
        return KINDS;
    }

    /** Returns the API groups of the objects that lead somewhere, or permit it. */
    public static Set<String> groups() {
        return KINDS.keySet();
    }

    /**
     * Reads an object of any kind, in whatever version: the fields that count are the same in all that are served.
     *
     * @param group the API group of its kind
     * @param key its namespace, empty where it is in none, and its name
     * @param object the whole object: maps, lists, texts, numbers and truth values
     * @return none where it is of a kind that leads nowhere; Services and annotations of pods are read by the other
     *     methods
     */
    public static List<Lead> of(String group, String kind, ObjectKey key, Map<?, ?> object) {
        var origin = new Origin(kind, key);
        var content = new Fields(object);
        return of(group, origin, content, content.at("spec")).distinct().toList();
    }

    private static Stream<Lead> of(String group, Origin origin, Fields object, Fields spec) {
        String kind = origin.kind();
        return switch (group) {
            case "networking.k8s.io" -> kind.equals("Ingress") ? RouteLeads.ofIngress(origin, spec) : Stream.empty();
            case RouteLeads.GATEWAY ->
                RouteLeads.isGatewayRoute(kind) ? RouteLeads.ofGateway(origin, spec) : Stream.empty();
            case "route.openshift.io" -> kind.equals("Route") ? RouteLeads.ofOpenShift(origin, spec) : Stream.empty();
            case RouteLeads.CONTOUR -> kind.equals("HTTPProxy") ? RouteLeads.ofContour(origin, spec) : Stream.empty();
            case RouteLeads.TRAEFIK ->
                RouteLeads.isTraefikRoute(kind) ? RouteLeads.ofTraefik(origin, spec) : Stream.empty();
            case RouteLeads.ISTIO ->
                kind.equals("VirtualService") ? RouteLeads.ofVirtualService(origin, spec) : Stream.empty();
            case MonitorLeads.GROUP ->
                switch (kind) {
                    case "ServiceMonitor" -> MonitorLeads.ofServiceMonitor(origin, spec);
                    case "PodMonitor" -> MonitorLeads.ofPodMonitor(origin, spec);
                    case "Probe" -> ProbeLeads.of(origin, spec);
                    default -> Stream.empty();
                };
            case ADMISSION -> WEBHOOKS.contains(kind) ? ApiServerLeads.ofWebhooks(origin, object) : Stream.empty();
            case "apiregistration.k8s.io" ->
                kind.equals("APIService") ? ApiServerLeads.ofApiService(origin, spec) : Stream.empty();
            case "apiextensions.k8s.io" ->
                kind.equals("CustomResourceDefinition") ? ApiServerLeads.ofDefinition(origin, spec) : Stream.empty();
            default -> Stream.empty();
        };
    }

    /**
     * Reads a Service: one of type LoadBalancer or NodePort, one whose annotations want metrics to be scraped, or one of
     * Knative's for the pods of a revision.
     */
    public static List<Lead> of(Service service) {
        var key = new ObjectKey(
                service.getMetadata().getNamespace(), service.getMetadata().getName());
        Stream<Lead> balanced = ExternalTraffic.of(service).isPresent()
                ? Stream.of(new Lead(
                        new Origin("Service", key),
                        EntranceKind.LOAD_BALANCER,
                        new ToService(key, new PortRef.Every())))
                : Stream.empty();
        Map<String, String> annotations =
                Optional.ofNullable(service.getMetadata().getAnnotations()).orElse(Map.of());
        Map<String, String> labels =
                Optional.ofNullable(service.getMetadata().getLabels()).orElse(Map.of());
        return Stream.of(balanced, MonitorLeads.ofService(key, annotations), KnativeLeads.ofService(key, labels))
                .flatMap(it -> it)
                .toList();
    }

    /** Reads the annotations of the pods of a workload. */
    public static List<Lead> of(WorkloadId workload, Map<String, String> annotations) {
        return MonitorLeads.ofPods(workload, annotations).toList();
    }

    /** Returns the names of the annotations of Services and pods that count. */
    public static Set<String> annotations() {
        return ANNOTATIONS;
    }

    /** Returns those annotations that count, with their values; none where an object does not want to be scraped. */
    public static Map<String, String> annotations(ObjectMeta metadata) {
        Map<String, String> all = metadata.getAnnotations();
        if (all == null || !MonitorLeads.areScraped(all)) {
            return Map.of();
        }
        return all.entrySet().stream()
                .filter(it -> ANNOTATIONS.contains(it.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
