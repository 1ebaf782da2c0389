package dev.clientintents.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.OutsideAddresses;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiServerExitTest {

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

    @Test
    void theApiServersOwnAddressesAndThoseOfItsServiceAreBothReached() {
        String ipv6 = SLICE.replace("172.18.0.2", "\"fc00::2\"").replace("{addresses: [172.18.0.3]}, ", "");

        assertThat(lines(
                        List.of(ApiServerExit.read(service(SERVICE)), slice("default", SLICE), slice("default", ipv6))))
                .containsExactly(
                        "10.96.0.1/32 [TCP 443]",
                        "172.18.0.2/32 [TCP 6443]",
                        "172.18.0.3/32 [TCP 6443]",
                        "fc00::2/128 [TCP 6443]",
                        "fd00:10::1/128 [TCP 443]");
    }

    @Test
    void anAddressThatSeveralSlicesTellHasThePortsOfAll() {
        assertThat(lines(List.of(slice("default", SLICE), slice("default", SLICE.replace("6443", "443")))))
                .containsExactly("172.18.0.2/32 [TCP 443, TCP 6443]", "172.18.0.3/32 [TCP 443, TCP 6443]");
    }

    @Test
    void othersAreNotTheApiServer() {
        assertThat(slice("tenant", SLICE)).isEmpty();
        assertThat(slice("default", SLICE.replace("service-name: kubernetes", "service-name: web")))
                .isEmpty();
        assertThat(ApiServerExit.read(service(SERVICE.replace("namespace: default", "namespace: tenant"))))
                .isEmpty();
        assertThat(ApiServerExit.read(service(SERVICE.replace("name: kubernetes", "name: web"))))
                .isEmpty();
    }

    @Test
    void portsThatAreNotToldAreNotTakenForAll() {
        assertThat(slice("default", SLICE.replace("port: 6443, ", ""))).isEmpty();
        assertThat(slice("default", SLICE.replace("6443", "70000"))).isEmpty();
        assertThat(slice("default", SLICE.replace("protocol: TCP", "protocol: UDP")))
                .isEmpty();
        assertThat(slice("default", SLICE.replace("[172.18.0.2]", "[api.example.com, 0.0.0.0/0, 127.0.0.1]")))
                .singleElement()
                .satisfies(it -> assertThat(it.block().cidr()).isEqualTo("172.18.0.3/32"));
    }

    private static List<OutsideAddresses> slice(String namespace, String yaml) {
        return ApiServerExit.read(namespace, Serialization.unmarshal(yaml, Map.class));
    }

    private static Service service(String yaml) {
        return Serialization.unmarshal(yaml, Service.class);
    }

    private static List<String> lines(List<List<OutsideAddresses>> told) {
        return ApiServerExit.union(told).stream()
                .map(it -> it.block().cidr() + " " + it.ports())
                .toList();
    }
}
