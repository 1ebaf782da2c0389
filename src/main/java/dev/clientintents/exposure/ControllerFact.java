package dev.clientintents.exposure;

import dev.clientintents.model.ObjectKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an object tells about what serves Ingresses and routes. */
public sealed interface ControllerFact {

    /**
     * A class of Ingresses.
     *
     * @param controller what serves them, for example {@code k8s.io/ingress-nginx}
     * @param byDefault whether Ingresses are of it that name none
     * @param labels its own labels
     */
    record IngressClass(String name, String controller, boolean byDefault, Map<String, String> labels)
            implements ControllerFact {

        public IngressClass {
            labels = Map.copyOf(labels);
        }
    }

    /** A class of Gateways, and what serves them, for example {@code istio.io/gateway-controller}. */
    record GatewayClass(String name, String controller) implements ControllerFact {}

    /** A Gateway, and its class. */
    record Gateway(ObjectKey key, String className) implements ControllerFact {}

    /** The class that an Ingress names; empty for the default. */
    record OfClass(Origin origin, Optional<String> name) implements ControllerFact {}

    /** The Gateways that a route names; others than Gateways are left out. */
    record OfGateways(Origin origin, Set<ObjectKey> gateways) implements ControllerFact {

        public OfGateways {
            gateways = Set.copyOf(gateways);
        }
    }

    /** A Route of OpenShift. */
    record OfRouter(Origin origin) implements ControllerFact {}

    /**
     * Reads an object of any kind.
     *
     * @param group the API group of its kind
     * @param key its namespace, empty where it is in none, and its name
     * @param object the whole object: maps, lists, texts, numbers and truth values
     * @return empty where it tells nothing of it
     */
    static Optional<ControllerFact> read(String group, String kind, ObjectKey key, Map<?, ?> object) {
        var content = new Fields(object);
        Fields metadata = content.at("metadata");
        Fields spec = content.at("spec");
        var origin = new Origin(kind, key);
        if (group.equals("networking.k8s.io") && kind.equals("Ingress")) {
            return Optional.of(new OfClass(
                    origin,
                    spec.text("ingressClassName")
                            .or(() -> metadata.at("annotations").text("kubernetes.io/ingress.class"))));
        }
        if (group.equals("networking.k8s.io") && kind.equals("IngressClass")) {
            boolean byDefault = metadata.at("annotations")
                    .text("ingressclass.kubernetes.io/is-default-class", "")
                    .equals("true");
            return Optional.of(new IngressClass(
                    key.name(),
                    spec.text("controller", ""),
                    byDefault,
                    metadata.at("labels").texts()));
        }
        if (group.equals(RouteLeads.GATEWAY)) {
            return ofGatewayApi(origin, spec);
        }
        return group.equals("route.openshift.io") && kind.equals("Route")
                ? Optional.of(new OfRouter(origin))
                : Optional.empty();
    }

    private static Optional<ControllerFact> ofGatewayApi(Origin origin, Fields spec) {
        if (RouteLeads.isGatewayRoute(origin.kind())) {
            return Optional.of(new OfGateways(
                    origin,
                    spec.each("parentRefs")
                            .filter(it -> it.text("kind", "Gateway").equals("Gateway"))
                            .map(it -> new ObjectKey(
                                    it.text("namespace", origin.key().namespace()), it.text("name", "")))
                            .collect(Collectors.toSet())));
        }
        return switch (origin.kind()) {
            case "GatewayClass" -> Optional.of(new GatewayClass(origin.key().name(), spec.text("controllerName", "")));
            case "Gateway" -> Optional.of(new Gateway(origin.key(), spec.text("gatewayClassName", "")));
            default -> Optional.empty();
        };
    }
}
