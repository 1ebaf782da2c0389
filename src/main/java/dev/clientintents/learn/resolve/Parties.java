package dev.clientintents.learn.resolve;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.egress.Endpoints;
import dev.clientintents.graph.OutsideAddresses;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.learn.observe.Endpoint;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.IpRange;
import io.fabric8.kubernetes.api.model.PodIP;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the ends of connections with the pods, workloads, Services and nodes of an input. It guesses nothing: a name or an address
 * that may be of several, or that nothing of the input has, is unknown. Addresses are taken to be those of the input all the time that
 * was watched. Not thread-safe.
 */
public final class Parties {

    /** The API server's own Service. */
    private static final ObjectKey API_SERVER = new ObjectKey("default", "kubernetes");

    private static final int MOST_KEPT = 100_000;

    /** A server and the port of its pods. */
    public record Server(Party party, int port) {}

    private record Called(Endpoint endpoint, @Nullable Protocol protocol, int port) {}

    private final Workloads workloads;
    private final Services services;
    private final Map<String, List<SnapshotPod>> byAddress = new HashMap<>();
    private final Set<String> nodes = new HashSet<>();
    private final Set<String> apiServers = new HashSet<>();
    private final Set<OutsideAddresses.Port> apiServerPorts = new HashSet<>();
    private final List<IpRange> podRanges;
    private final Map<Endpoint, Party> known = new HashMap<>();
    private final Map<Party, Party> one = new HashMap<>();
    private final Map<Called, Server> knownServers = new HashMap<>();

    public Parties(Snapshot snapshot) {
        workloads = new Workloads(snapshot);
        services = new Services(snapshot);
        for (SnapshotPod pod : workloads.pods()) {
            if (!pod.hostNetwork()) {
                addresses(pod)
                        .forEach(it -> byAddress
                                .computeIfAbsent(it, key -> new ArrayList<>())
                                .add(pod));
            }
        }
        snapshot.nodes().forEach(node -> node.addresses().forEach(it -> nodes.add(Addresses.usual(it))));
        snapshot.nodeFacts().values().forEach(node -> node.addresses().forEach(it -> nodes.add(Addresses.usual(it))));
        snapshot.apiServers().stream()
                .flatMap(it -> Addresses.usual(it).stream())
                .forEach(apiServers::add);
        snapshot.slices().values().stream()
                .filter(it -> it.service().equals(API_SERVER))
                .map(Endpoints::ports)
                .filter(Objects::nonNull)
                .forEach(apiServerPorts::addAll);
        podRanges = podRanges(snapshot);
    }

    /** Returns what nodes say of the addresses of pods; none where pods have others, so that nothing follows from it. */
    private List<IpRange> podRanges(Snapshot snapshot) {
        List<IpRange> ranges = snapshot.nodeFacts().values().stream()
                .flatMap(it -> it.podRanges().stream())
                .toList();
        Stream<IpRange> samples = Stream.concat(
                byAddress.keySet().stream().flatMap(it -> IpRange.parse(it).stream()),
                snapshot.nodeFacts().values().stream().flatMap(it -> it.podSamples().stream()));
        return samples.allMatch(it -> Addresses.isIn(ranges, it)) ? ranges : List.of();
    }

    private static List<String> addresses(SnapshotPod pod) {
        return Optional.ofNullable(pod.pod().getStatus()).stream()
                .flatMap(status -> Stream.concat(
                        Stream.ofNullable(status.getPodIP()),
                        status.getPodIPs().stream().map(PodIP::getIp)))
                .filter(Objects::nonNull)
                .flatMap(it -> Addresses.usual(it).stream())
                .distinct()
                .toList();
    }

    /** Returns who opened a connection. */
    public Party client(Endpoint endpoint) {
        Party party = known.get(endpoint);
        if (party == null) {
            party = one(resolve(endpoint, null, 0).party());
            if (known.size() >= MOST_KEPT) {
                known.clear();
            }
            known.put(endpoint, party);
        }
        return party;
    }

    /**
     * Returns who was called.
     *
     * @param protocol null where it is not known
     * @param port of the pods, or of the Service where the endpoint is one or its address; 0 where it is not known
     */
    public Server server(Endpoint endpoint, @Nullable Protocol protocol, int port) {
        var called = new Called(endpoint, protocol, port);
        Server server = knownServers.get(called);
        if (server == null) {
            Server resolved = resolve(endpoint, protocol, port);
            server = new Server(one(resolved.party()), resolved.port());
            if (knownServers.size() >= MOST_KEPT) {
                knownServers.clear();
            }
            knownServers.put(called, server);
        }
        return server;
    }

    /**
     * Returns whether a container of a workload, or a Service in front of it, declares a port; never for what is no workload.
     *
     * @param protocol null where it is not known
     */
    public boolean declares(Party party, @Nullable Protocol protocol, int port) {
        return party instanceof Party.OfWorkload it && services.declares(it.workload(), protocol, port);
    }

    /** Returns one instance for each workload, which are then compared at a glance. */
    private Party one(Party party) {
        return party instanceof Party.OfWorkload ? one.computeIfAbsent(party, it -> it) : party;
    }

