package dev.clientintents.learn.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.graph.Scope;
import dev.clientintents.learn.observe.Connection;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.learn.observe.Seen;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.WorkloadId;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was seen, held against what is declared. */
class SuggestionsTest {

    private static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2026-11-08T12:00:00Z");
    private static final Seen OFTEN = new Seen(12, 0, 0, FIRST, LAST);
    private static final Party WEB = workload("shop", "web");
    private static final Party CART = workload("shop", "cart");

    private final Map<Connection, Seen> connections = new LinkedHashMap<>();
    private String manifests = deployment("shop", "web") + deployment("shop", "cart");
    private boolean outside;
    private ObservedClues.Rules rules = new ObservedClues.Rules(false, 2);

    @Test
    void whatIsSeenAndNotDeclaredIsSuggestedWithItsEvidence() {
        connections.put(tcp(WEB, CART, 8080), OFTEN);

        assertThat(suggested())
                .containsExactly("shop/Deployment/web: {name=cart, ports=[{port=8080}]}"
                        + " # seen 12 times, 2026-11-01T00:00:00Z to 2026-11-08T12:00:00Z");
    }

    @Test
    void whatIsDeclaredIsNotSuggestedByWhicheverNameItIs() {
        connections.put(tcp(WEB, CART, 8080), OFTEN);
        String service = """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: basket, namespace: shop}
                spec: {selector: {app: cart}, ports: [{port: 80, targetPort: http}]}
                """;

        for (String target : List.of(
                "{name: cart}",
                "{name: cart, kind: Deployment, ports: [{port: 8000, endPort: 9000}]}",
                "{name: cart, ports: [{port: http}]}",
                "{name: basket, kind: Service}",
                "{name: basket, kind: Service, ports: [{port: 80}]}")) {
            assertThat(suggestedBeside(service, target)).as(target).isEmpty();
        }
        for (String target : List.of(
                "{name: cart, kind: StatefulSet}",
                "{name: cart, ports: [{port: 8080, protocol: UDP}]}",
                "{name: basket}",
                "{name: cart, namespace: elsewhere}",
                "{name: basket, kind: Service, ports: [{port: 8080}]}")) {
            assertThat(suggestedBeside(service, target)).as(target).hasSize(1);
        }
    }

    private List<String> suggestedBeside(String service, String target) {
        String before = manifests;
        manifests += service + intents("web", target);
        List<String> suggested = suggested();
        manifests = before;
        return suggested;
    }

    @Test
    void aServerIsNamedWithItsKindWhereAnotherHasItsName() {
        manifests +=
                deployment("platform", "auth") + deployment("platform", "auth").replace("Deployment", "StatefulSet");
        connections.put(tcp(WEB, workload("platform", "auth"), 8080), OFTEN);

        assertThat(suggested())
                .singleElement()
                .asString()
                .contains("{name=auth, namespace=platform, kind=Deployment, ports=[{port=8080}]}");
    }

    @Test
    void allPortsAreSuggestedWhereNoSourceTellsThePort() {
        connections.put(new Connection(WEB, CART, null, 0), OFTEN);

        assertThat(suggested()).singleElement().asString().contains("{name=cart}", "nothing tells the port");
    }

    @Test
    void portsOfOneServerAreTogetherAndEachHasItsEvidence() {
        connections.put(tcp(WEB, CART, 9090), OFTEN);
        connections.put(new Connection(WEB, CART, Protocol.UDP, 53), OFTEN);
        connections.put(tcp(WEB, CART, 8080), OFTEN);

        assertThat(suggested())
                .singleElement()
                .asString()
                .contains(
                        "ports=[{port=8080}, {port=9090}, {port=53, protocol=UDP}]",
                        "# TCP 8080: seen 12",
                        "# UDP 53: seen 12");
    }

    @Test
    void whatWasSeenOnceIsToldUnlessAllWas() {
        connections.put(tcp(WEB, CART, 8080), new Seen(1, 0, 0, null, null));
        assertThat(suggested()).as("no source counts").hasSize(1);

        connections.put(tcp(CART, WEB, 8080), OFTEN);
        assertThat(suggested()).singleElement().asString().startsWith("shop/Deployment/cart");
        assertThat(leftOut()).containsExactly("it was seen less than 2 times; --at-least 1 suggests it");
    }

