package dev.clientintents.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.EntranceEntry;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.graph.EntranceSubject;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.Selector;
import dev.clientintents.model.WorkloadId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExposureIndexTest {

    private static final EntranceSubject WEB = selected("shop", "web");
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
            """;
    private static final String INGRESS = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              ingressClassName: nginx
              defaultBackend: {service: {name: web, port: {number: 80}}}
            """;
    private static final String CLASS = """
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata: {name: nginx}
            spec: {controller: k8s.io/ingress-nginx}
            """;
    private static final String NODE = """
            apiVersion: v1
            kind: Node
            metadata: {name: one, labels: {node-role.kubernetes.io/control-plane: ''}}
            spec: {podCIDRs: [10.244.0.0/24]}
            status: {addresses: [{type: InternalIP, address: 192.0.2.1}]}
            """;
    private static final String BALANCED = SERVICE.replace("spec: {", "spec: {type: LoadBalancer, ");
    private static final String MONITOR = """
            apiVersion: monitoring.coreos.com/v1
            kind: ServiceMonitor
            metadata: {name: web, namespace: shop}
            spec: {selector: {matchLabels: {app: web}}, endpoints: [{port: http}]}
            """;

    @Test
    void anIngressLeadsFromThePodsOfItsControllerWhereTheyAreTrusted() {
        List<EntranceEntry> entries = entries(SERVICE, INGRESS, CLASS);

        assertThat(entries).hasSize(1);
        EntranceEntry entry = entries.get(0);
        assertThat(entry.kind()).isEqualTo(EntranceKind.ROUTE);
        assertThat(entry.reason()).isEqualTo("Ingress shop/web, class nginx");
        assertThat(entry.ownWord()).isTrue();
        assertThat(String.valueOf(entry.ports())).isEqualTo("[TCP 8080]");
        var pods = (EntranceSource.Pods) entry.source();
        assertThat(pods.namespaces())
                .containsAll(ExposureSettings.DEFAULT.controllerNamespaces())
                .doesNotContain("shop");
        assertThat(pods.candidates())
                .startsWith(Selector.of(Map.of(
                        "app.kubernetes.io/name", "ingress-nginx", "app.kubernetes.io/component", "controller")));
    }

    @Test
    void labelsAreNoProofInANamespaceThatNoAdministratorNames() {
        String forged = """
                apiVersion: v1
                kind: Service
                metadata: {name: fake, namespace: evil}
                spec: {type: LoadBalancer, selector: {app.kubernetes.io/name: ingress-nginx}, ports: [{port: 80}]}
                status: {loadBalancer: {ingress: [{ip: 203.0.113.7}, {ip: 192.0.2.1}, {hostname: web.example}]}}
                """;
        String prometheus = """
                apiVersion: monitoring.coreos.com/v1
                kind: Prometheus
                metadata: {name: fake, namespace: evil}
                """;
        String gateway = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: web, namespace: evil}
                spec: {gatewayClassName: nginx}
                status: {addresses: [{value: 203.0.113.9}]}
                """;
        String reached = INGRESS
                + "status: {loadBalancer: {ingress: [{ip: 203.0.113.7}, {ip: 192.0.2.1}, {hostname: web.example}]}}";
        String own = forged.replace("namespace: evil", "namespace: edge").replace("fake", "real");

        for (EntranceEntry entry : entries(SERVICE, reached, CLASS, NODE, MONITOR, forged, own, prometheus, gateway)) {
            assertThat(((EntranceSource.Pods) entry.source()).namespaces()).doesNotContain("evil");
        }
    }

    @Test
    void anAddressThatOnlyTheControllersServiceHasTellsItsNamespace() {
        String balancer = """
                apiVersion: v1
                kind: Service
                metadata: {name: nginx, namespace: edge}
                spec: {type: LoadBalancer, selector: {app: nginx}, ports: [{port: 80}]}
                status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}
                """;
        String reached = INGRESS.concat("status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}");
        var world = new Told().put(SERVICE, reached, CLASS);
        assertThat(namespaces(world.of(WEB))).doesNotContain("edge");

        assertThat(namespaces(world.put(balancer).of(WEB))).contains("edge");
        String unknown = CLASS.replace("k8s.io/ingress-nginx", "acme.example/ours");
        assertThat(world.put(unknown).of(WEB).get(0).source())
                .isEqualTo(new EntranceSource.Pods(Set.of("edge"), List.of(Selector.of(Map.of("app", "nginx")))));
        assertThat(world.removeService("edge", "nginx").of(WEB).get(0).source())
                .isInstanceOf(EntranceSource.Unnamed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "k8s.io/ingress-nginx, ingress-nginx, app.kubernetes.io/name=rke2-ingress-nginx",
        "traefik.io/ingress-controller, kube-system, app.kubernetes.io/name=traefik",
        "traefik.io/ingress-controller, kube-system, app.kubernetes.io/name=rke2-traefik",
        "k8s.io/ingress-nginx, ingress-nginx, name=nginx-ingress-microk8s",
        "webapprouting.kubernetes.azure.com/nginx/internal, app-routing-system, app=nginx",
    })
    void theControllersThatDistributionsInstallAreKnown(String controller, String namespace, String label) {
        var pods = (EntranceSource.Pods) entries(SERVICE, INGRESS, CLASS.replace("k8s.io/ingress-nginx", controller))
                .get(0)
                .source();
        assertThat(pods.namespaces()).contains(namespace);
        assertThat(pods.candidates()).anySatisfy(it -> assertThat(it.toString()).contains(label));
    }

    @Test
    void aReleaseOfAClassTellsItsNamespace() {
        String released = CLASS.replace(
                "{name: nginx}", "{name: nginx, annotations: {meta.helm.sh/release-namespace: platform}}");
        assertThat(namespaces(entries(SERVICE, INGRESS, released))).contains("platform");
    }

    @ParameterizedTest
    @CsvSource({
        "nginx=edge/controller, 'Workload[namespace=edge, kind=null, name=controller]'",
        "k8s.io/ingress-nginx=edge/controller, 'Workload[namespace=edge, kind=null, name=controller]'",
        "nginx=203.0.113.0/24, 'Addresses[blocks=[AddressBlock[cidr=203.0.113.0/24, except=[]]]]'",
    })
    void aSettingForAClassCountsAlone(String setting, String source) {
        var settings = ExposureSettings.parse(
                List.of(setting), List.of("ingress-nginx"), List.of(), List.of(), List.of(), List.of());
        assertThat(new Told(settings).put(SERVICE, INGRESS, CLASS).of(WEB))
                .extracting(it -> it.source().toString())
                .containsExactly(source);
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, --ingress-controllers takes class=namespace/workload",
        "nginx=Edge, --ingress-controllers takes class=namespace/workload",
        "=edge, --ingress-controllers takes class=namespace/workload",
    })
    void aSettingThatIsNotValidSaysWhatToWrite(String setting, String message) {
        assertThatThrownBy(() ->
                        ExposureSettings.parse(List.of(setting), List.of(), List.of(), List.of(), List.of(), List.of()))
                .hasMessageStartingWith(message)
                .hasMessageEndingWith("not " + setting);
        assertThatThrownBy(() -> ExposureSettings.parse(
                        List.of(), List.of(), List.of("monitoring"), List.of(), List.of(), List.of()))
                .hasMessageEndingWith("as in monitoring/prometheus-k8s, not monitoring");
        assertThatThrownBy(() -> ExposureSettings.parse(
                        List.of(), List.of(), List.of(), List.of(), List.of("10.0.0.0/33"), List.of()))
                .hasMessageStartingWith("--pod-cidrs takes ranges");
    }

    @Test
    void withoutATrustedNamespaceItIsSaidWhatToDo() {
        var nobody = ExposureSettings.parse(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        assertThat(new Told(nobody)
                        .put(
                                SERVICE,
                                INGRESS,
                                CLASS.replace("k8s.io/ingress-nginx", "haproxy.org/ingress-controller"),
                                MONITOR)
                        .of(WEB))
                .extracting(it -> it.source().toString())
                .allSatisfy(it -> assertThat(it).contains("ServerAccess"))
                .anySatisfy(it -> assertThat(it).contains("--ingress-controllers"))
                .anySatisfy(it -> assertThat(it).contains("--scrapers"));
    }

    @Test
    void aLoadBalancerHasNoPodsToName() {
        assertThat(entries(SERVICE, INGRESS.replace("nginx", "alb"))
                        .get(0)
                        .source()
                        .toString())
                .contains("has no pods: name its addresses by --ingress-controllers");
    }

    @Test
    void whatIsTakenAwayLeadsNowhere() {
        var world = new Told().put(SERVICE, INGRESS, CLASS);
        assertThat(world.of(WEB)).isNotEmpty();
        assertThat(world.remove("networking.k8s.io", "Ingress", "shop", "web").of(WEB))
                .isEmpty();
        world.put(INGRESS);
        assertThat(world.of(WEB)).isNotEmpty();
        assertThat(world.removeService("shop", "web").of(WEB)).isEmpty();
        world.put(SERVICE.replace("selector: {app: web}", "selector: {app: shop}"));
        assertThat(world.of(WEB)).isEmpty();
        assertThat(world.of(selected("shop", "shop"))).isNotEmpty();
        world.put(SERVICE.replace("port: 80", "port: 81"));
        assertThat(world.all()).isEmpty();
    }

    @Test
    void onlyWhatChangesIsTold() {
        var index = new ExposureIndex(ExposureSettings.DEFAULT);
        var world = new Told(index);
        world.put(SERVICE, INGRESS, CLASS);
        assertThat(index.changes()).isEmpty();
        world.put(SERVICE.replace("name: web", "name: other").replace("app: web", "app: other"));
        assertThat(world.last()).isEmpty();
        world.put(INGRESS);
        assertThat(world.last()).isEmpty();
        world.put(INGRESS.replace("name: web, namespace", "name: more, namespace"));
        assertThat(world.last().keySet()).containsExactly(WEB);
    }

    @Test
    void aRouteReachesAnotherNamespaceOnlyWhereThatPermitsIt() {
        String route = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: web, namespace: edge}
                spec:
                  parentRefs: [{name: public}]
                  rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]
                """;
        String grant = """
                apiVersion: gateway.networking.k8s.io/v1beta1
                kind: ReferenceGrant
                metadata: {name: edge, namespace: shop}
                spec:
                  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: edge}]
                  to: [{group: '', kind: Service}]
                """;
        var world = new Told().put(SERVICE, route);
        assertThat(world.of(WEB)).isEmpty();

        List<EntranceEntry> granted = world.put(grant).of(WEB);
        assertThat(granted)
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.ownWord()).isTrue());
        assertThat(granted.get(0).reason()).isEqualTo("HTTPRoute edge/web, Gateway edge/public");
        assertThat(granted)
                .extracting(EntranceEntry::source)
                .contains(new EntranceSource.Pods(
                        Set.of("edge"),
                        List.of(Selector.of(Map.of("gateway.networking.k8s.io/gateway-name", "public")))));
        assertThat(world.remove("gateway.networking.k8s.io", "ReferenceGrant", "shop", "edge")
                        .of(WEB))
                .isEmpty();
    }

    @Test
    void aGatewaysClassAndMoreListenersCount() {
        String route = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: web, namespace: shop}
                spec:
                  parentRefs: [{group: gateway.networking.k8s.io, kind: ListenerSet, name: more}]
                  rules: [{backendRefs: [{name: web, port: 80}]}]
                """;
        String listeners = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: more, namespace: shop}
                spec: {parentRef: {name: public, namespace: infra}}
                """;
        String gateway = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: public, namespace: infra}
                spec: {gatewayClassName: cilium}
                """;
        String itsClass = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: cilium}
                spec: {controllerName: io.cilium/gateway-controller}
                """;
        var world = new Told().put(SERVICE, route);
        assertThat(world.of(WEB)).isEmpty();
        assertThat(namespaces(world.put(listeners, gateway).of(WEB))).contains("infra");
        assertThat(world.put(itsClass).of(WEB))
                .extracting(it -> it.source().toString())
                .singleElement()
                .asString()
                .contains("io.cilium/gateway-controller has no pods");
    }

    @Test
    void theRoutesOfContourTraefikAndIstioLeadFromTheirControllers() {
        String proxy = """
                apiVersion: projectcontour.io/v1
                kind: HTTPProxy
                metadata: {name: web, namespace: shop}
                spec: {routes: [{services: [{name: web, port: 80}]}]}
                """;
        String traefik = """
                apiVersion: traefik.io/v1alpha1
                kind: IngressRoute
                metadata: {name: web, namespace: edge}
                spec: {routes: [{services: [{name: web, namespace: shop, port: http}]}]}
                """;
        String istio = """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: web, namespace: shop}
                spec:
                  gateways: [mesh, infra/public]
                  http: [{route: [{destination: {host: web.shop.svc.cluster.local, port: {number: 80}}}]}]
                """;
        String gateway = """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: public, namespace: infra}
                spec: {selector: {istio: public}}
                """;

        assertThat(entries(SERVICE, proxy))
                .extracting(EntranceEntry::reason)
                .containsExactly("HTTPProxy shop/web, projectcontour.io");
        assertThat(entries(SERVICE, traefik)).singleElement().satisfies(it -> {
            assertThat(it.ownWord()).isFalse();
            assertThat(it.source()).isInstanceOf(EntranceSource.Pods.class);
        });
        var world = new Told().put(SERVICE, istio);
        assertThat(world.of(WEB).get(0).source()).isInstanceOf(EntranceSource.Unnamed.class);
        assertThat(namespaces(world.put(gateway).of(WEB))).contains("infra", "istio-system");
        assertThat(entries(SERVICE, istio.replace("mesh, infra/public", "mesh"), gateway))
                .isEmpty();
    }

    @Test
    void aLoadBalancerComesFromEverywhereButPods() {
        assertThat(entries(BALANCED).get(0).source().toString()).contains("--pod-cidrs");
        assertThat(blocks(entries(BALANCED, NODE)))
                .containsExactly(new AddressBlock("0.0.0.0/0", List.of("10.244.0.0/24")));
        assertThat(entries(BALANCED.replace("LoadBalancer", "ClusterIP"), NODE)).isEmpty();
    }

    @Test
    void theSourceRangesOfAServiceAreWithoutPodsAndWithNodes() {
        String ranged = BALANCED.replace(
                "type: LoadBalancer",
                "type: LoadBalancer, loadBalancerSourceRanges: [203.0.113.0/24, 10.0.0.0/8, 'fd00::/8']");
        assertThat(blocks(entries(ranged, NODE)))
                .containsExactly(
                        new AddressBlock("203.0.113.0/24", List.of()),
                        new AddressBlock("10.0.0.0/8", List.of("10.244.0.0/24")),
                        new AddressBlock("192.0.2.1/32", List.of()));
        assertThat(blocks(entries(ranged.replace("type:", "externalTrafficPolicy: Local, type:"), NODE)))
                .extracting(AddressBlock::cidr)
                .containsExactly("203.0.113.0/24", "10.0.0.0/8");
        String podsOnly = BALANCED.replace(
                "type: LoadBalancer",
                "type: LoadBalancer, externalTrafficPolicy: Local, loadBalancerSourceRanges: [10.244.0.0/24]");
        assertThat(entries(podsOnly, NODE)).isEmpty();
    }

    @Test
    void theLoadBalancerOfK3sIsItsPodsForAServiceThatHasAddressesOfNodes() {
        String k3s = NODE.replace("spec: {", "spec: {providerID: 'k3s://one', ");
        String served = BALANCED + "status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}";
        String elsewhere = BALANCED + "status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}";
        var pods = new EntranceSource.Pods(
                Set.of("kube-system"),
                List.of(Selector.of(Map.of(
                        "svccontroller.k3s.cattle.io/svcname", "web",
                        "svccontroller.k3s.cattle.io/svcnamespace", "shop"))));

        assertThat(entries(served, k3s))
                .filteredOn(it -> it.source().equals(pods))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.kind()).isEqualTo(EntranceKind.LOAD_BALANCER);
                    assertThat(it.reason()).isEqualTo("Service shop/web, ServiceLB of k3s");
                    assertThat(it.ownWord()).isTrue();
                    assertThat(String.valueOf(it.ports())).isEqualTo("[TCP 8080]");
                });
        for (List<String> world : List.of(
                List.of(BALANCED, k3s),
                List.of(elsewhere, k3s),
                List.of(served, NODE),
                List.of(served, NODE.replace("spec: {", "spec: {providerID: 'k3sx://one', ")),
                List.of(served.replace("LoadBalancer", "NodePort"), k3s))) {
            assertThat(entries(world.toArray(new String[0])))
                    .extracting(EntranceEntry::source)
                    .isNotEmpty()
                    .doesNotContain(pods);
        }
    }

    @Test
    void theLoadBalancerOfK3sIsKnownOnceANodeTells() {
        var world = new Told(ExposureSettings.DEFAULT);
        world.put(BALANCED + "status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}");
        world.put(NODE);
        assertThat(world.of(WEB)).extracting(EntranceEntry::reason).containsExactly("Service shop/web");

        world.put(NODE.replace("spec: {", "spec: {providerID: 'rke2://one', "));

        assertThat(world.of(WEB))
                .extracting(EntranceEntry::reason)
                .containsExactly("Service shop/web", "Service shop/web, ServiceLB of rke2");
        world.put(NODE);
        assertThat(world.of(WEB)).extracting(EntranceEntry::reason).containsExactly("Service shop/web");
    }

    @Test
    void manyNodesMakeOneRangeOfPodsAndAForeignAddressNone() {
        var world = new Told().put(BALANCED);
        for (int i = 0; i < 20; i++) {
            world.put(node("n" + i, "10.244." + 2 * i + ".0/24", "192.0.2." + (i + 1), ""));
        }
        assertThat(blocks(world.of(WEB))).containsExactly(new AddressBlock("0.0.0.0/0", List.of("10.244.0.0/18")));

        world.put(node("calico", "10.244.60.0/24", "192.0.2.99", "projectcalico.org/IPv4IPIPTunnelAddr: 172.16.0.1"));
        assertThat(world.of(WEB).get(0).source()).isInstanceOf(EntranceSource.Unnamed.class);
        world.index().removeNode("calico");
        world.put(node("without", "", "192.0.2.100", ""));
        assertThat(world.of(WEB).get(0).source()).isInstanceOf(EntranceSource.Unnamed.class);
    }

    @Test
    void whatANodeItselfHasOfThePodsAddressesIsAdmittedWhereNodesStandForClients() {
        String flannel = node("one", "10.244.0.0/24", "192.0.2.1", "flannel.alpha.coreos.com/backend-type: vxlan");
        assertThat(blocks(entries(BALANCED, flannel)))
                .containsExactly(
                        new AddressBlock("0.0.0.0/0", List.of("10.244.0.0/24")),
                        new AddressBlock("10.244.0.0/31", List.of()));
    }

    @Test
    void theApiServerIsKnownByItsEndpointsAndItsNodes() {
        String webhook = """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: policy}
                webhooks: [{clientConfig: {service: {name: web, namespace: shop, port: 80}}}]
                """;
        var world = new Told().put(SERVICE, webhook);
        assertThat(world.of(WEB))
                .extracting(EntranceEntry::reason)
                .containsExactly(
                        "ValidatingWebhookConfiguration policy",
                        "ValidatingWebhookConfiguration policy, through a tunnel");
        assertThat(world.of(WEB).get(0).source().toString()).contains("--api-server-cidrs");
        assertThat(world.of(WEB)).allSatisfy(it -> assertThat(it.ownWord()).isTrue());

        world.put(NODE);
        world.index().putApiServers("kubernetes", List.of("198.51.100.1"));
        assertThat(blocks(world.of(WEB)))
                .extracting(AddressBlock::cidr)
                .containsExactly("192.0.2.1/32", "198.51.100.1/32");
    }

    @Test
    void aMonitorOfAnotherNamespaceIsNotTheServersWord() {
        assertThat(entries(SERVICE, MONITOR)).singleElement().satisfies(it -> {
            assertThat(it.ownWord()).isTrue();
            assertThat(it.reason()).isEqualTo("ServiceMonitor shop/web");
            assertThat(((EntranceSource.Pods) it.source()).namespaces()).contains("monitoring");
        });
        String foreign = MONITOR.replace("namespace: shop", "namespace: monitoring")
                .replace("spec: {", "spec: {namespaceSelector: {any: true}, ");
        assertThat(entries(SERVICE, foreign))
                .singleElement()
                .satisfies(it -> assertThat(it.ownWord()).isFalse());
    }

    @Test
    void aMonitorFindsServicesThatComeLaterAndLosesThoseThatLoseTheirLabels() {
        var world = new Told().put(MONITOR);
        assertThat(world.all()).isEmpty();
        assertThat(world.put(SERVICE).of(WEB)).hasSize(1);
        assertThat(world.put(SERVICE.replace("labels: {app: web}", "labels: {app: x}"))
                        .of(WEB))
                .isEmpty();
    }

    @Test
    void aPrometheusOfTheServersOwnNamespaceScrapesIt() {
        String prometheus = """
                apiVersion: monitoring.coreos.com/v1
                kind: Prometheus
                metadata: {name: ours, namespace: shop}
                """;
        var world = new Told().put(SERVICE, MONITOR, prometheus);
        assertThat(world.of(WEB))
                .extracting(EntranceEntry::source)
                .contains(new EntranceSource.Pods(
                        Set.of("shop"), List.of(Selector.of(Map.of("operator.prometheus.io/name", "ours")))));
        assertThat(world.remove("monitoring.coreos.com", "Prometheus", "shop", "ours")
                        .of(WEB))
                .hasSize(1);
    }

    @Test
    void podMonitorsAndAnnotationsMeanPods() {
        String pods = """
                apiVersion: monitoring.coreos.com/v1
                kind: PodMonitor
                metadata: {name: all, namespace: monitoring}
                spec: {namespaceSelector: {any: true}, selector: {matchLabels: {app: web}}, podMetricsEndpoints: [{port: metrics}]}
                """;
        var world = new Told().put(pods);
        assertThat(world.of(WEB)).isEmpty();
        world.index().putNamespace("shop");
        assertThat(world.of(WEB))
                .singleElement()
                .satisfies(it -> assertThat(String.valueOf(it.ports())).isEqualTo("[TCP metrics]"));
        world.index().removeNamespace("shop");
        assertThat(world.of(WEB)).isEmpty();

        var workload = new WorkloadId("shop", "Deployment", "web");
        world.index().put(workload, List.of(Map.of("prometheus.io/scrape", "true")));
        assertThat(world.of(new EntranceSubject.Owned(workload)))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.ports()).isNull();
                    assertThat(it.reason()).isEqualTo("the annotations of Deployment shop/web");
                });
        world.index().put(workload, List.of(Map.of("prometheus.io/scrape", "true", "prometheus.io/port", "99999")));
        assertThat(world.of(new EntranceSubject.Owned(workload))).isEmpty();
    }

    @Test
    void aNamespaceWithTooManyMonitorsOfEverythingMeansItself() {
        var world = new Told().put(SERVICE);
        for (int i = 0; i < 51; i++) {
            world.put(MONITOR.replace("name: web, namespace: shop", "name: m" + i + ", namespace: evil")
                    .replace("spec: {", "spec: {namespaceSelector: {any: true}, "));
            assertThat(world.of(WEB)).hasSize(i == 50 ? 0 : i + 1);
        }
        assertThat(world.remove("monitoring.coreos.com", "ServiceMonitor", "evil", "m7")
                        .of(WEB))
                .hasSize(50);
    }

    private static List<EntranceEntry> entries(String... objects) {
        return new Told().put(objects).of(WEB);
    }

    private static Collection<String> namespaces(List<EntranceEntry> entries) {
        return entries.stream()
                .flatMap(it ->
                        it.source() instanceof EntranceSource.Pods pods ? pods.namespaces().stream() : Stream.empty())
                .collect(Collectors.toSet());
    }

    private static List<AddressBlock> blocks(List<EntranceEntry> entries) {
        var blocks = new ArrayList<AddressBlock>();
        entries.forEach(it -> {
            if (it.source() instanceof EntranceSource.Addresses addresses) {
                blocks.addAll(addresses.blocks());
            }
        });
        return blocks;
    }

    private static EntranceSubject selected(String namespace, String app) {
        return new EntranceSubject.Selected(namespace, Selector.of(Map.of("app", app)));
    }

    private static String node(String name, String pods, String address, String annotations) {
        return """
                apiVersion: v1
                kind: Node
                metadata: {name: %s, annotations: {%s}}
                spec: {podCIDRs: [%s]}
                status: {addresses: [{type: InternalIP, address: %s}]}
                """.formatted(name, annotations, pods, address);
    }
}
