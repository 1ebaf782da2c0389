package dev.clientintents.exposure;

import dev.clientintents.exposure.Controller.Pods;
import dev.clientintents.exposure.Controller.Unknown;
import dev.clientintents.exposure.Controller.WithoutPods;
import dev.clientintents.exposure.ControllerFact.Gateway;
import dev.clientintents.exposure.ControllerFact.GatewayClass;
import dev.clientintents.exposure.ControllerFact.IngressClass;
import dev.clientintents.exposure.ControllerFact.IstioGateway;
import dev.clientintents.exposure.ControllerFact.Listeners;
import dev.clientintents.exposure.ControllerFact.OfClass;
import dev.clientintents.exposure.ControllerFact.OfController;
import dev.clientintents.exposure.ControllerFact.OfGateways;
import dev.clientintents.exposure.ControllerFact.OfIstioGateways;
import dev.clientintents.exposure.ControllerFact.OfRouter;
import dev.clientintents.exposure.ControllerFact.Served;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PlainText;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /** What the proxies carry that several Gateways of a class share. */
    private static final String ENVOY_GATEWAY_CLASS = "gateway.envoyproxy.io/owning-gatewayclass";

    private static final String ENVOY_GATEWAY_CONTROLLER = "gateway.envoyproxy.io/gatewayclass-controller";
    private static final String ROUTER = "ingresscontroller.operator.openshift.io/deployment-ingresscontroller";

    private static final String CLASS_OF_ROUTER = "openshift.io/ingress-to-route";

    /**
     * What serves an object.
     *
     * @param controller what, as far as objects tell
     * @param label how the object names it, for people: {@code class nginx}
     * @param names the names by which settings may know it: of the class, of the controller
     * @param releases the namespaces of the Helm releases that the class is of
     * @param addresses by which it is reached from outside
     */
    public record Serving(
            Controller controller, String label, Set<String> names, Set<String> releases, Set<String> addresses) {

        public Serving {
            names = Set.copyOf(names);
            releases = Set.copyOf(releases);
            addresses = Set.copyOf(addresses);
        }
    }

    private final Map<String, IngressClass> classes = new HashMap<>();
    private final Map<String, IngressClass> defaults = new TreeMap<>();
    private final Map<String, GatewayClass> gatewayClasses = new HashMap<>();
    private final Map<ObjectKey, Gateway> gateways = new HashMap<>();
    private final Map<ObjectKey, Listeners> listeners = new HashMap<>();
    private final Map<ObjectKey, IstioGateway> istioGateways = new HashMap<>();
    private final Map<Origin, Served> served = new HashMap<>();

    /** By what an object names, as {@link #named} writes it, the objects that name it. */
    private final Map<String, Set<Origin>> naming = new HashMap<>();

    private final Map<String, Set<ObjectKey>> gatewaysOfClass = new HashMap<>();
    private final Map<ObjectKey, Set<ObjectKey>> listenersOfGateway = new HashMap<>();

    /** Knows nothing yet. */
    public Controllers() {}

    /** @param facts what all objects tell; of two about the same object the last counts */
    public Controllers(Collection<ControllerFact> facts) {
        facts.forEach(this::put);
    }

    /** Takes what an object tells now, and returns the objects for which that may change something. */
    public Set<Origin> put(ControllerFact fact) {
        Set<Origin> touched = new HashSet<>();
        if (fact instanceof IngressClass it) {
            if (it.byDefault()) {
                defaults.put(it.name(), it);
            } else {
                defaults.remove(it.name());
            }
            classes.put(it.name(), it);
        } else if (fact instanceof GatewayClass it) {
            gatewayClasses.put(it.name(), it);
        } else if (fact instanceof Gateway it) {
            forget(gateways.put(it.key(), it));
            gatewaysOfClass
                    .computeIfAbsent(it.className(), name -> new HashSet<>())
                    .add(it.key());
        } else if (fact instanceof Listeners it) {
            forget(listeners.put(it.key(), it));
            listenersOfGateway
                    .computeIfAbsent(it.gateway(), key -> new HashSet<>())
                    .add(it.key());
        } else if (fact instanceof IstioGateway it) {
            istioGateways.put(it.key(), it);
        } else if (fact instanceof Served it) {
            forget(served.put(it.origin(), it));
            named(it)
                    .forEach(name ->
                            naming.computeIfAbsent(name, key -> new HashSet<>()).add(it.origin()));
        }
        touch(fact, touched);
        return touched;
    }

    /** Forgets what an object told, and returns the objects for which that may change something. */
    public Set<Origin> remove(ControllerFact fact) {
        Set<Origin> touched = new HashSet<>();
        touch(fact, touched);
        if (fact instanceof IngressClass it) {
            classes.remove(it.name());
            defaults.remove(it.name());
        } else if (fact instanceof GatewayClass it) {
            gatewayClasses.remove(it.name());
        } else if (fact instanceof Gateway it) {
            forget(gateways.remove(it.key()));
        } else if (fact instanceof Listeners it) {
            forget(listeners.remove(it.key()));
        } else if (fact instanceof IstioGateway it) {
            istioGateways.remove(it.key());
        } else if (fact instanceof Served it) {
            forget(served.remove(it.origin()));
        }
        return touched;
    }

    private void forget(@Nullable ControllerFact old) {
        if (old instanceof Gateway it) {
            removeFrom(gatewaysOfClass, it.className(), it.key());
        } else if (old instanceof Listeners it) {
            removeFrom(listenersOfGateway, it.gateway(), it.key());
        } else if (old instanceof Served it) {
            named(it).forEach(name -> removeFrom(naming, name, it.origin()));
        }
    }

    private static <K, V> void removeFrom(Map<K, Set<V>> sets, K key, V value) {
        sets.computeIfPresent(key, (unused, set) -> {
            set.remove(value);
            return set.isEmpty() ? null : set;
        });
    }

    private void touch(ControllerFact fact, Set<Origin> touched) {
        if (fact instanceof IngressClass it) {
            touched.addAll(naming.getOrDefault("class " + it.name(), Set.of()));
            touched.addAll(naming.getOrDefault("class ", Set.of()));
            touched.addAll(naming.getOrDefault("controller", Set.of()));
        } else if (fact instanceof GatewayClass it) {
            gatewaysOfClass.getOrDefault(it.name(), Set.of()).forEach(key -> touchGateway(key, touched));
        } else if (fact instanceof Gateway it) {
            touchGateway(it.key(), touched);
        } else if (fact instanceof Listeners it) {
            touched.addAll(naming.getOrDefault("listeners " + it.key(), Set.of()));
        } else if (fact instanceof IstioGateway it) {
            touched.addAll(naming.getOrDefault("istio " + it.key(), Set.of()));
        } else if (fact instanceof Served it) {
            touched.add(it.origin());
        }
    }

    private void touchGateway(ObjectKey gateway, Set<Origin> touched) {
        touched.addAll(naming.getOrDefault("gateway " + gateway, Set.of()));
        listenersOfGateway
                .getOrDefault(gateway, Set.of())
                .forEach(key -> touched.addAll(naming.getOrDefault("listeners " + key, Set.of())));
    }

    /** Returns what an object names, each with what it is. */
    private static Stream<String> named(Served fact) {
        if (fact instanceof OfClass it) {
            return Stream.of("class " + it.name().orElse(""));
        }
        if (fact instanceof OfGateways it) {
            return Stream.concat(
                    it.gateways().stream().map(key -> "gateway " + key),
                    it.listeners().stream().map(key -> "listeners " + key));
        }
        if (fact instanceof OfIstioGateways it) {
            return it.gateways().stream().map(key -> "istio " + key);
        }
        return fact instanceof OfController ? Stream.of("controller") : Stream.empty();
    }

    /** Returns what serves an Ingress or a route, one for each of its Gateways; empty where it is of no such kind. */
    public List<Controller> of(Origin origin) {
        return serving(origin).stream().map(Serving::controller).toList();
    }

    /** Returns the same, with what tells where its pods are. */
    public List<Serving> serving(Origin origin) {
        Served fact = served.get(origin);
        if (fact instanceof OfClass it) {
            return List.of(ofClass(it));
        }
        if (fact instanceof OfGateways it) {
            return Stream.concat(
                            it.gateways().stream(),
                            it.listeners().stream()
                                    .flatMap(key -> Optional.ofNullable(listeners.get(key)).stream())
                                    .map(Listeners::gateway))
                    .distinct()
                    .sorted()
                    .map(this::ofGateway)
                    .toList();
        }
        if (fact instanceof OfIstioGateways it) {
            return it.gateways().stream().sorted().map(this::ofIstioGateway).toList();
        }
        if (fact instanceof OfController it) {
            return List.of(ofController(it.controller()));
        }
        return fact instanceof OfRouter
                ? List.of(new Serving(router(), "the router of OpenShift", Set.of(CLASS_OF_ROUTER), Set.of(), Set.of()))
                : List.of();
    }

    private Serving ofClass(OfClass fact) {
        Optional<String> named = fact.name();
        if (named.isEmpty() && defaults.size() != 1) {
            return new Serving(
                    new Unknown("it names no class of Ingresses, and there is not one default"),
                    "no class",
                    Set.of(),
                    Set.of(),
                    fact.addresses());
        }
        String name = named.orElseGet(() -> defaults.keySet().iterator().next());
        IngressClass its = classes.get(name);
        String controller =
                its != null ? its.controller() : KnownControllers.ofClass(name).orElse("");
        return new Serving(
                ofClass(name),
                "class " + PlainText.oneLine(name),
                names(name, controller),
                its == null ? Set.of() : its.release().map(Set::of).orElse(Set.of()),
                fact.addresses());
    }

    /** Returns what is known of a part of a platform. */
    static Serving ofPart(Caller.Part part) {
        return new Serving(
                of(part.name(), Map.of(), part.label()), part.label(), Set.of(part.name()), Set.of(), Set.of());
    }

    private static Set<String> names(String name, String controller) {
        return Stream.of(name, controller).filter(it -> !it.isEmpty()).collect(Collectors.toSet());
    }

    /** Returns what serves the objects of a kind that is a controller's own. */
    private Serving ofController(String controller) {
        Set<String> releases = classes.values().stream()
                .filter(it -> KnownControllers.isNamed(it.controller(), controller))
                .flatMap(it -> it.release().stream())
                .collect(Collectors.toSet());
        return new Serving(
                of(controller, Map.of(), "the controller of its kind"),
                PlainText.oneLine(controller),
                Set.of(controller),
                releases,
                Set.of());
    }

    private Serving ofIstioGateway(ObjectKey key) {
        String reason = "Gateway " + PlainText.oneLine(key.toString()) + " of Istio";
        IstioGateway gateway = istioGateways.get(key);
        Controller controller = gateway == null || gateway.pods().selectsEverything()
                ? new Unknown("there is no " + reason + " that names its pods")
                : new Pods(
                        List.of(
                                new PodSet(NamespaceSet.of(key.namespace()), gateway.pods()),
                                new PodSet(NamespaceSet.ANY, gateway.pods())),
                        reason);
        return new Serving(controller, reason, Set.of("istio.io/gateway-controller"), Set.of(), Set.of());
    }

    private Controller ofClass(String name) {
        IngressClass its = classes.get(name);
        if (its == null) {
            return KnownControllers.ofClass(name)
                    .map(controller -> of(controller, Map.of(), "class " + PlainText.oneLine(name)))
                    .orElseGet(() -> new Unknown("there is no IngressClass " + PlainText.oneLine(name)));
        }
        return of(its.controller(), its.labels(), "IngressClass " + PlainText.oneLine(name));
    }

    private Serving ofGateway(ObjectKey key) {
        Gateway gateway = gateways.get(key);
        GatewayClass its = gateway == null ? null : gatewayClasses.get(gateway.className());
        return new Serving(
                pods(key, its),
                "Gateway " + PlainText.oneLine(key.toString()),
                gateway == null ? Set.of() : names(gateway.className(), its == null ? "" : its.controller()),
                its == null ? Set.of() : its.release().map(Set::of).orElse(Set.of()),
                gateway == null ? Set.of() : gateway.addresses());
    }

    private static Controller pods(ObjectKey key, @Nullable GatewayClass its) {
        String reason = "Gateway " + PlainText.oneLine(key.toString());
        if (its != null && KnownControllers.hasNoPods(its.controller())) {
            return new WithoutPods(reason + ": " + PlainText.oneLine(its.controller()));
        }
        var candidates = new ArrayList<PodSet>();
        candidates.add(new PodSet(NamespaceSet.of(key.namespace()), Selector.of(Map.of(GATEWAY, key.name()))));
        candidates.add(new PodSet(
                NamespaceSet.ANY,
                Selector.of(Map.of(ENVOY_GATEWAY + "name", key.name(), ENVOY_GATEWAY + "namespace", key.namespace()))));
        if (its != null && its.controller().equals(ENVOY_GATEWAY_CONTROLLER)) {
            candidates.add(new PodSet(NamespaceSet.ANY, Selector.of(Map.of(ENVOY_GATEWAY_CLASS, its.name()))));
        }
        if (its != null) {
            KnownControllers.pods(its.controller()).forEach(it -> candidates.add(new PodSet(NamespaceSet.ANY, it)));
        }
        return new Pods(candidates, reason);
    }

    private static Controller of(String controller, Map<String, String> labels, String whose) {
        String reason = whose + ": " + PlainText.oneLine(controller);
        if (controller.equals(CLASS_OF_ROUTER)) {
            return router();
        }
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