    private Server resolve(Endpoint endpoint, @Nullable Protocol protocol, int port) {
        if (endpoint instanceof Endpoint.Owned it) {
            return new Server(workloads.owned(it.namespace(), it.kind(), it.name()), port);
        }
        if (endpoint instanceof Endpoint.Pod it) {
            return new Server(workloads.pod(it.namespace(), it.name()), port);
        }
        if (endpoint instanceof Endpoint.Generated it) {
            return new Server(workloads.generated(it.namespace(), it.prefix()), port);
        }
        if (endpoint instanceof Endpoint.Service it) {
            var key = new ObjectKey(it.namespace(), it.name());
            return services.find(key)
                    .map(service -> service(service, null, protocol, port))
                    .orElseGet(() -> new Server(noService(key), 0));
        }
        if (endpoint instanceof Endpoint.Address it) {
            return address(it.address(), protocol, port);
        }
        return outside((Endpoint.Outside) endpoint, protocol, port);
    }

    private static Party noService(ObjectKey key) {
        return key.equals(API_SERVER)
                ? Party.Outside.API_SERVER
                : new Party.Unknown(key + " (Service)", "there is no such Service in the input");
    }

    private Server outside(Endpoint.Outside outside, @Nullable Protocol protocol, int port) {
        String address = outside.address();
        Optional<ServiceEntry> service =
                outside.host() != null || address == null ? Optional.empty() : services.at(address);
        if (service.isPresent()) {
            // before the address of a Service is replaced, plugins take it for one of the world
            return service(service.get(), address, protocol, port);
        }
        Party party = switch (outside.what()) {
            case "API server" -> Party.Outside.API_SERVER;
            case "node" -> isApiServer(address, protocol, port) ? Party.Outside.API_SERVER : Party.Outside.NODE;
            default -> new Party.Outside(outside.what(), outside.host(), address);
        };
        return new Server(party, port);
    }

    private boolean isApiServer(@Nullable String address, @Nullable Protocol protocol, int port) {
        return address != null
                && apiServers.contains(address)
                && apiServerPorts.stream()
                        .anyMatch(it -> it.number().first() == port
                                && (protocol == null || it.number().protocol() == protocol));
    }

    private Server address(String text, @Nullable Protocol protocol, int port) {
        List<SnapshotPod> pods = byAddress.getOrDefault(text, List.of());
        Optional<ServiceEntry> service = services.at(text);
        if (service.isPresent() && pods.isEmpty()) {
            return service(service.get(), text, protocol, port);
        }
        return new Server(address(text, pods, protocol, port), port);
    }

    private Party address(String text, List<SnapshotPod> pods, @Nullable Protocol protocol, int port) {
        if (!pods.isEmpty()) {
            Set<Party> parties = pods.stream().map(Workloads::party).collect(Collectors.toSet());
            return parties.size() == 1
                    ? parties.iterator().next()
                    : new Party.Unknown(
                            text,
                            "several pods of the input have the address: "
                                    + pods.stream()
                                            .map(it -> it.key().toString())
                                            .collect(Collectors.toCollection(TreeSet::new))
                                            .stream()
                                            .collect(Collectors.joining(", ")));
        }
        if (isApiServer(text, protocol, port)) {
            return Party.Outside.API_SERVER;
        }
        if (nodes.contains(text)) {
            return Party.Outside.NODE;
        }
        return IpRange.parse(text)
                .map(address -> ofNobody(text, address))
                .orElseGet(() -> new Party.Unknown(text, "it is not an address"));
    }

    private Party ofNobody(String text, IpRange address) {
        if (apiServers.contains(text) && apiServerPorts.isEmpty()) {
            return Party.Outside.API_SERVER;
        }
        if (Addresses.isLoopback(address)) {
            return new Party.Outside("the same host", null, null);
        }
        if (Addresses.isLinkLocal(address)) {
            return new Party.Outside("link-local address", null, text);
        }
        if (Addresses.isMulticast(address)) {
            return new Party.Outside("several hosts at once", null, text);
        }
        boolean mayBePod = podRanges.isEmpty() ? Addresses.isPrivate(address) : Addresses.isIn(podRanges, address);
        return mayBePod
                ? new Party.Unknown(text, "no pod, Service or node of the input has the address")
                : new Party.Outside("outside of the cluster", null, text);
    }

    /** Returns the workload behind a Service, and its port. */
    private Server service(ServiceEntry service, @Nullable String address, @Nullable Protocol protocol, int port) {
        ObjectKey key = service.key();
        if (key.equals(API_SERVER)) {
            return new Server(Party.Outside.API_SERVER, port);
        }
        if (service.selector().isEmpty()) {
            return new Server(
                    new Party.Outside("Service without pods", key.name() + "." + key.namespace() + ".svc", address),
                    port);
        }
        List<SnapshotPod> behind = services.behind(service);
        int target = services.target(service, protocol, port);
        Set<WorkloadId> found = Services.workloads(behind);
        if (port > 0 && target == 0 && !behind.isEmpty()) {
            return new Server(
                    new Party.Unknown(
                            key + " (Service)", "its port " + port + " leads to no port of its pods, or to several"),
                    0);
        }
        if (found.size() == 1) {
            return new Server(new Party.OfWorkload(found.iterator().next()), target);
        }
        if (found.isEmpty() && !behind.isEmpty()) {
            return new Server(Workloads.onHostNetwork(behind.get(0).workload()), target);
        }
        return new Server(
                new Party.Unknown(
                        key + " (Service)",
                        found.isEmpty()
                                ? "no pod of the input is behind it"
                                : "the pods behind it belong to several workloads: " + Workloads.list(found)),
                target);
    }
}
