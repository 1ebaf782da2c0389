package dev.clientintents.egress;

import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.reach.IpRange;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Service with the port of DNS. Whether names are resolved there at all, its namespace or its address must tell.
 *
 * @param key its namespace and name
 * @param selector the labels of its pods; empty where it selects none
 * @param clusterIps its own addresses; empty for a headless one
 * @param targets the ports of the pods behind its port of DNS; never empty
 */
public record DnsService(
        ObjectKey key, Map<String, String> selector, List<IpRange> clusterIps, List<PortRange> targets) {

    /** The port that resolvers ask: {@code resolv.conf} names no other. */
    static final int PORT = 53;

    public DnsService {
        selector = Map.copyOf(selector);
        clusterIps = List.copyOf(clusterIps);
        targets = List.copyOf(targets);
    }

    /** Reads a Service; empty where it has no port of DNS, and where it is only another name for a host outside. */
    public static Optional<DnsService> read(Service service) {
        ServiceSpec spec = service.getSpec();
        if ("ExternalName".equals(spec.getType())) {
            return Optional.empty();
        }
        ServiceEntry entry = ObservedService.entry(service);
        List<PortRange> targets = entry.ports().stream()
                .filter(it -> it.number() == PORT)
                .map(ServiceEntry.Port::target)
                .distinct()
                .toList();
        return targets.isEmpty()
                ? Optional.empty()
                : Optional.of(new DnsService(entry.key(), entry.selector(), clusterIps(spec), targets));
    }

    /** Returns the addresses at which clients reach a Service; those of both families. */
    static List<IpRange> clusterIps(ServiceSpec spec) {
        return Stream.concat(
                        Stream.ofNullable(spec.getClusterIP()),
                        Stream.ofNullable(spec.getClusterIPs()).flatMap(List::stream))
                .flatMap(it -> HostAddress.parse(it).stream())
                .distinct()
                .toList();
    }
}
