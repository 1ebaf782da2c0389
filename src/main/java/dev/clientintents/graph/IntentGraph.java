package dev.clientintents.graph;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Clients, servers, intents and pods, and how they hang together. Each change answers what it touches, found through
 * indexes, so that it costs in proportion to that and not to the cluster. Not thread-safe: whoever shares it locks it.
 */
public final class IntentGraph {

    private final Scope scope;
    private final PodIndex pods = new PodIndex();
    private final IntentIndex intents = new IntentIndex();
    private final ServiceSelections selections = new ServiceSelections();
    private final Map<ObjectKey, ServiceEntry> services = new HashMap<>();
    private final Map<String, NamespaceEntry> namespaces = new HashMap<>();
    private final Map<ServerId, KeptPolicy> kept = new HashMap<>();
    private final Map<String, Set<ServerId>> serversOfNamespace = new HashMap<>();

    public IntentGraph(Scope scope) {
        this.scope = scope;
    }

    /** Adds or replaces a pod. */
    public Change put(PodEntry pod) {
        PodEntry old = pods.get(pod.key());
        var change = new Change();
        if (old != null) {
            if (pod.equals(old)) {
                return change;
            }
            selections.remove(old);
            touchAround(old, change);
        }
        pods.put(pod);
        selections.add(pod);
        touchAround(pod, change);
        change.pod(pod.key());
        return change;
    }

    /** Removes a pod, if it is there. */
    public Change removePod(ObjectKey key) {
        PodEntry old = pods.remove(key);
        var change = new Change();
        if (old != null) {
            selections.remove(old);
            touchAround(old, change);
            change.pod(key);
        }
        return change;
    }

    /** Adds or replaces a ClientIntents object. */
    public Change put(IntentsEntry entry) {
        IntentsEntry old = intents.get(entry.key());
        var change = new Change();
        if (old == null || !entry.equals(old)) {
            replace(old, entry, change);
        }
        change.intents(entry.key());
        return change;
    }

    /** Removes a ClientIntents object, if it is there. */
    public Change removeIntents(ObjectKey key) {
        var change = new Change();
        replace(intents.get(key), null, change);
        return change;
    }

    private void replace(@Nullable IntentsEntry old, @Nullable IntentsEntry entry, Change change) {
        var wereServers = new LinkedHashMap<ServerId, Boolean>();
        for (IntentsEntry side : Arrays.asList(old, entry)) {
            if (side != null) {
                side.intents().forEach(intent -> wereServers.computeIfAbsent(intent.server(), this::isServer));
            }
        }
        if (old != null) {
            intents.remove(old.key());
            touchClient(old, change);
        }
        if (entry != null) {
            intents.put(entry);
            touchClient(entry, change);
        }
        if (old != null) {
            for (Intent intent : old.intents()) {
                if (entry == null || !entry.intents().contains(intent)) {
                    change.withdrawn(intent.server());
                }
            }
        }
        wereServers.forEach((server, wasServer) -> {
            change.server(server);
            refresh(server, wasServer, change);
        });
    }

    private void touchClient(IntentsEntry entry, Change change) {
        clientPods(entry).forEach(pod -> change.pod(pod.key()));
    }

    /** Adds or replaces a Service. */
    public Change put(ServiceEntry service) {
        return Objects.equals(services.put(service.key(), service), service)
                ? new Change()
                : touchService(service.key());
    }

    /** Removes a Service, if it is there. */
    public Change removeService(ObjectKey key) {
        return services.remove(key) == null ? new Change() : touchService(key);
    }

    private Change touchService(ObjectKey key) {
        var server = ServerId.service(key.namespace(), key.name());
        var change = new Change();
        if (isServer(server)) {
            refresh(server, true, change);
            change.server(server);
            touchConsumers(server, change);
        }
        return change;
    }

    /** Adds or replaces a namespace. */
    public Change put(NamespaceEntry namespace) {
        return Objects.equals(namespaces.put(namespace.name(), namespace), namespace)
                ? new Change()
                : touchNamespace(namespace.name());
    }

    /** Removes a namespace, if it is there; what it held is removed by its own events. */
    public Change removeNamespace(String name) {
        return namespaces.remove(name) == null ? new Change() : touchNamespace(name);
    }

    private Change touchNamespace(String name) {
        var change = new Change();
        change.namespace(name);
        for (ServerId server : servers(name)) {
            change.server(server);
            touchConsumers(server, change);
        }
        return change;
    }

    /** Notes that a server policy exists. */
    public Change put(KeptPolicy policy) {
        var change = new Change();
        boolean before = isServer(policy.server());
        if (!Objects.equals(kept.put(policy.server(), policy), policy)) {
            refresh(policy.server(), before, change);
        }
        return change;
    }

