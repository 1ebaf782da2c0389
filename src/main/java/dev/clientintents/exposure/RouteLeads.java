package dev.clientintents.exposure;

import dev.clientintents.exposure.Destination.ToService;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads <a href="https://kubernetes.io/docs/concepts/services-networking/ingress/">Ingresses</a>, the routes of the <a
 * href="https://gateway-api.sigs.k8s.io/">Gateway API</a>, and Routes of OpenShift. What they name is a port of a
 * Service, or of OpenShift's Routes also one of the pods behind it.
 */
final class RouteLeads {

    static final String GATEWAY = "gateway.networking.k8s.io";
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

    private static String namespace(Origin origin) {
        return origin.key().namespace();
    }

    private static Lead lead(Origin origin, String namespace, String service, PortRef port) {
        return new Lead(origin, EntranceKind.ROUTE, new ToService(new ObjectKey(namespace, service), port));
    }
}