    @Test
    void whatPoliciesStoppedIsSuggestedWhereItIsAskedFor() {
        connections.put(tcp(WEB, CART, 8080), new Seen(0, 5, 0, FIRST, FIRST));
        assertThat(suggested()).isEmpty();
        assertThat(leftOut()).singleElement().asString().contains("--include-denied");

        rules = new ObservedClues.Rules(true, 2);
        assertThat(suggested()).singleElement().asString().endsWith("# denied 5 times, 2026-11-01T00:00:00Z");
    }

    @Test
    void whatNeverHadAnAnswerIsNotSuggested() {
        connections.put(tcp(WEB, CART, 8080), new Seen(0, 0, 5, null, null));

        assertThat(suggested()).isEmpty();
        assertThat(leftOut()).containsExactly("it never had an answer");
    }

    @Test
    void whatIsOutsideIsSuggestedByNameOrAddressWhereItIsAskedFor() {
        connections.put(tcp(WEB, new Party.Outside("world", "api.example.com", "203.0.113.7"), 443), OFTEN);
        connections.put(tcp(WEB, new Party.Outside("world", null, "203.0.113.8"), 443), OFTEN);
        connections.put(tcp(WEB, new Party.Outside("world", null, "2001:db8::1"), 443), OFTEN);
        connections.put(tcp(WEB, Party.Outside.API_SERVER, 6443), OFTEN);
        connections.put(tcp(WEB, Party.Outside.NODE, 10250), OFTEN);
        assertThat(suggested()).isEmpty();
        assertThat(leftOut()).hasSize(5);

        outside = true;
        assertThat(suggested())
                .extracting(it -> it.substring(0, it.indexOf(" #")))
                .containsExactly(
                        "shop/Deployment/web: {name=kubernetes, namespace=default, kind=Service, ports=[{port=6443}]}",
                        "shop/Deployment/web: {cidr=2001:db8::1/128, ports=[{port=443}]}",
                        "shop/Deployment/web: {cidr=203.0.113.8/32, ports=[{port=443}]}",
                        "shop/Deployment/web: {host=api.example.com, ports=[{port=443}]}");
        manifests += intents(
                "web",
                "{host: '*.example.com', ports: [{port: 443}]}",
                "{cidr: 203.0.113.0/24, ports: [{port: 443}]}",
                "{cidr: '2001:db8::/32'}",
                "{name: kubernetes, namespace: default, kind: Service}");
        assertThat(suggested()).as("once it is declared").isEmpty();
    }

    @Test
    void whatNobodyCanDeclareIsToldWithTheReason() {
        manifests += deployment("kube-system", "dns")
                + deployment("shop", "node-agent").replace("spec: {containers", "spec: {hostNetwork: true, containers");
        connections.put(tcp(WEB, workload("kube-system", "dns"), 8080), OFTEN);
        connections.put(tcp(workload("kube-system", "dns"), WEB, 8080), OFTEN);
        connections.put(tcp(WEB, workload("shop", "node-agent"), 8080), OFTEN);
        connections.put(tcp(workload("shop", "node-agent"), WEB, 8080), OFTEN);
        connections.put(tcp(new Party.Outside("load balancer", null, null), WEB, 8080), OFTEN);
        connections.put(tcp(new Party.Unknown("10.0.0.9", "its address belonged to several"), WEB, 8080), OFTEN);
        connections.put(tcp(WEB, WEB, 8080), OFTEN);

        assertThat(suggested()).isEmpty();
        assertThat(leftOut())
                .hasSize(6)
                .contains("its address belonged to several")
                .anyMatch(it -> it.contains("ServerAccess"))
                .anyMatch(it -> it.contains("leaves namespace kube-system alone"))
                .anyMatch(it -> it.contains("the client is on the host network"))
                .anyMatch(it -> it.contains("the server is on the host network"));
    }

