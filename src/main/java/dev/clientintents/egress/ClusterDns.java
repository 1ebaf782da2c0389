package dev.clientintents.egress;

import dev.clientintents.graph.NameServers;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Selector;
import dev.clientintents.reach.IpRange;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Derives where the pods of a cluster have names resolved. Whoever may make a Service could pass it off as a name server,
 * and so lead every client whose way out is closed to pods of its own: what counts lies in the namespaces that
 * distributions use and tenants do not, or has the address that pods are told to ask.
 */
public final class ClusterDns {

    /** Where distributions run DNS. */
    public static final Set<String> NAMESPACES = Set.of("kube-system", "openshift-dns");

    private static final Set<Integer> PORT = Set.of(DnsService.PORT);

    /** The cache on the nodes of AKS: the second for pods of the DNS policy {@code ClusterFirst}, the first for others. */
    private static final List<IpRange> LOCAL_DNS_OF_AKS = List.of(
            HostAddress.parse("169.254.10.10").orElseThrow(),
            HostAddress.parse("169.254.10.11").orElseThrow());

    private ClusterDns() {}

    /**
     * Returns the pods and the addresses that pods ask: what a query is sent to, and what a Service or a cache on the node
     * turns that into, since network plugins look at the one or the other. None is known where a Service that counts
     * cannot be followed to its pods, or nothing counts: closing a client's way out would then take DNS from it.
     *
     * @param services those of the cluster that have a port of DNS
     * @param caches those of the cluster
     * @param told the name servers that a pod was told; empty where none is known
     * @param ports what the ports are of which a Service only tells names
     */
    public static NameServers of(
            Collection<DnsService> services, Collection<NodeCache> caches, List<IpRange> told, TargetPorts ports) {
        Set<IpRange> asked = asked(told);
        var servers = new NameServerSet();
        asked.forEach(it -> servers.addAddresses(it, PORT));
        List<DnsService> counting = services.stream()
                .filter(it -> counts(it, asked))
                .sorted(Comparator.comparing(DnsService::key))
                .toList();
        for (DnsService service : counting) {
            Optional<String> problem = add(service, ports, servers);
            if (problem.isPresent()) {
                return NameServers.unknown(problem.get());
            }
        }
        for (NodeCache cache : caches) {
            if (NAMESPACES.contains(cache.namespace())) {
                cache.pods().ifPresent(it -> servers.addPods(cache.namespace(), it, cache.ports()));
                cache.addresses().forEach(it -> servers.addAddresses(it, cache.ports()));
            }
        }
        return servers.isEmpty()
                ? NameServers.unknown("neither " + String.join(" nor ", new TreeSet<>(NAMESPACES))
                        + " has a Service with port " + DnsService.PORT
                        + " or caches on nodes, and no resolv.conf names a name server; "
                        + remedy("kube-system/k8s-app=kube-dns:53"))
                : new NameServers(servers.inOrder(), null);
    }

    private static Set<IpRange> asked(List<IpRange> told) {
        var asked = new LinkedHashSet<>(told);
        if (told.stream().anyMatch(LOCAL_DNS_OF_AKS::contains)) {
            asked.addAll(LOCAL_DNS_OF_AKS);
        }
        return asked;
    }

    private static boolean counts(DnsService service, Set<IpRange> asked) {
        return NAMESPACES.contains(service.key().namespace())
                || service.clusterIps().stream().anyMatch(asked::contains);
    }

    /** Adds a Service's pods and its own addresses; returns why its pods are not known, where they are not. */
    private static Optional<String> add(DnsService service, TargetPorts ports, NameServerSet servers) {
        ObjectKey key = service.key();
        if (service.selector().isEmpty()) {
            return Optional.of("Service " + key + " has no selector, so it is not known what answers behind it; "
                    + remedy("10.0.0.10/32:53"));
        }
        Selector pods = Selector.of(service.selector());
        var numbers = new TreeSet<Integer>();
        for (ServiceEntry.Port port : service.ports()) {
            Set<Integer> some = port.target() instanceof PortRange.Numbered number
                    ? Set.of(number.first())
                    : ports.numbers(service, port);
            if (some.isEmpty()) {
                return Optional.of("no pod behind Service " + key + " is known that has the port " + port.target()
                        + "; " + remedy(key.namespace() + "/" + DnsSetting.text(service.selector()) + ":5353"));
            }
            numbers.addAll(some);
        }
        servers.addPods(key.namespace(), pods, numbers);
        service.clusterIps().forEach(it -> servers.addAddresses(it, PORT));
        return Optional.empty();
    }

    private static String remedy(String example) {
        return "name the servers with " + DnsSetting.OPTION + ", as in " + DnsSetting.OPTION + " " + example;
    }
}
