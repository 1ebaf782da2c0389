package dev.clientintents.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ControllersTest {

    private static final String CLASS = """
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata: {name: internal, labels: {app.kubernetes.io/instance: inside}}
            spec: {controller: k8s.io/ingress-nginx}
            """;
    private static final Map<String, String> NGINX =
            Map.of("app.kubernetes.io/name", "ingress-nginx", "app.kubernetes.io/component", "controller");

    @Test
    void theClassOfAnIngressTellsItsControllerAndTheReleaseItsPods() {
        Controller controller = one(CLASS, ingress("spec: {ingressClassName: internal}"));

        assertThat(labels(controller))
                .containsSubsequence(
                        Map.of(
                                "app.kubernetes.io/name", "ingress-nginx",
                                "app.kubernetes.io/component", "controller",
                                "app.kubernetes.io/instance", "inside"),
                        NGINX);
        assertThat(controller.reason()).isEqualTo("IngressClass internal: k8s.io/ingress-nginx");
    }

    @Test
    void anAnnotationNamesTheClassWhereTheSpecDoesNot() {
        assertThat(labels(one(ingress("metadata: {annotations: {kubernetes.io/ingress.class: nginx}}"))))
                .startsWith(NGINX);
    }

    @Test
    void anIngressWithoutAClassIsOfTheOneDefault() {
        String byDefault = CLASS.replace(
                "labels: {app", "annotations: {ingressclass.kubernetes.io/is-default-class: 'true'}, labels: {app");

        assertThat(labels(one(byDefault, ingress("spec: {}")))).contains(NGINX);
        assertThat(one(byDefault, byDefault.replace("internal", "other"), ingress("spec: {}")))
                .isInstanceOf(Controller.Unknown.class);
        assertThat(one(CLASS, ingress("spec: {}"))).isInstanceOf(Controller.Unknown.class);
    }

    @Test
    void whatIsNotKnownIsNotGuessed() {
        assertThat(one(ingress("spec: {ingressClassName: ours}"))).isInstanceOf(Controller.Unknown.class);
        assertThat(one(
                        CLASS.replace("k8s.io/ingress-nginx", "acme.example/x"),
                        ingress("spec: {ingressClassName: internal}")))
                .isEqualTo(new Controller.Unknown(
                        "IngressClass internal: acme.example/x is no controller whose pods are known"));
        assertThat(one(
                        CLASS.replace("k8s.io/ingress-nginx", "k8s.io/ingress-nginx2"),
                        ingress("spec: {ingressClassName: internal}")))
                .isInstanceOf(Controller.Unknown.class);
    }

    @Test
    void aLoadBalancerHasNoPods() {
        assertThat(one(ingress("spec: {ingressClassName: alb}")))
                .isEqualTo(new Controller.WithoutPods("class alb: ingress.k8s.aws/alb"));
    }

    @Test
    void theRestOfAControllersNameMayDiffer() {
        assertThat(labels(one(
                        CLASS.replace("k8s.io/ingress-nginx", "projectcontour.io/ns/contour"),
                        ingress("spec: {ingressClassName: internal}"))))
                .contains(Map.of("app", "envoy"));
    }

    @Test
    void aGatewayIsMadeOfPodsWithItsNameOrServedByThoseOfItsClass() {
        String route = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: web, namespace: shop}
                spec: {parentRefs: [{name: own}, {name: public, namespace: doors}, {kind: Service, name: mesh}]}
                """;
        String gateway = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: public, namespace: doors}
                spec: {gatewayClassName: traefik}
                """;
        String gatewayClass = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: traefik}
                spec: {controllerName: traefik.io/gateway-controller}
                """;
        var origin = new Origin("HTTPRoute", new ObjectKey("shop", "web"));

        List<Controller> found = controllers(route, gateway, gatewayClass).of(origin);

        assertThat(found).extracting(Controller::reason).containsExactly("Gateway doors/public", "Gateway shop/own");
        var pods = (Controller.Pods) found.get(0);
        assertThat(pods.candidates().get(0))
                .isEqualTo(new PodSet(
                        NamespaceSet.of("doors"),
                        Selector.of(Map.of("gateway.networking.k8s.io/gateway-name", "public"))));
        assertThat(labels(pods))
                .endsWith(
                        Map.of("app.kubernetes.io/name", "traefik"), Map.of("app.kubernetes.io/name", "rke2-traefik"));
        assertThat(controllers(
                                route,
                                gateway,
                                gatewayClass.replace("traefik.io/gateway-controller", "io.cilium/gateway-controller"))
                        .of(origin))
                .hasAtLeastOneElementOfType(Controller.WithoutPods.class);
    }

    @Test
    void theGatewaysOfAClassOfEnvoyGatewayMayShareProxies() {
        String route = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: web, namespace: shop}
                spec: {parentRefs: [{name: own}]}
                """;
        String gateway = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: own, namespace: shop}
                spec: {gatewayClassName: merged}
                """;
        String itsClass = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: merged}
                spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}
                """;
        var origin = new Origin("HTTPRoute", new ObjectKey("shop", "web"));

        assertThat(labels(controllers(route, gateway, itsClass).of(origin).get(0)))
                .endsWith(Map.of("gateway.envoyproxy.io/owning-gatewayclass", "merged"));
        assertThat(labels(controllers(
                                route,
                                gateway,
                                itsClass.replace("gateway.envoyproxy.io/gatewayclass", "acme.example/x"))
                        .of(origin)
                        .get(0)))
                .noneSatisfy(it -> assertThat(it).containsKey("gateway.envoyproxy.io/owning-gatewayclass"));
    }

    @Test
    void aRouteOfOpenShiftIsServedByTheRouter() {
        String route = """
                apiVersion: route.openshift.io/v1
                kind: Route
                metadata: {name: web, namespace: shop}
                """;
        var pods = (Controller.Pods) controllers(route)
                .of(new Origin("Route", new ObjectKey("shop", "web")))
                .get(0);

        assertThat(pods.candidates())
                .singleElement()
                .satisfies(it -> assertThat(it.namespaces().names()).containsExactly("openshift-ingress"));
    }

    @Test
    void othersAreServedByNobody() {
        assertThat(controllers(CLASS).of(new Origin("Service", new ObjectKey("shop", "web"))))
                .isEmpty();
    }

    private static String ingress(String content) {
        return "apiVersion: networking.k8s.io/v1\nkind: Ingress\n" + content + "\n";
    }

    private static Controller one(String... objects) {
        List<Controller> found = controllers(objects).of(new Origin("Ingress", new ObjectKey("shop", "web")));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static Controllers controllers(String... objects) {
        return new Controllers(
                Stream.of(objects).flatMap(ControllersTest::facts).toList());
    }

    private static Stream<ControllerFact> facts(String yaml) {
        Map<?, ?> object = Serialization.unmarshal(yaml, Map.class);
        var metadata = object.get("metadata") instanceof Map<?, ?> map ? map : Map.of();
        String kind = String.valueOf(object.get("kind"));
        var key = kind.equals("Ingress")
                ? new ObjectKey("shop", "web")
                : new ObjectKey(
                        metadata.containsKey("namespace") ? String.valueOf(metadata.get("namespace")) : "",
                        String.valueOf(metadata.get("name")));
        String group = String.valueOf(object.get("apiVersion")).split("/", 2)[0];
        return ControllerFact.read(group, kind, key, object).stream();
    }

    private static List<Map<String, String>> labels(Controller controller) {
        return ((Controller.Pods) controller)
                .candidates().stream()
                        .map(it -> it.labels().asLabels().orElseThrow())
                        .toList();
    }
}