    @Test
    void theEntranceThatAdmitsACallFromOutsideIsTold() {
        connections.put(tcp(new Party.Outside("world", null, "203.0.113.7"), WEB, 8080), OFTEN);
        connections.put(new Connection(new Party.Outside("world", null, "2001:db8::7"), WEB, Protocol.UDP, 53), OFTEN);
        connections.put(tcp(Party.Outside.API_SERVER, WEB, 8443), OFTEN);
        connections.put(tcp(Party.Outside.NODE, WEB, 8080), OFTEN);

        List<String> entrances = of(snapshot()).leftOut().stream()
                .map(it -> it.what().replaceFirst(".*Z(; entrance: )?", ""))
                .toList();
        assertThat(entrances)
                .containsExactly(
                        "{cidrs: [{cidr: 203.0.113.7/32}], ports: [{port: 8080}]}",
                        "{cidrs: [{cidr: '2001:db8::7/128'}], ports: [{port: 53, protocol: UDP}]}",
                        "{apiServer: {}}",
                        "");
        manifests += """
                ---
                apiVersion: clientintents.dev/v1alpha1
                kind: ServerAccess
                metadata: {name: web, namespace: shop}
                spec: {server: {name: web}, entrances: [%s]}
                """.formatted(String.join(", ", entrances.subList(0, 3)));
        assertThat(snapshot().accesses()).as("which is valid").hasSize(1);
    }

    @Test
    void scansAndWhatIsApartAreTold() {
        var apart = Map.of(tcp(WEB, CART, 39999), new Observations.Apart(OFTEN, "no container declares the port"));
        var scans = List.of(new Observations.Scan(CART, 500, OFTEN));
        var observations = new Observations(Map.of(), apart, scans, null, null, Map.of());

        Clues clues = ObservedClues.of(observations, rules);

        assertThat(clues.clues()).isEmpty();
        assertThat(clues.leftOut())
                .extracting(LeftOut::toString)
                .containsExactly(
                        "shop/Deployment/web calls shop/Deployment/cart on TCP 39999, seen 12 times,"
                                + " 2026-11-01T00:00:00Z to 2026-11-08T12:00:00Z: no container declares the port",
                        "shop/Deployment/cart calls 500 servers and ports or more, seen 12 times,"
                                + " 2026-11-01T00:00:00Z to 2026-11-08T12:00:00Z: that is no use of them but a scan");
    }

    private List<String> suggested() {
        Snapshot snapshot = snapshot();
        return of(snapshot).suggestions().stream()
                .flatMap(client -> client.targets().stream()
                        .map(it -> client.client() + ": "
                                + Plan.fields(it, client.client().namespace()) + " # "
                                + String.join(" # ", it.evidence())))
                .toList();
    }

    private List<String> leftOut() {
        return of(snapshot()).leftOut().stream().map(LeftOut::why).toList();
    }

    private Suggestions of(Snapshot snapshot) {
        var observations = new Observations(connections, Map.of(), List.of(), FIRST, LAST, Map.of());
        return Suggestions.of(
                List.of(ObservedClues.of(observations, rules)),
                snapshot,
                new Scope(Enforcement.LOCAL, Set.of("kube-system")),
                outside);
    }

    private Snapshot snapshot() {
        var reader = new ManifestReader("default");
        reader.read("all.yaml", new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)));
        Snapshot snapshot = reader.snapshot();
        assertThat(snapshot.findings()).isEmpty();
        return snapshot;
    }

    private static Connection tcp(Party client, Party server, int port) {
        return new Connection(client, server, Protocol.TCP, port);
    }

    private static Party workload(String namespace, String name) {
        return new Party.OfWorkload(new WorkloadId(namespace, "Deployment", name));
    }

    private static String intents(String client, String... targets) {
        return """
                ---
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: %1$s, namespace: shop}
                spec: {client: {name: %1$s}, consumes: [%2$s]}
                """.formatted(client, String.join(", ", targets));
    }

    private static String deployment(String namespace, String name) {
        return """
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %2$s, namespace: %1$s}
                spec:
                  selector: {matchLabels: {app: %2$s}}
                  template:
                    metadata: {labels: {app: %2$s}}
                    spec: {containers: [{name: a, image: a, ports: [{name: http, containerPort: 8080}]}]}
                """.formatted(namespace, name);
    }
}