    /** Says that the policy of a server is not as it was left. */
    public Change touch(ServerId server) {
        var change = new Change();
        change.server(server);
        return change;
    }

    /** Says that the default deny of a namespace is not as it was left. */
    public Change touchDefaultDeny(String namespace) {
        var change = new Change();
        change.namespace(namespace);
        return change;
    }

    /** Notes that a server has no policy of ours. */
    public Change removePolicy(ServerId server) {
        var change = new Change();
        boolean before = isServer(server);
        if (kept.remove(server) != null) {
            refresh(server, before, change);
        }
        change.server(server);
        return change;
    }

    public Scope scope() {
        return scope;
    }

    public Optional<PodEntry> pod(ObjectKey key) {
        return Optional.ofNullable(pods.get(key));
    }

    public Optional<ServiceEntry> service(ObjectKey key) {
        return Optional.ofNullable(services.get(key));
    }

    public Optional<NamespaceEntry> namespace(String name) {
        return Optional.ofNullable(namespaces.get(name));
    }

    public Optional<IntentsEntry> intents(ObjectKey key) {
        return Optional.ofNullable(intents.get(key));
    }

    /** Whether an intent names the server, or a policy still keeps it closed. */
    public boolean isServer(ServerId server) {
        return kept.containsKey(server) || !intents.ofServer(server).isEmpty();
    }

    /** Whether a policy of the server exists. */
    public boolean isKept(ServerId server) {
        return kept.containsKey(server);
    }

    /** The servers of a namespace. */
    public Set<ServerId> servers(String namespace) {
        return Collections.unmodifiableSet(serversOfNamespace.getOrDefault(namespace, Set.of()));
    }

    /** Returns all servers. */
    public List<ServerId> allServers() {
        return serversOfNamespace.values().stream().flatMap(Set::stream).toList();
    }

    /** Returns the names of all namespaces. */
    public Set<String> allNamespaces() {
        return Collections.unmodifiableSet(namespaces.keySet());
    }

    /** Whether a policy that exists closes the pod. */
    public boolean isClosed(PodEntry pod) {
        for (ServerId server : serversOf(pod)) {
            KeptPolicy policy = kept.get(server);
            if (policy != null
                    && pod.labels().entrySet().containsAll(policy.selector().entrySet())) {
                return true;
            }
        }
        return false;
    }

    /** Whether two servers are the same, or may have a pod in common. */
    public boolean sharePods(ServerId one, ServerId other) {
        if (one.equals(other)) {
            return true;
        }
        if (!one.namespace().equals(other.namespace())) {
            return false;
        }
        if (!one.isService() && !other.isService()) {
            return one.name().equals(other.name()) && (one.kind() == null || other.kind() == null);
        }
        return hasServerPod(one, pod -> isPodOf(pod, other));
    }

    private boolean isPodOf(PodEntry pod, ServerId server) {
        WorkloadId workload = pod.workload();
        return server.isService()
                ? selections.selecting(pod).contains(server)
                : workload.name().equals(server.name())
                        && (server.kind() == null || server.kind().equals(workload.kind()));
    }

    /** Returns the servers that have a pod in common with the server, itself among them. */
    public Set<ServerId> serversSharingPods(ServerId server) {
        var sharing = new LinkedHashSet<ServerId>();
        sharing.add(server);
        serverPods(server).forEach(pod -> sharing.addAll(serversOf(pod)));
        for (ServerId other : servers(server.namespace())) {
            if (!other.isService() && sharePods(server, other)) {
                sharing.add(other);
            }
        }
        return sharing;
    }

    /** The intents on a server, by the ClientIntents that declare them. */
    public Map<ObjectKey, List<Intent>> consumers(ServerId server) {
        return Collections.unmodifiableMap(intents.ofServer(server));
    }

    /** The ClientIntents in which the workload is the client. */
    public List<IntentsEntry> intentsOf(WorkloadId workload) {
        return intents.ofClient(new ObjectKey(workload.namespace(), workload.name())).stream()
                .filter(entry -> entry.isOf(workload))
                .toList();
    }

    /** The pods of the client, in any state. */
    public List<PodEntry> clientPods(IntentsEntry entry) {
        return pods.ofWorkloads(entry.client(), entry.clientKind());
    }

    /** Whether one of the client's pods is such. */
    public boolean hasClientPod(IntentsEntry entry, Predicate<PodEntry> test) {
        return pods.hasOfWorkloads(entry.client(), entry.clientKind(), test);
    }

