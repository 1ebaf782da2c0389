package dev.clientintents.exposure;

import dev.clientintents.model.ForeignAnnotations;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an object tells about what serves Ingresses and routes. */
public sealed interface ControllerFact {

    /**
     * A class of Ingresses.
     *
     * @param controller what serves them, for example {@code k8s.io/ingress-nginx}
     * @param byDefault whether Ingresses are of it that name none
     * @param labels its own labels
     * @param release the namespace of the Helm release that it is of; empty where it is of none
     */
    record IngressClass(
            String name, String controller, boolean byDefault, Map<String, String> labels, Optional<String> release)
            implements ControllerFact {

        public IngressClass {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * A class of Gateways.
     *
     * @param controller what serves them, for example {@code istio.io/gateway-controller}
     * @param release the namespace of the Helm release that it is of; empty where it is of none
     */
    record GatewayClass(String name, String controller, Optional<String> release) implements ControllerFact {}

    /**
     * A Gateway.
     *
     * @param addresses by which it is reached, as its status says
     */
    record Gateway(ObjectKey key, String className, Set<String> addresses) implements ControllerFact {

        public Gateway {
            addresses = Set.copyOf(addresses);
        }
    }

    /** More listeners for a Gateway: a ListenerSet. */
    record Listeners(ObjectKey key, ObjectKey gateway) implements ControllerFact {}

    /** A Gateway of Istio, and which pods it is about. */
    record IstioGateway(ObjectKey key, Selector pods) implements ControllerFact {}

    /**
     * What has metrics scraped by pods that an operator makes for it: a Prometheus, a PrometheusAgent, a VMAgent.
     *
     * @param pods the labels of these pods
     */
    record Scraper(String kind, ObjectKey key, Selector pods) implements ControllerFact {}

    /** An object for which a controller is looked for. */
    sealed interface Served extends ControllerFact {

        Origin origin();
    }

    /**
     * The class that an Ingress names; empty for the default.
     *
     * @param addresses by which it is reached, as its status says
     */
    record OfClass(Origin origin, Optional<String> name, Set<String> addresses) implements Served {

        public OfClass {
            addresses = Set.copyOf(addresses);
        }
    }

    /**
     * The Gateways that a route names, and the ListenerSets; others are left out.
     */
    record OfGateways(Origin origin, Set<ObjectKey> gateways, Set<ObjectKey> listeners) implements Served {

        public OfGateways {
            gateways = Set.copyOf(gateways);
            listeners = Set.copyOf(listeners);
        }
    }

    /** The Gateways of Istio that a VirtualService names. */
    record OfIstioGateways(Origin origin, Set<ObjectKey> gateways) implements Served {

        public OfIstioGateways {
            gateways = Set.copyOf(gateways);
        }
    }

    /** An object of a kind that one controller serves. */
    record OfController(Origin origin, String controller) implements Served {}

    /** A Route of OpenShift. */
    record OfRouter(Origin origin) implements Served {}

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
        Fields status = content.at("status");
        return switch (group) {
            case "networking.k8s.io" ->
                switch (kind) {
                    case "Ingress" -> Optional.of(ofIngress(origin, metadata, spec, status));
                    case "IngressClass" -> Optional.of(ofIngressClass(key.name(), metadata, spec));
                    default -> Optional.empty();
                };
            case RouteLeads.GATEWAY, RouteLeads.EXPERIMENTAL -> ofGatewayApi(origin, metadata, spec, status);
            case "route.openshift.io" -> kind.equals("Route") ? Optional.of(new OfRouter(origin)) : Optional.empty();
            case RouteLeads.CONTOUR ->
                kind.equals("HTTPProxy")
                        ? Optional.of(new OfController(origin, "projectcontour.io"))
                        : Optional.empty();
            case RouteLeads.TRAEFIK ->
                RouteLeads.isTraefikRoute(kind)
                        ? Optional.of(new OfController(origin, "traefik.io/ingress-controller"))
                        : Optional.empty();
            case RouteLeads.ISTIO -> ofIstio(origin, spec);
            case MonitorLeads.GROUP ->
                kind.equals("Prometheus") || kind.equals("PrometheusAgent")
                        ? Optional.of(
                                new Scraper(kind, key, Selector.of(Map.of("operator.prometheus.io/name", key.name()))))
                        : Optional.empty();
            case MonitorLeads.VICTORIA ->
                kind.equals("VMAgent")
                        ? Optional.of(new Scraper(
                                kind,
                                key,
                                Selector.of(Map.of(
                                        "app.kubernetes.io/name",
                                        "vmagent",
                                        "app.kubernetes.io/instance",
                                        key.name()))))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static ControllerFact ofIngress(Origin origin, Fields metadata, Fields spec, Fields status) {
        return new OfClass(
                origin,
                spec.text("ingressClassName")
                        .or(() -> metadata.at("annotations").text(ForeignAnnotations.INGRESS_CLASS)),
                status.at("loadBalancer")
                        .each("ingress")
                        .flatMap(it -> Stream.concat(it.text("ip").stream(), it.text("hostname").stream()))
                        .collect(Collectors.toSet()));
    }

    private static ControllerFact ofIngressClass(String name, Fields metadata, Fields spec) {
        boolean byDefault = metadata.at("annotations")
                .text(ForeignAnnotations.DEFAULT_INGRESS_CLASS, "")
                .equals("true");
        return new IngressClass(
                name,
                spec.text("controller", ""),
                byDefault,
                metadata.at("labels").texts(),
                metadata.at("annotations").text(ForeignAnnotations.RELEASE_NAMESPACE));
    }

    private static Optional<ControllerFact> ofGatewayApi(Origin origin, Fields metadata, Fields spec, Fields status) {
        String namespace = origin.key().namespace();
        if (RouteLeads.isGatewayRoute(origin.kind())) {
            return Optional.of(new OfGateways(
                    origin,
                    spec.each("parentRefs")
                            .filter(it -> it.text("kind", "Gateway").equals("Gateway"))
                            .map(it -> reference(it, namespace))
                            .collect(Collectors.toSet()),
                    spec.each("parentRefs")
                            .filter(it -> RouteLeads.isListenerSet(it.text("kind", "Gateway")))
                            .map(it -> reference(it, namespace))
                            .collect(Collectors.toSet())));
        }
        return switch (origin.kind()) {
            case "GatewayClass" ->
                Optional.of(new GatewayClass(
                        origin.key().name(),
                        spec.text("controllerName", ""),
                        metadata.at("annotations").text(ForeignAnnotations.RELEASE_NAMESPACE)));
            case "Gateway" ->
                Optional.of(new Gateway(
                        origin.key(),
                        spec.text("gatewayClassName", ""),
                        status.each("addresses")
                                .flatMap(it -> it.text("value").stream())
                                .collect(Collectors.toSet())));
            case "ListenerSet", "XListenerSet" ->
                Optional.of(new Listeners(origin.key(), reference(spec.at("parentRef"), namespace)));
            default -> Optional.empty();
        };
    }

    private static ObjectKey reference(Fields reference, String namespace) {
        return new ObjectKey(reference.text("namespace", namespace), reference.text("name", ""));
    }

    private static Optional<ControllerFact> ofIstio(Origin origin, Fields spec) {
        String namespace = origin.key().namespace();
        return switch (origin.kind()) {
            case "Gateway" ->
                Optional.of(new IstioGateway(
                        origin.key(), Selector.of(spec.at("selector").texts())));
            case "VirtualService" ->
                Optional.of(new OfIstioGateways(
                        origin,
                        RouteLeads.istioGateways(spec)
                                .map(name -> {
                                    int slash = name.indexOf('/');
                                    return slash < 0
                                            ? new ObjectKey(namespace, name)
                                            : new ObjectKey(
                                                    slash == 1 && name.startsWith(".")
                                                            ? namespace
                                                            : name.substring(0, slash),
                                                    name.substring(slash + 1));
                                })
                                .collect(Collectors.toSet())));
            default -> Optional.empty();
        };
    }
}
