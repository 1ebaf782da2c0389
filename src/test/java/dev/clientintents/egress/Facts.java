package dev.clientintents.egress;

import dev.clientintents.graph.NameServer;
import dev.clientintents.graph.NameServers;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.reach.IpRange;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a cluster tells of its DNS, in YAML. */
final class Facts {

    private final List<DnsService> services = new ArrayList<>();
    private final List<NodeCache> caches = new ArrayList<>();
    private final List<Pod> pods = new ArrayList<>();
    private List<IpRange> told = List.of();

    Facts with(String document) {
        if (document.contains("kind: Service\n")) {
            DnsService.read(Serialization.unmarshal(document, Service.class)).ifPresent(services::add);
        } else if (document.contains("kind: DaemonSet\n")) {
            DaemonSet read = Serialization.unmarshal(document, DaemonSet.class);
            NodeCache.read(
                            new ObjectKey(
                                    read.getMetadata().getNamespace(),
                                    read.getMetadata().getName()),
                            Serialization.unmarshal(document, Map.class))
                    .ifPresent(caches::add);
        } else {
            pods.add(Serialization.unmarshal(document, Pod.class));
        }
        return this;
    }

    /** Adds a Service of CoreDNS as most distributions have it. */
    Facts withService(String namespace, String name, String label, String... clusterIps) {
        return with("""
                apiVersion: v1
                kind: Service
                metadata: {namespace: %s, name: %s}
                spec:
                  clusterIP: "%s"
                  clusterIPs: [%s]
                  selector: {%s}
                  ports:
                    - {name: dns, port: 53, protocol: UDP, targetPort: 53}
                    - {name: dns-tcp, port: 53, protocol: TCP, targetPort: 53}
                    - {name: metrics, port: 9153, protocol: TCP, targetPort: 9153}
                """.formatted(namespace, name, clusterIps[0], quoted(clusterIps), label));
    }

    Facts asking(String... addresses) {
        told = ResolvConf.nameServers(
                Stream.of(addresses).map(it -> "nameserver " + it + "\n").collect(Collectors.joining()));
        return this;
    }

    NameServers servers() {
        return ClusterDns.of(services, caches, told, TargetPorts.of(pods));
    }

    /** Returns each name server as a line. */
    static List<String> lines(NameServers servers) {
        return servers.servers().stream()
                .map(it -> it instanceof NameServer.Pods pods
                        ? pods.namespace() + "/" + pods.pods() + " " + pods.ports()
                        : ((NameServer.Addresses) it).block().cidr() + " " + it.ports())
                .toList();
    }

    private static String quoted(String... texts) {
        return Stream.of(texts).map(it -> '"' + it + '"').collect(Collectors.joining(", "));
    }
}
