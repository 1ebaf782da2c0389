package dev.clientintents.exposure;

import dev.clientintents.model.Selector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The labels by which widespread ingress controllers and gateways install their pods. */
final class KnownControllers {

    /** The parts of Knative that call the pods of revisions. */
    static final String KNATIVE_ACTIVATOR = "knative.dev/activator";

    static final String KNATIVE_AUTOSCALER = "knative.dev/autoscaler";
    static final String KNATIVE_GATEWAY = "knative.dev/gateway";

    private static final String NAME = "app.kubernetes.io/name";
    private static final String COMPONENT = "app.kubernetes.io/component";

    private static final List<Map<String, String>> NGINX = List.of(
            Map.of(NAME, "ingress-nginx", COMPONENT, "controller"),
            Map.of(NAME, "rke2-ingress-nginx", COMPONENT, "controller"),
            Map.of("name", "nginx-ingress-microk8s"));
    private static final List<Map<String, String>> TRAEFIK =
            List.of(Map.of(NAME, "traefik"), Map.of(NAME, "rke2-traefik"));
    private static final List<Map<String, String>> ENVOY_OF_CONTOUR =
            List.of(Map.of(NAME, "contour", COMPONENT, "envoy"), Map.of("app", "envoy"));
    private static final List<Map<String, String>> KONG = List.of(
            Map.of(NAME, "gateway", COMPONENT, "app"),
            Map.of(NAME, "kong", COMPONENT, "app"),
            Map.of("app", "proxy-kong"),
            Map.of("app", "ingress-kong"));
    private static final List<Map<String, String>> ISTIO =
            List.of(Map.of("istio", "ingressgateway"), Map.of("istio", "ingress"));
    private static final List<Map<String, String>> HAPROXY =
            List.of(Map.of(NAME, "kubernetes-ingress"), Map.of("run", "haproxy-ingress"));

    /** By the name of the controller; what stands behind it, after a slash, may differ. */
    private static final Map<String, List<Map<String, String>>> PODS = Map.ofEntries(
            Map.entry("k8s.io/ingress-nginx", NGINX),
            Map.entry("webapprouting.kubernetes.azure.com/nginx", List.of(Map.of("app", "nginx"))),
            Map.entry(
                    "nginx.org/ingress-controller",
                    List.of(Map.of(NAME, "nginx-ingress"), Map.of("app", "nginx-ingress"))),
            Map.entry("traefik.io/ingress-controller", TRAEFIK),
            Map.entry("traefik.io/gateway-controller", TRAEFIK),
            Map.entry("haproxy.org/ingress-controller", HAPROXY),
            Map.entry("haproxy-ingress.github.io/controller", List.of(Map.of(NAME, "haproxy-ingress"))),
            Map.entry("projectcontour.io", ENVOY_OF_CONTOUR),
            Map.entry("istio.io/ingress-controller", ISTIO),
            Map.entry("istio.io/gateway-controller", ISTIO),
            Map.entry("ingress-controllers.konghq.com/kong", KONG),
            Map.entry("konghq.com/kic-gateway-controller", KONG),
            Map.entry(KNATIVE_ACTIVATOR, List.of(Map.of("app", "activator"))),
            Map.entry(KNATIVE_AUTOSCALER, List.of(Map.of("app", "autoscaler"))),
            Map.entry(
                    KNATIVE_GATEWAY,
                    List.of(
                            Map.of("app", "3scale-kourier-gateway"),
                            Map.of("istio", "ingressgateway"),
                            Map.of("app", "envoy"))));

    private static final Set<String> WITHOUT_PODS = Set.of(
            "cilium.io/ingress-controller",
            "io.cilium/gateway-controller",
            "ingress.k8s.aws/alb",
            "eks.amazonaws.com/alb",
            "gateway.k8s.aws/alb",
            "gateway.k8s.aws/nlb",
            "application-networking.k8s.aws/gateway-api-controller",
            "k8s.io/ingress-gce",
            "networking.gke.io/gateway",
            "azure/application-gateway");

    /** What serves the classes that controllers are known by where no class is there. */
    private static final Map<String, String> CLASSES = Map.of(
            "nginx", "k8s.io/ingress-nginx",
            "traefik", "traefik.io/ingress-controller",
            "haproxy", "haproxy.org/ingress-controller",
            "contour", "projectcontour.io",
            "istio", "istio.io/ingress-controller",
            "kong", "ingress-controllers.konghq.com/kong",
            "cilium", "cilium.io/ingress-controller",
            "alb", "ingress.k8s.aws/alb",
            "gce", "k8s.io/ingress-gce",
            "azure-application-gateway", "azure/application-gateway");

    private KnownControllers() {}

    /** Returns the selectors of the pods of a controller, the most certain first; empty where it is not known. */
    static List<Selector> pods(String controller) {
        return PODS.entrySet().stream()
                .filter(it -> isNamed(controller, it.getKey()))
                .flatMap(it -> it.getValue().stream())
                .map(Selector::of)
                .toList();
    }

    /**
     * Returns whether distributions install a controller in their own namespace, {@code kube-system}, and nothing else
     * tells so: RKE2's ingress-nginx is told by the Helm release of its class.
     */
    static boolean isOfSystem(String controller) {
        return controller.startsWith("traefik.io/");
    }

    /** Returns whether a controller is known to have no pods. */
    static boolean hasNoPods(String controller) {
        return WITHOUT_PODS.stream().anyMatch(it -> isNamed(controller, it));
    }

    static boolean isNamed(String controller, String known) {
        return controller.equals(known) || controller.startsWith(known + "/");
    }

    /** Returns the controller that is usually behind a class of Ingresses. */
    static Optional<String> ofClass(String name) {
        return Optional.ofNullable(CLASSES.get(name));
    }
}
