package dev.clientintents.backend.hostname;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.HostAccess;
import dev.clientintents.graph.HostRule;
import dev.clientintents.graph.NameServer;
import dev.clientintents.graph.NameServers;
import dev.clientintents.model.HostName;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One file for each kind of policy. With {@code -Dgolden.write=true} they are written, to be read before they are
 * committed.
 */
class HostPoliciesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/hostname");
    private static final ObjectKey POLICY = new ObjectKey("shop", "egress-of-checkout");
    private static final Selector CLIENTS = Selector.of(
            Map.of("app", "checkout"),
            List.of(
                    Requirement.parse("track", "NotIn", List.of("canary")),
                    Requirement.parse("tier", "Exists", List.of())));
    private static final List<PortRange> DNS =
            List.of(PortRange.Numbered.of(Protocol.UDP, 53), PortRange.Numbered.of(Protocol.TCP, 53));
    private static final NameServers NAME_SERVERS = new NameServers(
            List.of(
                    new NameServer.Pods("kube-system", Selector.of(Map.of("k8s-app", "kube-dns")), DNS),
                    new NameServer.Addresses(new AddressBlock("10.96.0.10/32", List.of()), DNS)),
            null);
    private static final PortRange.Numbered HTTPS = PortRange.Numbered.of(Protocol.TCP, 443);

    private final ObjectMapper json = new ObjectMapper();
    private final KubernetesSerialization yaml = new KubernetesSerialization(json, true);

    static Stream<Arguments> backends() {
        return Stream.of(
                Arguments.of("antrea", new AntreaHosts(), full()),
                Arguments.of("aws", new AwsHosts(), full()),
                Arguments.of("cilium", new CiliumHosts(true), full()),
                Arguments.of("cluster-network-policy", new ClusterPolicyHosts(500), full()),
                Arguments.of("gke", new GkeHosts(), exact()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("backends")
    void eachKindSaysTheSame(String name, HostBackend backend, HostAccess access) throws IOException {
        Path file = GOLDEN.resolve(name + ".yaml");
        var policy = (Rendering.Policy) backend.render(access);

        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, yaml.asYaml(policy.object()));
        }
        try (var expected = Files.newInputStream(file)) {
            assertThat(json.valueToTree(policy.object()).toPrettyString())
                    .isEqualTo(json.valueToTree(yaml.unmarshal(expected, Object.class))
                            .toPrettyString());
        }
    }

    @Test
    void theOrderInWhichHostsAreDeclaredDoesNotCount() {
        HostRule one = rule(List.of(HTTPS), "api.example.com", "b.example.com");
        HostRule other = rule(List.of(HTTPS), "a.example.com", "api.example.com");

        assertThat(access(NAME_SERVERS, one, other)).isEqualTo(access(NAME_SERVERS, other, one));
        assertThat(access(NAME_SERVERS, one, other).rules())
                .containsExactly(rule(List.of(HTTPS), "a.example.com", "api.example.com", "b.example.com"));
    }

    @Test
    void whatIsOneLabelDeepOnlyIsNotTakenForAnyDepth() {
        HostAccess below = access(NAME_SERVERS, rule(List.of(HTTPS), "*.example.com"));

        assertThat(reason(new GkeHosts().render(below)))
                .isEqualTo("an FQDNNetworkPolicy can name hosts one label below example.com, not all that *.example.com"
                        + " means; declare the names of the hosts");
        assertThat(reason(new CiliumHosts(false).render(below)))
                .isEqualTo("Cilium before 1.19 can name hosts one label below example.com, not all that *.example.com"
                        + " means; declare the names of the hosts");
        assertThat(new CiliumHosts(false).render(access(NAME_SERVERS, rule(List.of(HTTPS), "example.com"))))
                .isInstanceOf(Rendering.Policy.class);
    }

    @Test
    void aRangeOfPortsIsNotTakenForItsFirst() {
        HostAccess range = access(
                NAME_SERVERS, rule(List.of(new PortRange.Numbered(Protocol.TCP, 8000, 8010)), "api.example.com"));

        assertThat(reason(new GkeHosts().render(range))).contains("the range of ports TCP 8000-8010");
    }

    @Test
    void whatClosesDnsIsNotWrittenWhereDnsIsNotKnown() {
        HostAccess access = access(NameServers.unknown("nothing is known"), rule(List.of(HTTPS), "api.example.com"));

        assertThat(reason(new CiliumHosts(true).render(access))).endsWith("must admit DNS, but nothing is known");
        assertThat(reason(new AwsHosts().render(access))).endsWith("must admit DNS, but nothing is known");
        assertThat(new GkeHosts().render(access)).isInstanceOf(Rendering.Policy.class);
    }

    @Test
    void ciliumLearnsNamesFromPodsOnly() {
        var onNodes = new NameServers(
                List.of(new NameServer.Addresses(new AddressBlock("169.254.20.10/32", List.of()), DNS)), null);

        assertThat(reason(new CiliumHosts(true).render(access(onNodes, rule(List.of(HTTPS), "api.example.com")))))
                .contains("none of the name servers that are known is a pod");
    }

    @Test
    void aPolicyIsNotWrittenThatIsTooLarge() {
        String[] hosts = IntStream.rangeClosed(1, 626)
                .mapToObj(it -> "h" + it + ".example.com")
                .toArray(String[]::new);
        HostRule[] rules = IntStream.rangeClosed(1, 26)
                .mapToObj(it -> rule(List.of(PortRange.Numbered.of(Protocol.TCP, it)), "api.example.com"))
                .toArray(HostRule[]::new);
        List<PortRange.Numbered> ports = IntStream.rangeClosed(1, 26)
                .mapToObj(it -> PortRange.Numbered.of(Protocol.TCP, it))
                .toList();
        var backend = new ClusterPolicyHosts(0);

        assertThat(reason(backend.render(access(NAME_SERVERS, rule(null, hosts)))))
                .contains("625 hosts");
        assertThat(reason(backend.render(access(NAME_SERVERS, rules)))).contains("25 lists of ports");
        assertThat(reason(backend.render(access(NAME_SERVERS, rule(ports, "api.example.com")))))
                .contains("25 ports");
    }

    @Test
    void nothingStandsForEverything() {
        assertThatThrownBy(() -> new HostRule(List.of(), null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rule(List.of(), "api.example.com")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> access(NAME_SERVERS)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClusterPolicyHosts(1001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theBackendFollowsFromWhatIsServed() {
        var cilium = new CiliumHosts(true);
        ServedKind gke = new GkeHosts().kind();
        ServedKind antrea = new AntreaHosts().kind();

        assertThat(DiscoveredBackend.of(Set.of(cilium.kind()), Optional.of(cilium)))
                .isEqualTo(new DiscoveredBackend(cilium, null));
        assertThat(discovered(cilium.kind(), gke).backend()).isEqualTo(new GkeHosts());
        assertThat(discovered(antrea).backend()).isEqualTo(new AntreaHosts());
    }

    @Test
    void ciliumIsNotChosenWhereItReadsNoNames() {
        var cilium = new CiliumHosts(true);
        var ofGke = new ServedKind("networking.gke.io", "v1", "ManagedCertificate");

        assertThat(DiscoveredBackend.of(Set.of(cilium.kind()), Optional.empty()).problem())
                .contains("Cilium's DNS proxy");
        assertThat(DiscoveredBackend.of(Set.of(cilium.kind(), ofGke), Optional.of(cilium))
                        .problem())
                .startsWith("GKE serves FQDNNetworkPolicy only");
    }

    @Test
    void aKindThatIsServedWhereNothingReadsItsNamesIsNotChosen() {
        for (ServedKind kind : List.of(
                new AwsHosts().kind(),
                new ClusterPolicyHosts(0).kind(),
                new ServedKind("networking.k8s.io", "v1", "NetworkPolicy"),
                new ServedKind("crd.projectcalico.org", "v1", "NetworkPolicy"))) {
            assertThat(discovered(kind))
                    .isEqualTo(new DiscoveredBackend(
                            null, "the cluster serves no kind of policy that is known to name hosts"));
        }
        // the add-on, whose fields are others
        assertThat(discovered(new ServedKind("networking.gke.io", "v1alpha3", "FQDNNetworkPolicy"))
                        .backend())
                .isNull();
        assertThat(discovered(new ServedKind("k8s.ovn.org", "v1", "EgressFirewall"))
                        .problem())
                .startsWith("an EgressFirewall is for all pods of a namespace");
    }

    private static HostAccess full() {
        return access(
                NAME_SERVERS,
                rule(List.of(HTTPS), "api.example.com", "*.example.org"),
                rule(
                        List.of(
                                new PortRange.Numbered(Protocol.TCP, 8000, 8010),
                                PortRange.Numbered.of(Protocol.UDP, 123)),
                        "time.example.net"),
                rule(null, "any.example.net"));
    }

    private static HostAccess exact() {
        return access(
                NAME_SERVERS,
                rule(List.of(HTTPS), "api.example.com", "www.example.org"),
                rule(List.of(PortRange.Numbered.of(Protocol.UDP, 123)), "time.example.net"),
                rule(null, "any.example.net"));
    }

    private static HostAccess access(NameServers nameServers, HostRule... rules) {
        return new HostAccess(POLICY, CLIENTS, List.of(rules), nameServers);
    }

    private static HostRule rule(@Nullable List<PortRange.Numbered> ports, String... hosts) {
        return new HostRule(Stream.of(hosts).map(HostName::parse).toList(), ports);
    }

    private static DiscoveredBackend discovered(ServedKind... served) {
        return DiscoveredBackend.of(Set.of(served), Optional.of(new CiliumHosts(true)));
    }

    private static String reason(Rendering rendering) {
        return ((Rendering.Refused) rendering).reason();
    }
}
