package dev.clientintents.exposure;

import dev.clientintents.exposure.Destination.ToService;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads <a href="https://kubernetes.io/docs/concepts/services-networking/ingress/">Ingresses</a>, the routes of the <a
 * href="https://gateway-api.sigs.k8s.io/">Gateway API</a>, Routes of OpenShift, and the routes of Contour, Traefik and
 * Istio. What they name is a port of a Service, or of OpenShift's Routes also one of the pods behind it.
 */
final class RouteLeads {

    static final String GATEWAY = "gateway.networking.k8s.io";
    static final String EXPERIMENTAL = "gateway.networking.x-k8s.io";
    static final String CONTOUR = "projectcontour.io";
    static final String TRAEFIK = "traefik.io";
    static final String ISTIO = "networking.istio.io";
    private static final String MESH = "mesh";
    private static final Set<String> TRAEFIK_ROUTES = Set.of("IngressRoute", "IngressRouteTCP", "IngressRouteUDP");
    private static final Set<String> ROUTES = Set.of("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute");

    /** What stands in the place of a port where an annotation has the backend; there is no port of that name. */
    private static final String BY_ANNOTATION = "use-annotation";

    private RouteLeads() {}

    static Stream<Lead> ofIngress(Origin origin, Fields spec) {
        Stream<Fields> ofPaths = spec.each("rules")
                .flatMap(rule -> rule.at("http").each("paths"))
                .map(path -> path.at("backend"));
        return Stream.concat(Stream.of(spec.at("defaultBackend")), ofPaths)
                .map(backend -> backend.at("service"))
                .flatMap(service -> service.text("name").stream()
                        .flatMap(name ->
                                port(service.at("port")).map(port -> lead(origin, namespace(origin), name, port))));
    }

    private static Stream<PortRef> port(Fields port) {
        if (port.text("name").isPresent()) {
            return port
                    .text("name")
                    .filter(name -> !name.equals(BY_ANNOTATION))
                    .<PortRef>map(PortRef.Named::new)
                    .stream();
        }
        return port.number("number").<PortRef>map(PortRef.Numbered::new).stream();
    }

    static boolean isGatewayRoute(String kind) {
        return ROUTES.contains(kind);
    }

    static boolean isListenerSet(String kind) {
        return kind.equals("ListenerSet") || kind.equals("XListenerSet");
    }

    static boolean isTraefikRoute(String kind) {
        return TRAEFIK_ROUTES.contains(kind);
    }

    /** Returns whether routes of a kind reach other namespaces only where these permit it by a ReferenceGrant. */
    static boolean needsGrant(String kind) {
        return !isTraefikRoute(kind) && !kind.equals("VirtualService");
    }

    /** Returns the Gateways of a VirtualService, without the word for the mesh, which is no entrance. */
    static Stream<String> istioGateways(Fields spec) {
        return spec.texts("gateways").stream().filter(it -> !it.equals(MESH));
    }

    /** Reads a route. One whose parents are Services only directs traffic within the mesh, and is no entrance. */
    static Stream<Lead> ofGateway(Origin origin, Fields spec) {
        boolean entrance = spec.each("parentRefs")
                .anyMatch(it -> !it.text("kind", "Gateway").equals("Service"));
        if (!entrance) {
            return Stream.empty();
        }
        return spec.each("rules")
                .flatMap(rule -> Stream.concat(
                        rule.each("backendRefs")
                                .filter(it -> it.number("weight").orElse(1) != 0),
                        Stream.concat(
                                        rule.each("filters"),
                                        rule.each("backendRefs").flatMap(it -> it.each("filters")))
                                .map(it -> it.at("requestMirror").at("backendRef"))))
                .filter(it -> it.text("group", "").isEmpty()
                        && it.text("kind", "Service").equals("Service"))
                .flatMap(it -> it.text("name").stream()
                        .flatMap(name -> it.number("port").stream()
                                .map(port -> lead(
                                        origin,
                                        it.text("namespace", namespace(origin)),
                                        name,
                                        new PortRef.Numbered(port)))));
    }

