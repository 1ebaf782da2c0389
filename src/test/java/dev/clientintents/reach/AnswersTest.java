package dev.clientintents.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.explain.ExplanationText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is asked of a world, and in which words it answers. */
class AnswersTest {

    private static final String SHOP = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: consumers-of-auth, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: auth}}
              policyTypes: [Ingress]
              ingress:
                - from:
                    - podSelector: {matchLabels: {consumes-auth: "true"}}
                      namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [shop, web]}]}
                    - ipBlock: {cidr: 10.0.0.0/8}
                  ports: [{port: http}]
                - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
                  ports: [{port: 9090}]
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: nothing, namespace: shop}
            spec: {podSelector: {matchLabels: {app: auth}}}
            """;

    private static World.Pod pod(String namespace, String name, Map<String, String> labels, World.Port... ports) {
        return new World.Pod(new WorkloadId(namespace, "Deployment", name), name + "-1", labels, List.of(ports), false);
    }

    private static final World.Port HTTP = new World.Port("http", Protocol.TCP, 8080);
    private static final World.Pod AUTH = pod("shop", "auth", Map.of("app", "auth"), HTTP);
    private static final World.Pod FRONTEND =
            pod("web", "frontend", Map.of("app", "frontend", "consumes-auth", "true"));
    private static final World.Pod OTHER = pod("jobs", "other", Map.of("app", "other", "consumes-auth", "true"));

    private static World world(String policies, List<World.Backend> backends, World.Pod... pods) throws IOException {
        return new World(List.of(), List.of(pods), YamlWorld.of(policies).policies(), backends);
    }

    private static Endpoint.Workload endpoint(World.Pod pod) {
        return new Endpoint.Workload(pod.workload(), "");
    }

    private static String lines(List<?> lines) {
        return String.join("\n", lines.stream().map(Object::toString).toList()) + "\n";
    }

    @Test
    void connectionsAreLinesSortedBySourceAndDestination() throws IOException {
        Reachability reachability = Reachability.of(world(SHOP, List.of(), AUTH, FRONTEND, OTHER));

        assertThat(lines(reachability.connections().toList())).isEqualTo("""
                0.0.0.0-255.255.255.255[External] => jobs/other[Deployment] : All Connections
                0.0.0.0-255.255.255.255[External] => web/frontend[Deployment] : All Connections
                10.0.0.0-10.255.255.255[External] => shop/auth[Deployment] : TCP 8080
                jobs/other[Deployment] => 0.0.0.0-255.255.255.255[External] : All Connections
                jobs/other[Deployment] => web/frontend[Deployment] : All Connections
                shop/auth[Deployment] => 0.0.0.0-255.255.255.255[External] : All Connections
                shop/auth[Deployment] => jobs/other[Deployment] : All Connections
                shop/auth[Deployment] => web/frontend[Deployment] : All Connections
                web/frontend[Deployment] => 0.0.0.0-255.255.255.255[External] : All Connections
                web/frontend[Deployment] => jobs/other[Deployment] : All Connections
                web/frontend[Deployment] => shop/auth[Deployment] : TCP 8080
                """);
        assertThat(lines(reachability.to(endpoint(AUTH)))).isEqualTo("""
                10.0.0.0-10.255.255.255[External] => shop/auth[Deployment] : TCP 8080
                web/frontend[Deployment] => shop/auth[Deployment] : TCP 8080
                """);
        Endpoint address = new Endpoint.External(IpRange.parse("10.1.2.3").orElseThrow());
        assertThat(lines(reachability.from(address))).contains("10.1.2.3-10.1.2.3[External] => shop/auth[Deployment]");
        assertThat(reachability.to(address)).hasSize(3);
    }

    @Test
    void anExplanationSaysOfEachRuleWhatItAdmitsOrMisses() throws IOException {
        Reachability reachability = Reachability.of(world(SHOP, List.of(), AUTH, FRONTEND, OTHER));

        assertThat(lines(ExplanationText.of(reachability.explain(endpoint(FRONTEND), endpoint(AUTH), PortSet.ALL))))
                .isEqualTo("""
                web/frontend[Deployment] => shop/auth[Deployment] : TCP 8080
                  Egress of web/frontend[Deployment]: allowed, because no policy selects it for egress.
                  Ingress of shop/auth[Deployment]: TCP 8080 allowed by the 2 policies that select it.
                    NetworkPolicy shop/consumers-of-auth admits TCP 8080:
                      ingress[0] admits TCP 8080:
                        from[0] [namespace with {kubernetes.io/metadata.name In (shop,web)}]/[pod with {consumes-auth=true}] matches.
                      ingress[1] does not match:
                        from[0] monitoring/[all pods] does not match: its namespace's label kubernetes.io/metadata.name is "web", not "monitoring".
                    NetworkPolicy shop/nothing has no rules, so it admits nobody.
                """);
    }

    @Test
    void aDenialNamesWhatWouldHaveToChange() throws IOException {
        Reachability reachability = Reachability.of(world(SHOP, List.of(), AUTH, FRONTEND, OTHER));
        PortSet asked = PortSet.of(PortRange.Numbered.of(Protocol.TCP, 80));

        assertThat(lines(ExplanationText.of(reachability.explain(endpoint(FRONTEND), endpoint(AUTH), asked))))
                .contains("web/frontend[Deployment] => shop/auth[Deployment] : TCP 80 is denied")
                .contains("ingress[0] matches web/frontend[Deployment], but its ports are TCP http:");
        assertThat(lines(ExplanationText.of(reachability.explain(endpoint(OTHER), endpoint(AUTH), PortSet.ALL))))
                .contains("No Connections")
                .contains("No Connections; not known for TCP 8080")
                .contains("the 2 policies that select it would admit this only if a block holds pods.")
                .contains("label kubernetes.io/metadata.name is \"jobs\", not one of \"shop\", \"web\".")
                .contains("from[1] 10.0.0.0/8 may match: it is a pod, and network plugins differ on whether");
        Endpoint outside = new Endpoint.External(IpRange.IPV4);
        assertThat(lines(ExplanationText.of(reachability.explain(outside, endpoint(AUTH), PortSet.ALL))))
                .contains("from[0] [namespace with {kubernetes.io/metadata.name In (shop,web)}]")
                .contains("of it only 10.0.0.0-10.255.255.255 is in the block")
                .contains("it is not a pod of the cluster")
                .contains("allowed, because policies do not hold outside of the cluster.");
    }

    @Test
    void exposureIsWhatPodsCouldGetThatWearTheRightLabels() throws IOException {
        Reachability reachability = Reachability.of(world(SHOP, List.of(), AUTH, FRONTEND));

        assertThat(lines(reachability.exposures())).isEqualTo("""
                [namespace with {kubernetes.io/metadata.name In (shop,web)}]/[pod with {consumes-auth=true}] => shop/auth[Deployment] : TCP 8080
                monitoring/[all pods] => shop/auth[Deployment] : TCP 9090
                shop/auth[Deployment] => entire-cluster : All Connections
                entire-cluster => web/frontend[Deployment] : All Connections
                web/frontend[Deployment] => entire-cluster : All Connections
                """);
    }

    @Test
    void exposureOfEgressKeepsNamesAndAddsWhatTheWholeClusterGets() throws IOException {
        Reachability reachability = Reachability.of(world("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: p, namespace: web}
                spec:
                  podSelector: {}
                  policyTypes: [Egress]
                  egress:
                    - to: [{namespaceSelector: {}}]
                      ports: [{port: 53, protocol: UDP}]
                    - to: [{podSelector: {matchExpressions: [{key: app, operator: Exists}]}}]
                      ports: [{port: http}]
                    - to: [{podSelector: {}}]
                      ports: [{port: 53, protocol: UDP}]
                """, List.of(), FRONTEND));

        assertThat(lines(reachability.exposures())).isEqualTo("""
                entire-cluster => web/frontend[Deployment] : All Connections
                web/frontend[Deployment] => entire-cluster : UDP 53
                web/frontend[Deployment] => web/[pod with {app Exists}] : UDP 53 and TCP http
                """);
    }

    @Test
    void podsOfAWorkloadThatPoliciesSeeDifferentlyAreListedApart() throws IOException {
        var id = new WorkloadId("shop", "Deployment", "auth");
        Reachability reachability = Reachability.of(world(
                SHOP,
                List.of(),
                new World.Pod(id, "auth-1", Map.of("app", "auth", "track", "one"), List.of(HTTP), false),
                new World.Pod(id, "auth-2", Map.of("app", "auth", "track", "two"), List.of(HTTP), false),
                new World.Pod(id, "auth-3", Map.of("app", "auth-next"), List.of(), false),
                FRONTEND));

        assertThat(lines(reachability.workloads())).isEqualTo("""
                shop/auth[Deployment]{app=auth,port http=TCP 8080}
                shop/auth[Deployment]{app=auth-next,no port TCP http}
                web/frontend[Deployment]
                """);
        assertThat(reachability.warnings())
                .filteredOn(it -> it.code() == Warning.Code.PODS_DIFFER)
                .extracting(Warning::toString)
                .containsExactly(
                        "shop/auth[Deployment]: policies see differences between its pods, which are listed apart: "
                                + "auth-1 {app=auth,port http=TCP 8080}, auth-3 {app=auth-next,no port TCP http}");
        assertThat(reachability.to(new Endpoint.Workload(id, "{app=auth-next,no port TCP http}")))
                .extracting(Connection::toString)
                .contains("shop/auth[Deployment]{app=auth,port http=TCP 8080} => "
                        + "shop/auth[Deployment]{app=auth-next,no port TCP http} : All Connections");
        assertThatIllegalArgumentException().isThrownBy(() -> reachability.to(new Endpoint.Workload(id, "")));
    }

    @Test
    void theIngressControllerReachesWhatIsExposedAndOpenToEveryPod() throws IOException {
        List<World.Backend> backends = List.of(
                new World.Backend(
                        "Ingress shop/site",
                        "shop",
                        Map.of("app", "auth"),
                        List.of(new PortRange.Named(Protocol.TCP, "http"))),
                new World.Backend(
                        "HTTPRoute gateways/site",
                        "web",
                        Map.of("app", "frontend"),
                        List.of(PortRange.Numbered.of(Protocol.TCP, 3000))),
                new World.Backend(
                        "Ingress web/none", "web", Map.of(), List.of(PortRange.Numbered.of(Protocol.TCP, 1))));
        Reachability reachability = Reachability.of(world(SHOP, backends, AUTH, FRONTEND));
        var controller = new Endpoint.IngressController();

        assertThat(lines(reachability.from(controller)))
                .isEqualTo("{ingress-controller} => web/frontend[Deployment] : TCP 3000\n");
        assertThat(reachability.connections())
                .endsWith(reachability.from(controller).get(0));
        assertThat(reachability.warnings())
                .extracting(Warning::code)
                .containsExactly(Warning.Code.INGRESS_BLOCKED, Warning.Code.BLOCK_MAY_HOLD_PODS);
        assertThat(reachability.warnings().get(0).toString())
                .startsWith("Ingress shop/site: exposes shop/auth[Deployment] on TCP 8080, but policies do not admit");
        assertThat(lines(ExplanationText.of(reachability.explain(controller, endpoint(AUTH), PortSet.ALL))))
                .contains("which pods serve an Ingress is not known");
        assertThat(lines(ExplanationText.of(reachability.explain(
                        controller, endpoint(FRONTEND), PortSet.of(PortRange.Numbered.of(Protocol.TCP, 22))))))
                .contains("No Ingress or route exposes these ports of web/frontend[Deployment].");
    }
}
