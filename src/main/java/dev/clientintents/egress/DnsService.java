package dev.clientintents.egress;

import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.reach.IpRange;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Service with the port of DNS. Whether names are resolved there at all, its namespace or its address must tell.
 *
 * @param key its namespace and name
 * @param selector the labels of its pods; empty where it selects none
 * @param clusterIps its own addresses; empty for a headless one
 * @param ports its ports of DNS, and the pods' ports behind them; never empty
 */
public record DnsService(
        ObjectKey key, Map<String, String> selector, List<IpRange> clusterIps, List<ServiceEntry.Port> ports) {

    /** The port that resolvers ask: {@code resolv.conf} names no other. */
    static final int PORT = 53;

    public DnsService {
        selector = Map.copyOf(selector);
        clusterIps = List.copyOf(clusterIps);
        ports = List.copyOf(ports);
    }

    /** Reads a Service; empty where it has no port of DNS, and where it is only another name for a host outside. */
    public static Optional<DnsService> read(Service service) {
        ServiceSpec spec = service.getSpec();
        if ("ExternalName".equals(spec.getType())) {
            return Optional.empty();
        }
        ServiceEntry entry = ObservedService.entry(service);
        List<ServiceEntry.Port> ports =
                entry.ports().stream().filter(it -> it.number() == PORT).toList();
        return ports.isEmpty()
                ? Optional.empty()
                : Optional.of(new DnsService(entry.key(), entry.selector(), ServiceAddresses.clusterIps(spec), ports));
    }
}
