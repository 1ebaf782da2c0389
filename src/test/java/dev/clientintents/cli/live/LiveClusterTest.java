package dev.clientintents.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.effective.PolicyKind;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.exposure.ControllerFact;
import dev.clientintents.finding.Code;
import dev.clientintents.kube.StubApi;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.model.ObjectKey;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stub answers 404 for the collections that a test leaves out, as a cluster does that does not serve them. */
class LiveClusterTest {

    private static final String ACCESSES = "/apis/clientintents.dev/v1alpha1/serveraccesses?limit=500";
    private static final String PODS = "GET /api/v1/pods?limit=500";

    private final StubApi stub = new StubApi();
    private final ManifestReader reader = new ManifestReader("default");

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void aListThatBeganAgainCountsOnce() {
        stub.answer(PODS, 200, page("old", "a")).answer(PODS, 200, page("new", "b"));
        stub.answer(PODS + "&continue=old", 410, "{\"message\": \"too old\"}");
        stub.answer(PODS + "&continue=new", 200, page("", "c"));

        LiveCluster.read(stub.config(), reader, Set.of());

        assertThat(reader.snapshot().pods())
                .extracting(pod -> pod.pod().getMetadata().getName())
                .containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void everythingThatMayNotBeReadIsNamedAtOnce() {
        stub.answer(PODS, 403, "{\"message\": \"pods is forbidden\"}");
        stub.answer("GET /apis/batch/v1/jobs?limit=1", 403, "{\"message\": \"jobs is forbidden\"}");

        assertThatThrownBy(() -> LiveCluster.read(stub.config(), reader, Set.of()))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("may not read pods, jobs (the cluster role view gives that)");
    }

    @Test
    void whatTheServersSideSaysIsRead() {
        stub.answer("GET " + ACCESSES, 200, """
                {"apiVersion": "clientintents.dev/v1alpha1", "kind": "ServerAccessList", "metadata": {}, "items": [
                  {"apiVersion": "clientintents.dev/v1alpha1", "kind": "ServerAccess",
                   "metadata": {"name": "web", "namespace": "shop", "creationTimestamp": "2026-11-01T00:00:00Z"},
                   "spec": {"server": {"name": "web"}, "consumers": []}}]}
                """);

        LiveCluster.read(stub.config(), reader, Set.of());

        assertThat(reader.snapshot().accesses()).singleElement().satisfies(access -> {
            assertThat(access.entry().consumers()).isEmpty();
            assertThat(access.entry().created()).isEqualTo("2026-11-01T00:00:00Z");
            assertThat(access.server().toString()).isEqualTo("ServerAccess shop/web");
        });
    }

    @Test
    void aClusterOfAnEarlierChartIsReadWithoutAServerAccessToWhichNobodyHasARight() {
        stub.answer("GET " + ACCESSES, 403, "{\"message\": \"serveraccesses is forbidden\"}");
        stub.answer("GET /apis/clientintents.dev/v1alpha1", 200, """
                {"resources": [{"name": "clientintents", "kind": "ClientIntents"}]}
                """);
        stub.answer(PODS, 200, page("", "a"));

        LiveCluster.read(stub.config(), reader, Set.of());

        assertThat(reader.snapshot().pods()).hasSize(1);
    }

    @Test
    void aServerAccessThatMayNotBeReadIsMissed() {
        stub.answer("GET " + ACCESSES, 403, "{\"message\": \"serveraccesses is forbidden\"}");
        stub.answer("GET /apis/clientintents.dev/v1alpha1", 200, """
                {"resources": [{"name": "serveraccesses", "kind": "ServerAccess"}]}
                """);

        assertThatThrownBy(() -> LiveCluster.read(stub.config(), reader, Set.of()))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("may not read serveraccesses (the cluster role view gives that)");
    }

    @Test
    void anotherErrorIsALineWithTheCollection() {
        stub.answer(PODS, 400, "{\"message\": \"limit is not supported\"}");

        assertThatThrownBy(() -> LiveCluster.read(stub.config(), reader, Set.of()))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("cannot read /api/v1/pods of the cluster: limit is not supported");
    }

    @Test
    void whatIsNotJsonIsALine() {
        stub.answer(PODS, 200, "<html>");

        assertThatThrownBy(() -> LiveCluster.read(stub.config(), reader, Set.of()))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("answers to GET /api/v1/pods is not a valid answer of an API server");
    }

    @Test
    void policiesThatAreNotEvaluatedAreLookedForInEveryVersionThatServesTheirKind() {
        stub.answer("GET /apis", 200, """
                {"groups": [{"name": "apps", "preferredVersion": {"groupVersion": "apps/v1"}},
                  {"name": "cilium.io", "preferredVersion": {"groupVersion": "cilium.io/v2"},
                   "versions": [{"groupVersion": "cilium.io/v2alpha1"}, {"groupVersion": "cilium.io/v2"}]}]}
                """);
        stub.answer("GET /apis/cilium.io/v2", 200, """
                {"resources": [{"name": "ciliumnetworkpolicies", "kind": "CiliumNetworkPolicy"},
                  {"name": "ciliumnetworkpolicies/status", "kind": "CiliumNetworkPolicy"},
                  {"name": "ciliumendpoints", "kind": "CiliumEndpoint"}]}
                """);
        stub.answer("GET /apis/cilium.io/v2alpha1", 200, """
                {"resources": [{"name": "ciliumnetworkpolicies", "kind": "CiliumNetworkPolicy"},
                  {"name": "ciliumclusterwidenetworkpolicies", "kind": "CiliumClusterwideNetworkPolicy"}]}
                """);
        stub.answer("GET /apis/cilium.io/v2/ciliumnetworkpolicies?limit=500", 200, """
                {"kind": "CiliumNetworkPolicyList", "apiVersion": "cilium.io/v2", "metadata": {}, "items": [
                  {"kind": "CiliumNetworkPolicy", "apiVersion": "cilium.io/v2", "metadata": {"name": "a", "namespace": "shop"}},
                  {"kind": "CiliumNetworkPolicy", "apiVersion": "cilium.io/v2", "metadata": {"name": "b", "namespace": "shop"}}]}
                """);
        stub.answer(
                "GET /apis/cilium.io/v2alpha1/ciliumclusterwidenetworkpolicies?limit=500",
                403,
                "{\"message\": \"forbidden\"}");

        LiveCluster.read(stub.config(), reader, Set.of());

        assertThat(reader.snapshot().unevaluated()).hasValueSatisfying(finding -> {
            assertThat(finding.message())
                    .isEqualTo("policies that may open or close connections are not evaluated:"
                            + " 2 CiliumNetworkPolicy.cilium.io;"
                            + " policies that may exist cannot be listed: CiliumClusterwideNetworkPolicy.cilium.io");
            assertThat(finding.position()).hasToString("CiliumNetworkPolicy shop/a");
        });
    }

    @Test
    void furtherKindsThatAreAskedForAreHandedOn() {
        var kinds = Set.of(
                new PolicyKind("k8s.otterize.com", "ClientIntents"),
                new PolicyKind("k8s.otterize.com", "ProtectedService"));
        stub.answer("GET /apis", 200, """
                {"groups": [{"name": "k8s.otterize.com",
                   "preferredVersion": {"groupVersion": "k8s.otterize.com/v2alpha1"},
                   "versions": [{"groupVersion": "k8s.otterize.com/v2alpha1"}]}]}
                """);
        stub.answer("GET /apis/k8s.otterize.com/v2alpha1", 200, """
                {"resources": [{"name": "clientintents", "kind": "ClientIntents"},
                  {"name": "clientintents/status", "kind": "ClientIntents"},
                  {"name": "protectedservices", "kind": "ProtectedService"}]}
                """);
        stub.answer("GET /apis/k8s.otterize.com/v2alpha1/clientintents?limit=500", 200, """
                {"kind": "ClientIntentsList", "apiVersion": "k8s.otterize.com/v2alpha1", "metadata": {}, "items": [
                  {"metadata": {"name": "web", "namespace": "shop"}, "spec": {"workload": {"name": "web"}}}]}
                """);
        stub.answer(
                "GET /apis/k8s.otterize.com/v2alpha1/protectedservices?limit=500", 403, "{\"message\": \"forbidden\"}");
        var handedOn = new ArrayList<String>();
        reader.handOnTo(it -> handedOn.add(it.toString()), Set.of());

        LiveCluster.read(stub.config(), reader, kinds);

        assertThat(handedOn).contains("ClientIntents shop/web");
        assertThat(reader.snapshot().unevaluated())
                .hasValueSatisfying(finding ->
                        assertThat(finding.message()).contains("cannot be listed: ProtectedService.k8s.otterize.com"));
    }

    @Test
    void aGroupThatDoesNotTellItsKindsMayHaveAllOfThem() {
        stub.answer("GET /apis", 200, """
                {"groups": [{"name": "projectcalico.org", "preferredVersion": {"groupVersion": "projectcalico.org/v3"}}]}
                """);
        stub.answer("GET /apis/projectcalico.org/v3", 403, "{\"message\": \"forbidden\"}");

        LiveCluster.read(stub.config(), reader, Set.of());

        assertThat(reader.snapshot().unevaluated())
                .hasValueSatisfying(finding -> assertThat(finding.message())
                        .isEqualTo("policies that may exist cannot be listed: GlobalNetworkPolicy.projectcalico.org,"
                                + " NetworkPolicy.projectcalico.org"));
    }

    @Test
    void adminPoliciesAreReadInTheVersionThatIsEvaluatedAndWithThemTheNodes() {
        stub.answer("GET /apis", 200, """
                {"groups": [{"name": "policy.networking.k8s.io",
                   "preferredVersion": {"groupVersion": "policy.networking.k8s.io/v1beta1"},
                   "versions": [{"groupVersion": "policy.networking.k8s.io/v1beta1"},
                     {"groupVersion": "policy.networking.k8s.io/v1alpha2"}]}]}
                """);
        stub.answer("GET /apis/policy.networking.k8s.io/v1alpha2", 200, """
                {"resources": [{"name": "clusternetworkpolicies", "kind": "ClusterNetworkPolicy"}]}
                """);
        stub.answer("GET /apis/policy.networking.k8s.io/v1beta1", 200, """
                {"resources": [{"name": "clusternetworkpolicies", "kind": "ClusterNetworkPolicy"}]}
                """);
        stub.answer("GET /apis/policy.networking.k8s.io/v1alpha2/clusternetworkpolicies?limit=500", 200, """
                {"kind": "ClusterNetworkPolicyList", "apiVersion": "policy.networking.k8s.io/v1alpha2", "metadata": {}, "items": [
                  {"kind": "ClusterNetworkPolicy", "apiVersion": "policy.networking.k8s.io/v1alpha2", "metadata": {"name": "a"},
                   "spec": {"tier": "Admin", "priority": 7, "subject": {"namespaces": {}}}}]}
                """);
        stub.answer("GET /api/v1/nodes?limit=500", 200, """
                {"kind": "NodeList", "apiVersion": "v1", "metadata": {}, "items": [
                  {"metadata": {"name": "n"}, "status": {"addresses": [{"type": "InternalIP", "address": "192.0.2.1"}]}}]}
                """);

        LiveCluster.read(stub.config(), reader, Set.of());

        assertThat(reader.snapshot().unevaluated()).isEmpty();
        assertThat(reader.snapshot().adminPolicies()).hasSize(1).allSatisfy(policy -> {
            assertThat(policy.object()).hasToString("ClusterNetworkPolicy a");
            assertThat(policy.object().priority()).isEqualTo(7);
        });
        assertThat(reader.snapshot().nodes())
                .extracting(node -> node.addresses().toString())
                .containsExactly("[192.0.2.1-192.0.2.1]");
    }

    @Test
    void nodesAndTheAddressesOfServicesAreReadAndSaidWhereTheyMayNotBe() {
        stub.answer("GET /api/v1/nodes?limit=500", 403, "{\"message\": \"nodes is forbidden\"}");
        stub.answer(
                "GET /apis/discovery.k8s.io/v1/endpointslices?limit=500&labelSelector="
                        + "endpointslice.kubernetes.io/managed-by%21%3Dendpointslice-controller.k8s.io",
                200, """
                {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSliceList", "metadata": {}, "items": [
                  {"metadata": {"name": "kubernetes", "namespace": "default", "labels": {"kubernetes.io/service-name": "kubernetes"}},
                   "addressType": "IPv4", "endpoints": [{"addresses": ["192.0.2.9"]}]},
                  {"metadata": {"name": "legacy-1", "namespace": "shop", "labels": {"kubernetes.io/service-name": "legacy"}},
                   "addressType": "IPv4", "endpoints": [{"addresses": ["198.51.100.7"]}]}]}
                """);
        stub.answer(
                "GET /apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices?limit=500&labelSelector="
                        + "endpointslice.kubernetes.io/managed-by%3Dendpointslice-controller.k8s.io",
                200, """
                {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSliceList", "metadata": {}, "items": [
                  {"metadata": {"name": "kube-dns-1", "namespace": "kube-system", "labels": {"kubernetes.io/service-name": "kube-dns"}},
                   "addressType": "IPv4", "endpoints": [{"addresses": ["10.244.0.7"]}]}]}
                """);

        LiveCluster.read(stub.config(), reader, Set.of());

        assertThat(reader.snapshot().apiServers()).containsExactly("192.0.2.9");
        assertThat(reader.snapshot().slices().keySet())
                .extracting(ObjectKey::toString)
                .containsExactlyInAnyOrder("default/kubernetes", "shop/legacy-1", "kube-system/kube-dns-1");
        assertThat(reader.snapshot().unevaluated()).isEmpty();
        assertThat(reader.snapshot().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .isEqualTo("objects that may lead traffic to servers cannot be listed: Node"));
    }

    @Test
    void adminPoliciesOfAnotherVersionAreSaidAndSoAreThoseThatMayNotBeListed() {
        stub.answer("GET /apis", 200, """
                {"groups": [{"name": "policy.networking.k8s.io",
                   "preferredVersion": {"groupVersion": "policy.networking.k8s.io/v1beta1"},
                   "versions": [{"groupVersion": "policy.networking.k8s.io/v1beta1"},
                     {"groupVersion": "policy.networking.k8s.io/v1alpha1"}]}]}
                """);
        stub.answer("GET /apis/policy.networking.k8s.io/v1alpha1", 200, """
                {"resources": [{"name": "adminnetworkpolicies", "kind": "AdminNetworkPolicy"}]}
                """);
        stub.answer("GET /apis/policy.networking.k8s.io/v1beta1", 200, """
                {"resources": [{"name": "clusternetworkpolicies", "kind": "ClusterNetworkPolicy"}]}
                """);
        stub.answer(
                "GET /apis/policy.networking.k8s.io/v1alpha1/adminnetworkpolicies?limit=500",
                403,
                "{\"message\": \"forbidden\"}");
        stub.answer("GET /apis/policy.networking.k8s.io/v1beta1/clusternetworkpolicies?limit=500", 200, """
                {"kind": "ClusterNetworkPolicyList", "apiVersion": "policy.networking.k8s.io/v1beta1", "metadata": {}, "items": [
                  {"kind": "ClusterNetworkPolicy", "apiVersion": "policy.networking.k8s.io/v1beta1", "metadata": {"name": "a"}}]}
                """);

        LiveCluster.read(stub.config(), reader, Set.of());

        assertThat(reader.snapshot().unevaluated())
                .hasValueSatisfying(finding -> assertThat(finding.message())
                        .isEqualTo("policies that may open or close connections are not evaluated:"
                                + " 1 ClusterNetworkPolicy.policy.networking.k8s.io;"
                                + " policies that may exist cannot be listed:"
                                + " AdminNetworkPolicy.policy.networking.k8s.io"));
    }

    @Test
    void routesAndMonitorsAreReadWhereTheyAreServed() {
        stub.answer("GET /apis", 200, """
                {"groups": [{"name": "gateway.networking.k8s.io",
                   "preferredVersion": {"groupVersion": "gateway.networking.k8s.io/v1"}},
                  {"name": "monitoring.coreos.com", "preferredVersion": {"groupVersion": "monitoring.coreos.com/v1"}}]}
                """);
        stub.answer("GET /apis/gateway.networking.k8s.io/v1", 200, """
                {"resources": [{"name": "httproutes", "kind": "HTTPRoute"}, {"name": "gateways", "kind": "Gateway"}]}
                """);
        stub.answer("GET /apis/gateway.networking.k8s.io/v1/httproutes?limit=500", 200, """
                {"kind": "HTTPRouteList", "apiVersion": "gateway.networking.k8s.io/v1", "metadata": {}, "items": [
                  {"metadata": {"name": "web", "namespace": "shop"}, "spec": {"parentRefs": [{"name": "public"}],
                    "rules": [{"backendRefs": [{"name": "web", "port": 80}]}]}}]}
                """);
        stub.answer("GET /apis/gateway.networking.k8s.io/v1/gateways?limit=500", 200, """
                {"kind": "GatewayList", "apiVersion": "gateway.networking.k8s.io/v1", "metadata": {}, "items": [
                  {"metadata": {"name": "public", "namespace": "shop"}, "spec": {"gatewayClassName": "envoy"}}]}
                """);
        stub.answer("GET /apis/monitoring.coreos.com/v1", 200, """
                {"resources": [{"name": "servicemonitors", "kind": "ServiceMonitor"}]}
                """);
        stub.answer("GET /apis/monitoring.coreos.com/v1/servicemonitors?limit=500", 200, """
                {"kind": "ServiceMonitorList", "apiVersion": "monitoring.coreos.com/v1", "metadata": {}, "items": [
                  {"metadata": {"name": "web", "namespace": "shop"},
                   "spec": {"selector": {}, "endpoints": [{"port": "metrics"}]}}]}
                """);

        LiveCluster.read(stub.config(), reader, Set.of());

        Snapshot snapshot = reader.snapshot();
        assertThat(snapshot.leads())
                .extracting(it -> it.object().origin().toString())
                .containsExactly("HTTPRoute shop/web", "ServiceMonitor shop/web");
        assertThat(snapshot.controllers()).hasSize(2);
        assertThat(snapshot.unevaluated()).isEmpty();
        assertThat(snapshot.findings()).isEmpty();
    }

    @Test
    void routesThatMayNotBeListedMakeAnswersIncompleteAndOtherKindsAreSaid() {
        stub.answer("GET /apis", 200, """
                {"groups": [{"name": "route.openshift.io", "preferredVersion": {"groupVersion": "route.openshift.io/v1"}},
                  {"name": "admissionregistration.k8s.io",
                   "preferredVersion": {"groupVersion": "admissionregistration.k8s.io/v1"}}]}
                """);
        stub.answer("GET /apis/route.openshift.io/v1", 200, """
                {"resources": [{"name": "routes", "kind": "Route"}]}
                """);
        stub.answer("GET /apis/route.openshift.io/v1/routes?limit=500", 403, "{\"message\": \"forbidden\"}");
        stub.answer("GET /apis/admissionregistration.k8s.io/v1", 200, """
                {"resources": [{"name": "validatingwebhookconfigurations", "kind": "ValidatingWebhookConfiguration"}]}
                """);
        stub.answer(
                "GET /apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations?limit=500",
                403,
                "{\"message\": \"forbidden\"}");

        LiveCluster.read(stub.config(), reader, Set.of());

        assertThat(reader.snapshot().unevaluated())
                .hasValueSatisfying(finding -> assertThat(finding.message())
                        .isEqualTo("routes to servers that may exist cannot be listed: Route.route.openshift.io"));
        assertThat(reader.snapshot().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.UNLISTED_OBJECTS);
            assertThat(finding.message()).endsWith(": ValidatingWebhookConfiguration.admissionregistration.k8s.io");
        });
    }

    @Test
    void routesOfContourTraefikAndIstioAndWhatScrapesAreRead() {
        stub.answer("GET /apis", 200, """
                {"groups": [
                  {"name": "networking.istio.io", "preferredVersion": {"groupVersion": "networking.istio.io/v1"},
                   "versions": [{"groupVersion": "networking.istio.io/v1"}, {"groupVersion": "networking.istio.io/v1beta1"}]},
                  {"name": "operator.victoriametrics.com",
                   "preferredVersion": {"groupVersion": "operator.victoriametrics.com/v1beta1"}},
                  {"name": "projectcontour.io", "preferredVersion": {"groupVersion": "projectcontour.io/v1"}},
                  {"name": "traefik.io", "preferredVersion": {"groupVersion": "traefik.io/v1alpha1"}}]}
                """);
        String istio = """
                {"resources": [{"name": "virtualservices", "kind": "VirtualService"}, {"name": "gateways", "kind": "Gateway"}]}
                """;
        stub.answer("GET /apis/networking.istio.io/v1", 200, istio);
        stub.answer("GET /apis/networking.istio.io/v1beta1", 200, istio);
        stub.answer("GET /apis/networking.istio.io/v1/virtualservices?limit=500", 200, """
                {"kind": "VirtualServiceList", "apiVersion": "networking.istio.io/v1", "metadata": {}, "items": [
                  {"metadata": {"name": "web", "namespace": "shop"}, "spec": {"gateways": ["edge"],
                    "http": [{"route": [{"destination": {"host": "web", "port": {"number": 80}}}]}]}}]}
                """);
        stub.answer("GET /apis/networking.istio.io/v1/gateways?limit=500", 200, """
                {"kind": "GatewayList", "apiVersion": "networking.istio.io/v1", "metadata": {}, "items": [
                  {"metadata": {"name": "edge", "namespace": "shop"}, "spec": {"selector": {"istio": "ingressgateway"}}}]}
                """);
        stub.answer("GET /apis/operator.victoriametrics.com/v1beta1", 200, """
                {"resources": [{"name": "vmagents", "kind": "VMAgent"}]}
                """);
        stub.answer("GET /apis/operator.victoriametrics.com/v1beta1/vmagents?limit=500", 200, """
                {"kind": "VMAgentList", "apiVersion": "operator.victoriametrics.com/v1beta1", "metadata": {}, "items": [
                  {"metadata": {"name": "agent", "namespace": "shop"}, "spec": {"remoteWrite": []}}]}
                """);
        stub.answer("GET /apis/projectcontour.io/v1", 200, """
                {"resources": [{"name": "httpproxies", "kind": "HTTPProxy"}]}
                """);
        stub.answer("GET /apis/projectcontour.io/v1/httpproxies?limit=500", 200, """
                {"kind": "HTTPProxyList", "apiVersion": "projectcontour.io/v1", "metadata": {}, "items": [
                  {"metadata": {"name": "web", "namespace": "shop"},
                   "spec": {"routes": [{"services": [{"name": "web", "port": 80}]}]}}]}
                """);
        stub.answer("GET /apis/traefik.io/v1alpha1", 200, """
                {"resources": [{"name": "ingressroutes", "kind": "IngressRoute"}]}
                """);
        stub.answer("GET /apis/traefik.io/v1alpha1/ingressroutes?limit=500", 403, "{\"message\": \"forbidden\"}");

        LiveCluster.read(stub.config(), reader, Set.of());

        Snapshot snapshot = reader.snapshot();
        assertThat(snapshot.leads())
                .extracting(it -> it.object().origin().toString())
                .containsExactly("VirtualService shop/web", "HTTPProxy shop/web");
        assertThat(snapshot.controllers())
                .hasAtLeastOneElementOfType(ControllerFact.IstioGateway.class)
                .hasAtLeastOneElementOfType(ControllerFact.Scraper.class);
        assertThat(snapshot.unevaluated())
                .hasValueSatisfying(finding -> assertThat(finding.message())
                        .isEqualTo("routes to servers that may exist cannot be listed: IngressRoute.traefik.io"));
    }

    @Test
    void aClusterWithoutSuchKindsIsComplete() {
        stub.answer("GET /apis", 200, "{\"groups\": [{\"name\": \"apps\"}]}");

        LiveCluster.read(stub.config(), reader, Set.of());

        assertThat(reader.snapshot().unevaluated()).isEmpty();
    }

    private static String page(String next, String pod) {
        return """
                {"kind": "PodList", "apiVersion": "v1", "items": [{"metadata": {"name": "%s", "namespace": "shop", "uid": "u-%s"},
                  "spec": {"containers": [{"image": "c", "name": "c"}]}}], "metadata": {"continue": "%s"}}
                """.formatted(pod, pod, next);
    }
}