    /** Whether one of the server's pods is such. */
    public boolean hasServerPod(ServerId server, Predicate<PodEntry> test) {
        return server.isService()
                ? selections.members(server).stream().anyMatch(test)
                : pods.hasOfWorkloads(new ObjectKey(server.namespace(), server.name()), server.kind(), test);
    }

    /** The pods of the server, in any state. */
    public Collection<PodEntry> serverPods(ServerId server) {
        return server.isService()
                ? Collections.unmodifiableCollection(selections.members(server))
                : pods.ofWorkloads(new ObjectKey(server.namespace(), server.name()), server.kind());
    }

    /**
     * The labels by which a Service selects its pods. Where the Service is gone and a policy still stands, those of the
     * policy; empty where neither selects anything.
     */
    public Map<String, String> serviceSelector(ServerId server) {
        return selections.selector(server);
    }

    /**
     * An owner of that namespace and name that pods state but that may not be read, so that their workload's real name is
     * not known; of one kind where {@code kind} is not null.
     */
    public Optional<OwnerReference> unreadableOwner(ObjectKey namespaceAndName, @Nullable String kind) {
        return pods.unreadableOwner(namespaceAndName, kind);
    }

    /** The mode of a namespace. */
    public Enforcement enforcement(String namespace) {
        NamespaceEntry entry = namespaces.get(namespace);
        return entry == null || entry.enforcement() == null ? scope.enforcement() : entry.enforcement();
    }

    /** All pods. */
    public Stream<PodEntry> allPods() {
        return pods.stream();
    }

    /** All ClientIntents. */
    public Collection<IntentsEntry> allIntents() {
        return Collections.unmodifiableCollection(intents.all());
    }

    /** How many pods there are. */
    public int podCount() {
        return pods.size();
    }

    /** How many servers there are. */
    public int serverCount() {
        return serversOfNamespace.values().stream().mapToInt(Set::size).sum();
    }

    /** Brings the indexes of a server in line, and touches its pods where it became or ceased to be one. */
    private void refresh(ServerId server, boolean wasServer, Change change) {
        boolean isServer = isServer(server);
        if (isServer) {
            serversOfNamespace
                    .computeIfAbsent(server.namespace(), namespace -> new LinkedHashSet<>())
                    .add(server);
        } else {
            serversOfNamespace.computeIfPresent(server.namespace(), (namespace, servers) -> {
                servers.remove(server);
                return servers.isEmpty() ? null : servers;
            });
        }
        if (server.isService()) {
            selectPods(server, isServer);
        } else if (isServer != wasServer) {
            serverPods(server).forEach(pod -> change.pod(pod.key()));
        }
    }

    private void selectPods(ServerId server, boolean isServer) {
        if (!isServer) {
            selections.forget(server);
            return;
        }
        ServiceEntry service = services.get(new ObjectKey(server.namespace(), server.name()));
        KeptPolicy policy = kept.get(server);
        Map<String, String> selector = service != null && !service.selector().isEmpty()
                ? service.selector()
                : policy != null ? policy.selector() : Map.of();
        selections.select(server, selector, pods.ofNamespace(server.namespace()));
    }

    /** Everything that looks at the pod: the statuses that count it, and servers that only their pods keep closed. */
    private void touchAround(PodEntry pod, Change change) {
        intentsOf(pod.workload()).forEach(entry -> change.intents(entry.key()));
        if (pod.unreadable() != null) {
            touchAround(pod.key().namespace(), pod.unreadable(), change);
        }
        for (ServerId server : serversOf(pod)) {
            touchConsumers(server, change);
            if (intents.ofServer(server).isEmpty()) {
                change.server(server);
            }
        }
    }

    /** The statuses that look for an owner's pods under its name, and say why there are none. */
    private void touchAround(String namespace, OwnerReference unreadable, Change change) {
        String name = unreadable.name();
        intents.ofClient(new ObjectKey(namespace, name)).forEach(entry -> change.intents(entry.key()));
        touchConsumers(ServerId.anyKind(namespace, name), change);
        touchConsumers(new ServerId(namespace, unreadable.kind(), name), change);
    }

    private List<ServerId> serversOf(PodEntry pod) {
        WorkloadId workload = pod.workload();
        Stream<ServerId> byName = Stream.of(
                        ServerId.anyKind(workload.namespace(), workload.name()),
                        new ServerId(workload.namespace(), workload.kind(), workload.name()))
                .filter(this::isServer);
        return Stream.concat(byName, selections.selecting(pod).stream()).toList();
    }

    private void touchConsumers(ServerId server, Change change) {
        intents.ofServer(server).keySet().forEach(change::intents);
    }
}
