package dev.clientintents.exposure;

import dev.clientintents.exposure.Controller.Pods;
import dev.clientintents.exposure.Controller.Unknown;
import dev.clientintents.exposure.Controller.WithoutPods;
import dev.clientintents.exposure.ControllerFact.Gateway;
import dev.clientintents.exposure.ControllerFact.GatewayClass;
import dev.clientintents.exposure.ControllerFact.IngressClass;
import dev.clientintents.exposure.ControllerFact.OfClass;
import dev.clientintents.exposure.ControllerFact.OfGateways;
import dev.clientintents.exposure.ControllerFact.OfRouter;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PlainText;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds what serves Ingresses and routes: from the class or the Gateway that they name to the controller, and from that to
 * the labels of its pods.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class">classes of Ingresses</a>
 * @see <a href="https://gateway-api.sigs.k8s.io/geps/gep-1762/">labels of what Gateways are made of</a>
 */
public final class Controllers {

    private static final String INSTANCE = "app.kubernetes.io/instance";
    private static final String GATEWAY = "gateway.networking.k8s.io/gateway-name";
    private static final String ENVOY_GATEWAY = "gateway.envoyproxy.io/owning-gateway-";
    private static final String ROUTER = "ingresscontroller.operator.openshift.io/deployment-ingresscontroller";

    private final Map<String, IngressClass> classes = new HashMap<>();
    private final Map<String, GatewayClass> gatewayClasses = new HashMap<>();
    private final Map<ObjectKey, Gateway> gateways = new HashMap<>();
    private final Map<Origin, ControllerFact> served = new HashMap<>();

    /** @param facts what all objects tell; of two about the same object the last counts */
    public Controllers(Collection<ControllerFact> facts) {
        for (ControllerFact fact : facts) {
            if (fact instanceof IngressClass it) {
                classes.put(it.name(), it);
            } else if (fact instanceof GatewayClass it) {
                gatewayClasses.put(it.name(), it);
            } else if (fact instanceof Gateway it) {
                gateways.put(it.key(), it);
            } else if (fact instanceof OfClass it) {
                served.put(it.origin(), it);
            } else if (fact instanceof OfGateways it) {
                served.put(it.origin(), it);
            } else if (fact instanceof OfRouter it) {
                served.put(it.origin(), it);
            }
        }
    }

    /** Returns what serves an Ingress or a route, one for each of its Gateways; empty where it is of no such kind. */
    public List<Controller> of(Origin origin) {
        ControllerFact fact = served.get(origin);
        if (fact instanceof OfClass it) {
            return List.of(ofClass(it.name()));
        }
        if (fact instanceof OfGateways it) {
            return it.gateways().stream()
                    .sorted(Comparator.comparing(ObjectKey::toString))
                    .map(this::ofGateway)
                    .toList();
        }
        return fact instanceof OfRouter ? List.of(router()) : List.of();
    }

    private Controller ofClass(Optional<String> named) {
        List<IngressClass> defaults =
                classes.values().stream().filter(IngressClass::byDefault).toList();
        if (named.isEmpty() && defaults.size() != 1) {
            return new Unknown("it names no class of Ingresses, and there is not one default");
        }
        String name = named.orElseGet(() -> defaults.get(0).name());
        IngressClass its = classes.get(name);
        if (its == null) {
            return KnownControllers.ofClass(name)
                    .map(controller -> of(controller, Map.of(), "class " + PlainText.oneLine(name)))
                    .orElseGet(() -> new Unknown("there is no IngressClass " + PlainText.oneLine(name)));
        }
        return of(its.controller(), its.labels(), "IngressClass " + PlainText.oneLine(name));
    }

    private Controller ofGateway(ObjectKey key) {
        Gateway gateway = gateways.get(key);
        String reason = "Gateway " + PlainText.oneLine(key.toString());
        GatewayClass its = gateway == null ? null : gatewayClasses.get(gateway.className());
        if (its != null && KnownControllers.hasNoPods(its.controller())) {
            return new WithoutPods(reason + ": " + PlainText.oneLine(its.controller()));
        }
        var candidates = new ArrayList<PodSet>();
        candidates.add(new PodSet(NamespaceSet.of(key.namespace()), Selector.of(Map.of(GATEWAY, key.name()))));
        candidates.add(new PodSet(
                NamespaceSet.ANY,
                Selector.of(Map.of(ENVOY_GATEWAY + "name", key.name(), ENVOY_GATEWAY + "namespace", key.namespace()))));
        if (its != null) {
            KnownControllers.pods(its.controller()).forEach(it -> candidates.add(new PodSet(NamespaceSet.ANY, it)));
        }
        return new Pods(candidates, reason);
    }

    private static Controller of(String controller, Map<String, String> labels, String whose) {
        String reason = whose + ": " + PlainText.oneLine(controller);
        if (KnownControllers.hasNoPods(controller)) {
            return new WithoutPods(reason);
        }
        List<Selector> pods = KnownControllers.pods(controller);
        if (pods.isEmpty()) {
            return new Unknown(reason + " is no controller whose pods are known");
        }
        // a chart gives the class of a release the label of the release, as it does its pods
        String instance = labels.get(INSTANCE);
        Stream<Selector> own = instance == null
                ? Stream.empty()
                : pods.stream().map(it -> with(it, Requirement.of(INSTANCE, instance)));
        return new Pods(
                Stream.concat(own, pods.stream())
                        .map(it -> new PodSet(NamespaceSet.ANY, it))
                        .toList(),
                reason);
    }

    private static Selector with(Selector selector, Requirement requirement) {
        return new Selector(Stream.concat(selector.requirements().stream(), Stream.of(requirement))
                .toList());
    }

    private static Controller router() {
        return new Pods(
                List.of(new PodSet(
                        NamespaceSet.of("openshift-ingress"),
                        new Selector(List.of(Requirement.parse(ROUTER, "Exists", List.of()))))),
                "the router of OpenShift");
    }
}
