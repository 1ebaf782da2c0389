package dev.clientintents.egress;

import dev.clientintents.graph.NameServers;
import dev.clientintents.graph.OutsideAddresses;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.reach.IpRange;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what objects tell of where ways out lead beside pods: where names are resolved, and at which addresses the
 * Services are found that select no pods, or all Services, where that is asked for. Not thread-safe.
 */
public final class EgressFacts {

    /** The port behind a Service, of which the last number that was told stays while the Service does. */
    private record Named(ObjectKey service, ServiceEntry.Port port) {}

    /** A Service's own addresses, and whether those of its endpoints count, too, because they are no pods. */
    private record Addresses(List<OutsideAddresses> ofService, boolean withoutPods) {}

    private final @Nullable NameServers said;
    private final boolean servicePorts;
    private final List<IpRange> asked;
    private final TargetPorts pods;
    private final Set<String> awaited = new LinkedHashSet<>();
    private final Map<ObjectKey, DnsService> dnsServices = new TreeMap<>();
    private final Map<ObjectKey, NodeCache> caches = new TreeMap<>();
    private final Map<ObjectKey, Endpoints> slices = new HashMap<>();
    private final Map<ObjectKey, Map<ObjectKey, Endpoints>> slicesOf = new HashMap<>();
    private final Map<ObjectKey, Addresses> addresses = new HashMap<>();
    private final Map<Named, Set<Integer>> lastNumbers = new HashMap<>();
    private final Map<ObjectKey, List<OutsideAddresses>> changed = new LinkedHashMap<>();
    private @Nullable NameServers derived;

    /**
     * Creates facts of which nothing is told yet.
     *
     * @param settings what administrators say, which counts alone
     * @param asked the name servers that a pod of the cluster was told; empty where none is known
     * @param pods what pods say of ports that Services only name, where no EndpointSlice does
     */
    public EgressFacts(EgressSettings settings, List<IpRange> asked, TargetPorts pods) {
        this.said = settings.nameServers().orElse(null);
        this.servicePorts = settings.servicePorts();
        this.asked = List.copyOf(asked);
        this.pods = pods;
    }

    /** Has no name server known until it is told that something was listed, or cannot be. */
    public void await(String collection) {
        awaited.add(collection);
        derived = null;
    }

    /** Notes that all objects of a collection have been told. */
    public void listed(String collection) {
        if (awaited.remove(collection)) {
            derived = null;
        }
    }

    /** Adds or replaces a Service. */
    public void put(Service service) {
        var key = new ObjectKey(
                service.getMetadata().getNamespace(), service.getMetadata().getName());
        DnsService read = DnsService.read(service).orElse(null);
        DnsService before = read == null ? dnsServices.remove(key) : dnsServices.put(key, read);
        if (read == null ? before != null : !read.equals(before)) {
            derived = null;
        }
        Addresses own = servicePorts || ServiceAddresses.isWithoutPods(service.getSpec())
                ? new Addresses(ServiceAddresses.read(service), ServiceAddresses.isWithoutPods(service.getSpec()))
                : null;
        Addresses owned = own == null ? addresses.remove(key) : addresses.put(key, own);
        if (own == null ? owned != null : !own.equals(owned)) {
            follow(key);
        }
    }

    /** Forgets a Service, if it is there. */
    public void removeService(ObjectKey key) {
        if (dnsServices.remove(key) != null) {
            lastNumbers.keySet().removeIf(it -> it.service().equals(key));
            derived = null;
        }
        if (addresses.remove(key) != null) {
            follow(key);
        }
    }

    /** Replaces what an EndpointSlice tells; empty where it is gone, or tells nothing. */
    public void putSlice(ObjectKey key, Optional<Endpoints> read) {
        Endpoints before = read.isPresent() ? slices.put(key, read.get()) : slices.remove(key);
        if (read.equals(Optional.ofNullable(before))) {
            return;
        }
        if (before != null) {
            slicesOf.computeIfPresent(before.service(), (service, its) -> {
                its.remove(key);
                return its.isEmpty() ? null : its;
            });
            follow(before.service());
        }
        read.ifPresent(it -> {
            slicesOf.computeIfAbsent(it.service(), first -> new TreeMap<>()).put(key, it);
            follow(it.service());
        });
    }

    /** Replaces what a DaemonSet tells; empty where it is gone, or none of caches. */
    public void putCache(ObjectKey key, Optional<NodeCache> read) {
        NodeCache before = read.isPresent() ? caches.put(key, read.get()) : caches.remove(key);
        if (!read.equals(Optional.ofNullable(before))) {
            derived = null;
        }
    }

    private void follow(ObjectKey service) {
        if (dnsServices.containsKey(service)) {
            derived = null;
        }
        List<List<OutsideAddresses>> told = new ArrayList<>();
        Addresses own = addresses.get(service);
        if (own != null) {
            told.add(own.ofService());
        }
        if (own != null && own.withoutPods()) {
            slicesOf.getOrDefault(service, Map.of()).values().forEach(it -> told.add(it.outside()));
        }
        changed.put(service, ServiceAddresses.union(told));
    }

    /** Returns where names are resolved, or why that is not known. */
    public NameServers nameServers() {
        if (said != null) {
            return said;
        }
        if (derived == null) {
            derived = awaited.isEmpty()
                    ? ClusterDns.of(dnsServices.values(), caches.values(), asked, this::numbers)
                    : NameServers.unknown("it is not known where names are resolved before these could be read: "
                            + String.join(", ", awaited));
        }
        return derived;
    }

    private Set<Integer> numbers(DnsService service, ServiceEntry.Port port) {
        var told = new LinkedHashSet<Integer>();
        slicesOf.getOrDefault(service.key(), Map.of())
                .values()
                .forEach(it -> told.addAll(it.numbers(port.name(), port.protocol())));
        Set<Integer> numbers = told.isEmpty() ? pods.numbers(service, port) : told;
        var named = new Named(service.key(), port);
        // while all pods of a Service restart it has none
        return numbers.isEmpty() ? lastNumbers.getOrDefault(named, Set.of()) : remember(named, numbers);
    }

    private Set<Integer> remember(Named named, Set<Integer> numbers) {
        lastNumbers.put(named, numbers);
        return numbers;
    }

    /** Returns the Services whose addresses have changed since the last call, with what they are now. */
    public Map<ObjectKey, List<OutsideAddresses>> changes() {
        if (changed.isEmpty()) {
            return Map.of();
        }
        Map<ObjectKey, List<OutsideAddresses>> changes = new LinkedHashMap<>(changed);
        changed.clear();
        return changes;
    }
}