    static Stream<Lead> ofOpenShift(Origin origin, Fields spec) {
        Fields port = spec.at("port");
        PortRef target = port.text("targetPort")
                .or(() -> port.number("targetPort").map(String::valueOf))
                .<PortRef>map(PortRef.Target::new)
                .orElseGet(PortRef.Every::new);
        return Stream.concat(Stream.of(spec.at("to")), spec.each("alternateBackends"))
                .filter(it -> it.text("kind", "Service").equals("Service")
                        && it.number("weight").orElse(1) != 0)
                .flatMap(it -> it.text("name").stream())
                .map(name -> lead(origin, namespace(origin), name, target));
    }

    /**
     * Reads a proxy of <a href="https://projectcontour.io/docs/main/config/api/">Contour</a>, whose Services are of its own
     * namespace.
     */
    static Stream<Lead> ofContour(Origin origin, Fields spec) {
        return Stream.concat(spec.each("routes"), Stream.of(spec.at("tcpproxy")))
                .flatMap(it -> it.each("services"))
                .flatMap(it -> numbered(origin, namespace(origin), it.text("name"), it.number("port")));
    }

    /** Reads a route of <a href="https://doc.traefik.io/traefik/reference/routing-configuration/">Traefik</a>. */
    static Stream<Lead> ofTraefik(Origin origin, Fields spec) {
        return spec.each("routes")
                .flatMap(it -> it.each("services"))
                .filter(it -> it.text("kind", "Service").equals("Service"))
                .flatMap(it -> it.text("name").stream()
                        .flatMap(name -> traefikPort(it)
                                .map(port -> lead(origin, it.text("namespace", namespace(origin)), name, port))));
    }

    private static Stream<PortRef> traefikPort(Fields service) {
        return service.has("port")
                ? Stream.concat(
                        service.text("port").map(PortRef.Named::new).stream(),
                        service.number("port").map(PortRef.Numbered::new).stream())
                : Stream.of(new PortRef.Every());
    }

    /**
     * Reads a <a href="https://istio.io/latest/docs/reference/config/networking/virtual-service/">VirtualService</a>. One
     * that names no Gateway directs traffic within the mesh, and is no entrance.
     */
    static Stream<Lead> ofVirtualService(Origin origin, Fields spec) {
        if (istioGateways(spec).findAny().isEmpty()) {
            return Stream.empty();
        }
        Stream<Fields> routed = Stream.of("http", "tls", "tcp")
                .flatMap(spec::each)
                .flatMap(it -> it.each("route"))
                .filter(it -> it.number("weight").orElse(1) != 0)
                .map(it -> it.at("destination"));
        Stream<Fields> mirrored = spec.each("http")
                .flatMap(it -> Stream.concat(
                        Stream.of(it.at("mirror")), it.each("mirrors").map(each -> each.at("destination"))));
        return Stream.concat(routed, mirrored)
                .flatMap(it ->
                        it
                                .text("host")
                                .flatMap(host -> ServiceHost.service(host, Optional.of(namespace(origin))))
                                .stream()
                                .map(service -> new Lead(
                                        origin,
                                        EntranceKind.ROUTE,
                                        new ToService(
                                                service,
                                                it.at("port")
                                                        .number("number")
                                                        .<PortRef>map(PortRef.Numbered::new)
                                                        .orElseGet(PortRef.Every::new)))));
    }

    private static Stream<Lead> numbered(
            Origin origin, String namespace, Optional<String> name, Optional<Integer> port) {
        return name.stream()
                .flatMap(it -> port.stream().map(number -> lead(origin, namespace, it, new PortRef.Numbered(number))));
    }

    private static String namespace(Origin origin) {
        return origin.key().namespace();
    }

    private static Lead lead(Origin origin, String namespace, String service, PortRef port) {
        return new Lead(origin, EntranceKind.ROUTE, new ToService(new ObjectKey(namespace, service), port));
    }
}
