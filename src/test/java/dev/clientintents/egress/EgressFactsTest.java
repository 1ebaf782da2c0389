package dev.clientintents.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.NameServers;
import dev.clientintents.graph.OutsideAddresses;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EgressFactsTest {

    private static final ObjectKey API_SERVER = new ObjectKey("default", "kubernetes");
    private static final ObjectKey FIRST = new ObjectKey("default", "kubernetes-1");
    private static final ObjectKey SECOND = new ObjectKey("default", "kubernetes-2");
    private static final String SLICE = """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {namespace: default, name: kubernetes, labels: {kubernetes.io/service-name: kubernetes}}
            addressType: IPv4
            endpoints: [{addresses: [172.18.0.3]}, {addresses: [172.18.0.2]}]
            ports: [{name: https, port: 6443, protocol: TCP}]
            """;
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {namespace: default, name: kubernetes}
            spec:
              clusterIP: 10.96.0.1
              clusterIPs: [10.96.0.1, "fd00:10::1"]
              ports: [{name: https, port: 443, protocol: TCP, targetPort: 6443}]
            """;
    private static final ObjectKey DNS = new ObjectKey("openshift-dns", "dns-default");
    private static final ObjectKey DNS_SLICE = new ObjectKey("openshift-dns", "dns-default-x");
    private static final String DNS_SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {namespace: openshift-dns, name: dns-default}
            spec:
              clusterIP: 172.30.0.10
              selector: {dns.operator.openshift.io/daemonset-dns: default}
              ports:
                - {name: dns, port: 53, protocol: UDP, targetPort: dns}
                - {name: dns-tcp, port: 53, protocol: TCP, targetPort: dns-tcp}
            """;
    private static final String DNS_ENDPOINTS = """
            metadata: {labels: {kubernetes.io/service-name: dns-default}}
            endpoints: [{addresses: [10.128.0.7]}]
            ports: [{name: dns, port: 5353, protocol: UDP}, {name: dns-tcp, port: 5353, protocol: TCP}]
            """;

    private final EgressFacts facts = new EgressFacts(EgressSettings.DEFAULT, List.of(), TargetPorts.UNKNOWN);

    @Test
    void theAddressesOfAServiceAndOfItsEndpointsAreBothReached() {
        String ipv6 = SLICE.replace("172.18.0.2", "\"fc00::2\"").replace("{addresses: [172.18.0.3]}, ", "");

        facts.put(service(SERVICE));
        facts.putSlice(FIRST, slice("default", SLICE));
        facts.putSlice(SECOND, slice("default", ipv6));

        assertThat(addresses(API_SERVER))
                .containsExactly(
                        "10.96.0.1/32 [TCP 443]",
                        "172.18.0.2/32 [TCP 6443]",
                        "172.18.0.3/32 [TCP 6443]",
                        "fc00::2/128 [TCP 6443]",
                        "fd00:10::1/128 [TCP 443]");
    }

    @Test
    void addressesFollowWhatBecomesOfTheObjects() {
        facts.putSlice(FIRST, slice("default", SLICE));
        assertThat(addresses(API_SERVER)).isEmpty();

        facts.put(service(SERVICE.replace(", \"fd00:10::1\"", "")));
        facts.putSlice(SECOND, slice("default", SLICE.replace("6443", "443")));
        assertThat(addresses(API_SERVER))
                .containsExactly(
                        "10.96.0.1/32 [TCP 443]",
                        "172.18.0.2/32 [TCP 443, TCP 6443]",
                        "172.18.0.3/32 [TCP 443, TCP 6443]");

        facts.putSlice(FIRST, Optional.empty());
        assertThat(addresses(API_SERVER)).contains("172.18.0.2/32 [TCP 443]");
        assertThat(facts.changes()).isEmpty();
        facts.putSlice(SECOND, slice("default", SLICE.replace("6443", "443")));
        assertThat(facts.changes()).as("nothing is new").isEmpty();

        facts.removeService(API_SERVER);
        assertThat(addresses(API_SERVER)).isEmpty();
    }

    @Test
    void aServiceWithPodsHasNoAddressesOutside() {
        facts.put(service(SERVICE));
        facts.putSlice(FIRST, slice("default", SLICE));
        facts.put(service(SERVICE.replace("spec:\n", "spec:\n  selector: {app: web}\n")));

        assertThat(addresses(API_SERVER)).isEmpty();
    }

    @Test
    void aServiceThatIsTheNameOfAHostHasNoAddresses() {
        facts.put(service("""
                metadata: {namespace: default, name: kubernetes}
                spec: {type: ExternalName, externalName: db.example.com, ports: [{port: 5432}]}
                """));

        assertThat(facts.changes()).isEmpty();
    }

    @Test
    void onlyAPortWithoutANumberMeansAllPorts() {
        facts.put(service(SERVICE.replace("10.96.0.1, \"fd00:10::1\"", "").replace("clusterIP: 10.96.0.1", "")));
        facts.putSlice(FIRST, slice("default", SLICE.replace("6443", "70000")));
        assertThat(addresses(API_SERVER)).isEmpty();

        facts.putSlice(FIRST, slice("default", SLICE.replace("port: 6443, ", "")));
        assertThat(addresses(API_SERVER)).containsExactly("172.18.0.2/32 null", "172.18.0.3/32 null");
        facts.putSlice(SECOND, slice("default", SLICE));
        assertThat(addresses(API_SERVER))
                .as("all ports of one object and some of another")
                .containsExactly("172.18.0.2/32 null", "172.18.0.3/32 null");
    }

    @Test
    void addressesThatMeanAnotherHostToEachAndNamesAreNone() {
        facts.put(service(SERVICE.replace("10.96.0.1, \"fd00:10::1\"", "").replace("clusterIP: 10.96.0.1", "")));
        facts.putSlice(
                FIRST, slice("default", SLICE.replace("[172.18.0.2]", "[api.example.com, 0.0.0.0/0, 127.0.0.1]")));

        assertThat(addresses(API_SERVER)).containsExactly("172.18.0.3/32 [TCP 6443]");
    }

    @Test
    void portsThatAServiceOfDnsOnlyNamesAreThoseOfItsEndpointsAndStayWhileThereAreNone() {
        facts.put(service(DNS_SERVICE));
        assertThat(facts.nameServers().problem()).contains("UDP dns").contains("--dns");

        facts.putSlice(DNS_SLICE, slice("openshift-dns", DNS_ENDPOINTS));
        List<String> known = List.of(
                "openshift-dns/{dns.operator.openshift.io/daemonset-dns=default} [UDP 5353, TCP 5353]",
                "172.30.0.10/32 [UDP 53, TCP 53]");
        assertThat(Facts.lines(facts.nameServers())).isEqualTo(known);

        facts.putSlice(DNS_SLICE, Optional.empty());
        assertThat(Facts.lines(facts.nameServers())).as("all restart").isEqualTo(known);
        facts.putSlice(DNS_SLICE, slice("openshift-dns", DNS_ENDPOINTS.replace("5353", "1053")));
        assertThat(Facts.lines(facts.nameServers())).first().asString().contains("[UDP 1053, TCP 1053]");

        facts.removeService(DNS);
        facts.put(service(DNS_SERVICE));
        facts.putSlice(DNS_SLICE, Optional.empty());
        assertThat(facts.nameServers().problem()).as("another Service").contains("UDP dns");
    }

    @Test
    void noNameServerIsKnownBeforeAllThatMayTellOfOneHasBeenRead() {
        facts.await("DaemonSets");
        facts.await("EndpointSlices");
        facts.put(service(DNS_SERVICE));
        facts.putSlice(DNS_SLICE, slice("openshift-dns", DNS_ENDPOINTS));
        assertThat(facts.nameServers().problem()).contains("DaemonSets, EndpointSlices");
        facts.listed("EndpointSlices");
        assertThat(facts.nameServers().problem()).endsWith("read: DaemonSets");
        facts.listed("DaemonSets");

        assertThat(facts.nameServers().problem()).isNull();
    }

    @Test
    void whatAdministratorsSayCountsAlone() {
        NameServers said = DnsSetting.parse(List.of("dns/app=resolver:5300")).orElseThrow();
        var told = new EgressFacts(EgressSettings.DEFAULT.with(said), List.of(), TargetPorts.UNKNOWN);
        told.await("DaemonSets");
        told.put(service(DNS_SERVICE));

        assertThat(told.nameServers()).isEqualTo(said);
    }

    @Test
    void theAddressesOfServicesWithPodsAreToldWhereNetworkPluginsLookAtThem() {
        var told = new EgressFacts(new EgressSettings(false, true, Optional.empty()), List.of(), TargetPorts.UNKNOWN);
        told.put(service(SERVICE.replace("spec:\n", "spec:\n  selector: {app: web}\n")));
        told.putSlice(FIRST, slice("default", SLICE));

        assertThat(told.changes().getOrDefault(API_SERVER, List.of()))
                .extracting(it -> it.block().cidr())
                .containsExactly("10.96.0.1/32", "fd00:10::1/128");
    }

    /** Returns what the next changes say of a Service. */
    private List<String> addresses(ObjectKey service) {
        return facts.changes().getOrDefault(service, List.<OutsideAddresses>of()).stream()
                .map(it -> it.block().cidr() + " " + ports(it))
                .toList();
    }

    private static @Nullable List<PortRange.Numbered> ports(OutsideAddresses addresses) {
        return addresses.ports() == null
                ? null
                : addresses.ports().stream().map(OutsideAddresses.Port::number).toList();
    }

    private static Optional<Endpoints> slice(String namespace, String yaml) {
        return Endpoints.read(namespace, Serialization.unmarshal(yaml, Map.class));
    }

    private static Service service(String yaml) {
        return Serialization.unmarshal(yaml, Service.class);
    }
}
