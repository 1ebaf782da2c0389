package dev.clientintents.graph;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.ArrayList;
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
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds clients, servers, intents and pods, and how they are connected. Each change returns what it touches, found
 * through indexes, so that it costs in proportion to that and not to the cluster. It is not thread-safe: whoever shares
 * it has to lock it.
 */
public final class IntentGraph {

    private final Scope scope;
    private final PodIndex pods = new PodIndex();
    private final DeclaredObjects<IntentsEntry> declared;
    private final DeclaredObjects<AccessEntry> declaredAccesses;
    private final IntentIndex intents;
    private final ServiceSelections selections = new ServiceSelections();
    private final Map<ObjectKey, ServiceEntry> services = new HashMap<>();
    private final Map<String, NamespaceEntry> namespaces = new HashMap<>();
    private final Map<ServerId, KeptPolicy> kept = new HashMap<>();
    private final Map<String, Set<ServerId>> serversOfNamespace = new HashMap<>();
    private final LiveDeclarations liveDeclarations = new LiveDeclarations();
    private final Closures closures = new Closures(this);
    private final Map<ObjectKey, Set<ServerId>> serversOfName = new HashMap<>();
    private final WorkloadIndex workloads = new WorkloadIndex();
    private final boolean awaitsWorkloads;
    private final AccessIndex accesses = new AccessIndex();
    private final Consents consents = new Consents(this);
    private final EntranceIndex entrances;
    private final WaysOut waysOut;

    /** Creates an empty graph; a workload object that it is not told of does not exist. */
    public IntentGraph(Scope scope) {
        this(scope, false);
    }

    private IntentGraph(Scope scope, boolean awaitsWorkloads) {
        this.scope = scope;
        this.intents = new IntentIndex(
                scope.budgets().keysOfClient(),
                (entry, server, grant) -> consents.counts(entry, entry.clientKind(), server, grant));
        this.declared = new DeclaredObjects<>(scope.budgets().objectsOfNamespace());
        this.declaredAccesses = new DeclaredObjects<>(scope.budgets().objectsOfNamespace());
        this.awaitsWorkloads = awaitsWorkloads;
        this.waysOut = new WaysOut(this, pods, intents, workloads, awaitsWorkloads);
        this.entrances = new EntranceIndex(this, pods, selections, workloads, awaitsWorkloads);
    }

    /**
     * Creates an empty graph that is told of the workload objects of each name only once a server has it: until then
     * nothing is decided about the server.
     */
    public static IntentGraph awaitingWorkloads(Scope scope) {
        return new IntentGraph(scope, true);
    }

    /** Adds or replaces a pod. */
    public Change put(PodEntry pod) {
        PodEntry old = pods.get(pod.key());
        return pod.equals(old) ? new Change() : replace(old, pod);
    }

    /** Removes a pod, if it is there. */
    public Change removePod(ObjectKey key) {
        PodEntry old = pods.get(key);
        return old == null ? new Change() : replace(old, null);
    }

    private Change replace(@Nullable PodEntry old, @Nullable PodEntry pod) {
        var surroundings = new PodSurroundings(this, old, pod);
        var around = entrances.around(surroundings.servers(), old, pod);
        Map<ClientId, Selection> clients = waysOut.around(old, pod);
        var change = new Change();
        boolean led = false;
        if (old != null) {
            pods.remove(old.key());
            selections.remove(old);
            workloads.remove(old);
            led = entrances.remove(old);
            change.pod(old.key());
        }
        if (pod != null) {
            pods.put(pod);
            selections.add(pod);
            workloads.add(pod);
            led |= entrances.add(pod);
            change.pod(pod.key());
        }
        surroundings.touch(change);
        entrances.touch(around, led, change);
        waysOut.around(old, pod).forEach(clients::putIfAbsent);
        clients.forEach((client, selection) -> waysOut.touchSelection(client, selection, change));
        for (ServerId server : surroundings.servers()) {
            if (accesses.has(server.namespace())) {
                reconsider(server, false, change);
            }
        }
        var reassessed = new LinkedHashSet<>(surroundings.servers());
        surroundings.declarations().forEach(entry -> reassessed.addAll(countIfLive(entry)));
        closures.reassess(reassessed, List.of(), change);
        return withAccesses(change);
    }

    private List<ServerId> countIfLive(IntentsEntry entry) {
        return liveDeclarations.update(
                entry.key(), pods.runs(entry.client(), entry.clientKind()) ? counted(entry) : null);
    }

    /** Returns the object with those of its intents that count. */
    private IntentsEntry counted(IntentsEntry entry) {
        List<Intent> counted = entry.intents().stream()
                .filter(intent -> !intents.waiting(intent.server(), entry.key()).containsAll(intent.grants()))
                .toList();
        return counted.size() == entry.intents().size() ? entry : entry.with(counted);
    }

    /** Adds or replaces a ClientIntents object. */
    public Change put(IntentsEntry entry) {
        var change = new Change();
        settle(declared.put(entry), change);
        change.intents(entry.key());
        return withAccesses(change);
    }

    /** Removes a ClientIntents object, if it is there. */
    public Change removeIntents(ObjectKey key) {
        var change = new Change();
        settle(declared.remove(key), change);
        return withAccesses(change);
    }

    /** Brings what counts of objects in line with what is declared: first what does not count any more. */
    private void settle(Set<ObjectKey> affected, Change change) {
        affected.stream().filter(key -> declared.counted(key).isEmpty()).forEach(key -> settle(key, null, change));
        affected.forEach(key -> declared.counted(key).ifPresent(entry -> settle(key, entry, change)));
    }

    private void settle(ObjectKey key, @Nullable IntentsEntry wanted, Change change) {
        IntentsEntry counted = intents.get(key);
        if (!Objects.equals(counted, wanted)) {
            replace(counted, wanted, change);
            change.intents(key);
        }
    }

    /** Returns whether an object does not count, because its namespace has too many older ones. */
    public boolean isSurplus(ObjectKey key) {
        return declared.isSurplus(key);
    }

    /** Returns the objects that do not count. */
    public List<ObjectKey> surplus() {
        return declared.surplus();
    }

    private void replace(@Nullable IntentsEntry old, @Nullable IntentsEntry entry, Change change) {
        var named = new LinkedHashSet<ServerId>();
        for (IntentsEntry side : Arrays.asList(old, entry)) {
            if (side != null) {
                side.intents().forEach(intent -> named.add(intent.server()));
            }
        }
        if (old != null) {
            touchClient(old, change);
            if (waysOut.concerns(client(old))) {
                waysOut.touch(client(old), change);
            }
            intents.remove(old.key());
        }
        if (entry != null) {
            intents.put(entry);
            countIfLive(entry);
            touchClient(entry, change);
        } else if (old != null) {
            liveDeclarations.update(old.key(), null);
        }
        if (old != null) {
            forgetIfUnnamed(old.client());
        }
        if (old != null) {
            for (Intent intent : old.intents()) {
                if (entry == null || !entry.intents().contains(intent)) {
                    change.withdrawn(intent.server());
                }
            }
        }
        for (ServerId server : named) {
            change.server(server);
            refresh(server, change);
        }
    }

    private void touchClient(IntentsEntry entry, Change change) {
        clientPods(entry).forEach(pod -> change.pod(pod.key()));
        if (intents.isOverBudget(entry.client())) {
            intents.ofClient(entry.client()).forEach(other -> change.intents(other.key()));
        }
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
            refresh(server, change);
            change.server(server);
            touchConsumers(server, change);
            around(server).forEach(it -> reconsider(it, true, change));
        }
        return withAccesses(change);
    }

    /** Adds or replaces a namespace. */
    public Change put(NamespaceEntry namespace) {
        boolean waysOutConcerned = asksToCloseEgress(namespace.name());
        return Objects.equals(namespaces.put(namespace.name(), namespace), namespace)
                ? new Change()
                : touchNamespace(namespace.name(), waysOutConcerned);
    }

    /** Removes a namespace, if it is there; what it held is removed by its own events. */
    public Change removeNamespace(String name) {
        boolean waysOutConcerned = asksToCloseEgress(name);
        return namespaces.remove(name) == null ? new Change() : touchNamespace(name, waysOutConcerned);
    }

    /** @param waysOutConcerned whether the way out of its clients was to be closed, or would have been, until now */
    private Change touchNamespace(String name, boolean waysOutConcerned) {
        var change = new Change();
        change.namespace(name);
        entrances.decideServers(name, change);
        waysOut.touchNamespace(name, waysOutConcerned, change);
        for (ServerId server : servers(name)) {
            change.server(server);
            touchConsumers(server, change);
        }
        closures.reassess(servers(name), List.of(), change);
        return withAccesses(change);
    }

    /** Replaces the workload objects of a name, which count only where a server or a source of an entrance has it. */
    public Change putWorkloads(ObjectKey name, List<WorkloadEntry> entries) {
        var change = new Change();
        Set<ServerId> servers = serversNamed(name);
        if (!isNamed(name) || entries.equals(workloads.of(name))) {
            return withAccesses(change);
        }
        Map<ClientId, Selection> clients = waysOut.selections(name);
        var before = new LinkedHashMap<ServerId, Selection>();
        servers.forEach(server -> before.put(server, selection(server)));
        workloads.put(name, List.copyOf(entries), pods.ofNamespace(name.namespace()));
        before.forEach((server, selection) -> {
            touchSelection(server, selection, change);
            if (consumers(server).isEmpty()) {
                change.server(server); // whether its policy stays may depend on what there is
            }
        });
        closures.reassess(servers, List.of(), change);
        entrances.touchSource(name, change);
        clients.forEach((client, selection) -> waysOut.touchSelection(client, selection, change));
        return withAccesses(change);
    }

    /** Adds or replaces a ServerAccess object. */
    public Change put(AccessEntry entry) {
        var change = new Change();
        settleAccesses(declaredAccesses.put(entry), change);
        change.access(entry.key());
        return withAccesses(change);
    }

    /** Removes a ServerAccess object, if it is there. */
    public Change removeAccess(ObjectKey key) {
        var change = new Change();
        settleAccesses(declaredAccesses.remove(key), change);
        return withAccesses(change);
    }

    /** Returns whether a ServerAccess does not count, because its namespace has too many older ones. */
    public boolean isSurplusAccess(ObjectKey key) {
        return declaredAccesses.isSurplus(key);
    }

    /** Returns the ServerAccess objects that do not count. */
    public List<ObjectKey> surplusAccesses() {
        return declaredAccesses.surplus();
    }

    private void settleAccesses(Set<ObjectKey> affected, Change change) {
        for (ObjectKey key : affected) {
            AccessEntry counted = accesses.get(key);
            AccessEntry wanted = declaredAccesses.counted(key).orElse(null);
            if (!Objects.equals(counted, wanted)) {
                replace(key, counted, wanted, change);
                change.access(key);
            }
        }
    }

    private void replace(ObjectKey key, @Nullable AccessEntry old, @Nullable AccessEntry entry, Change change) {
        var concerned = new LinkedHashSet<ServerId>();
        if (old != null) {
            concerned.addAll(serversOf(old));
        }
        if (entry == null) {
            accesses.remove(key);
        } else {
            accesses.put(entry);
            entry.entrances().forEach(it -> entrances.use(it.source(), key.namespace(), change));
        }
        if (old != null) {
            old.entrances().forEach(it -> entrances.release(it.source(), key.namespace(), change));
        }
        entrances.decideServers(key.namespace(), change);
        for (AccessEntry side : Arrays.asList(old, entry)) {
            if (side != null && side.server() != null) {
                concerned.add(side.server());
                refresh(side.server(), change);
            }
            if (side != null) {
                waysOut.clientsOf(side).forEach(client -> waysOut.touch(client, change));
            }
        }
        if (entry != null) {
            concerned.addAll(serversOf(entry));
        }
        for (ServerId server : concerned) {
            reconsider(server, false, change);
            change.server(server);
            change.withdrawn(server);
            touchConsumers(server, change);
        }
        closures.reassess(concerned, List.of(), change);
    }

    /** Replaces the traffic that objects lead to some pods; an empty list removes it. */
    public Change putEntrances(EntranceSubject subject, List<EntranceEntry> entries) {
        var change = new Change();
        entrances.put(subject, entries, change);
        return withAccesses(change);
    }

    /** Replaces the addresses of the nodes, from which pods on their network connect. */
    public Change putNodeAddresses(List<AddressBlock> addresses) {
        var change = new Change();
        entrances.putNodeAddresses(addresses, change);
        return withAccesses(change);
    }

    /** Returns whether some pods of a server are of the workload. */
    public boolean hasPodsOf(ServerId server, WorkloadId workload) {
        return server.isService()
                ? selections.workloads(server).contains(workload)
                : server.name().equals(workload.name())
                        && (server.kind() == null || server.kind().equals(workload.kind()));
    }

    /**
     * Touches the ServerAccess objects that speak of the servers that are touched, and the ways out of clients whose
     * declarations are.
     */
    private Change withAccesses(Change change) {
        change.servers().forEach(server -> accessesOf(server).forEach(access -> change.access(access.key())));
        for (ObjectKey key : List.copyOf(change.intents())) {
            IntentsEntry entry = intents.get(key);
            if (entry != null && !change.isOnlyCounted(key) && waysOut.concerns(client(entry))) {
                waysOut.touch(client(entry), change);
            }
        }
        return change;
    }

    /** Notes that a server policy exists. */
    public Change put(KeptPolicy policy) {
        var change = new Change();
        KeptPolicy old = kept.get(policy.server());
        if (!policy.equals(old)) {
            replace(policy.server(), old, policy, change);
        }
        return withAccesses(change);
    }

    private void replace(ServerId server, @Nullable KeptPolicy old, @Nullable KeptPolicy policy, Change change) {
        Optional<Selection> before = server.isService() ? Optional.empty() : Optional.of(selection(server));
        if (policy == null) {
            kept.remove(server);
        } else {
            kept.put(server, policy);
        }
        refresh(server, change);
        before.ifPresent(selection -> {
            touchSelection(server, selection, change);
            if (!(selection instanceof Selection.ByLabels) && selectsByLabels(old) != selectsByLabels(policy)) {
                serverPods(server).forEach(pod -> change.pod(pod.key()));
            }
        });
    }

    private static boolean selectsByLabels(@Nullable KeptPolicy policy) {
        return policy != null && policy.selectsByLabels();
    }

    /** Notes that a policy exists that closes the way out of a client. */
    public Change put(KeptEgress policy) {
        var change = new Change();
        waysOut.put(policy, change);
        return withAccesses(change);
    }

    /** Notes that no policy of ours closes the way out of a client. */
    public Change removeEgress(ClientId client) {
        var change = new Change();
        waysOut.remove(client, change);
        return withAccesses(change);
    }

    /** Returns what has to follow when the policy that closes a way out is not as it was left. */
    public Change touch(ClientId client) {
        var change = new Change();
        waysOut.touch(client, change);
        return withAccesses(change);
    }

    /** Replaces what is known of where names are resolved. */
    public Change put(NameServers servers) {
        var change = new Change();
        if (waysOut.index().put(servers)) {
            clients().forEach(client -> waysOut.touch(client, change));
            namespaces.values().stream()
                    .filter(entry -> entry.deniesEgress() || entry.isUndecided(Labels.DEFAULT_DENY))
                    .forEach(entry -> change.namespace(entry.name()));
        }
        return withAccesses(change);
    }

    /** Replaces what policies of the cluster can say of hosts by name. */
    public Change put(HostNaming naming) {
        var change = new Change();
        if (waysOut.index().put(naming)) {
            clients().forEach(client -> waysOut.touch(client, change));
        }
        return withAccesses(change);
    }

    /** Replaces the addresses behind a Service that selects no pods; an empty list says that none are known. */
    public Change putAddresses(ObjectKey service, List<OutsideAddresses> addresses) {
        var change = new Change();
        if (waysOut.index().put(service, List.copyOf(addresses))) {
            touchConsumers(ServerId.service(service.namespace(), service.name()), change);
        }
        return withAccesses(change);
    }

    /** Returns what has to follow when the policy of a server is not as it was left. */
    public Change touch(ServerId server) {
        var change = new Change();
        change.server(server);
        return withAccesses(change);
    }

    /** Returns what has to follow when the default deny of a namespace is not as it was left. */
    public Change touchDefaultDeny(String namespace) {
        var change = new Change();
        change.namespace(namespace);
        waysOut.touchKept(namespace, change);
        return withAccesses(change);
    }

    /** Notes that a server has no policy of ours. */
    public Change removePolicy(ServerId server) {
        var change = new Change();
        KeptPolicy old = kept.get(server);
        if (old != null) {
            replace(server, old, null, change);
        }
        change.server(server);
        return withAccesses(change);
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

    public Optional<AccessEntry> access(ObjectKey key) {
        return Optional.ofNullable(accesses.get(key));
    }

    /** Returns all ServerAccess objects that count. */
    public Collection<AccessEntry> allAccesses() {
        return Collections.unmodifiableCollection(accesses.all());
    }

    /**
     * Returns the ServerAccess objects that speak of a server: those that name it, those of its whole namespace, and those
     * that name a server with which it has pods in common.
     */
    public List<AccessEntry> accessesOf(ServerId server) {
        if (!accesses.has(server.namespace())) {
            return List.of();
        }
        var about = new LinkedHashSet<AccessEntry>(accesses.about(server));
        for (ServerId other : accesses.services(server.namespace())) {
            if (!other.equals(server) && haveWorkloadsInCommon(server, other) && sharePods(server, other)) {
                about.addAll(accesses.naming(other));
            }
        }
        Stream<ObjectKey> names = server.isService()
                ? selections.workloads(server).stream().map(it -> new ObjectKey(it.namespace(), it.name()))
                : Stream.of(new ObjectKey(server.namespace(), server.name()));
        names.flatMap(name -> accesses.named(name).stream())
                .filter(other -> !other.isService() && haveWorkloadsInCommon(server, other))
                .forEach(other -> about.addAll(accesses.naming(other)));
        return about.stream().sorted(DeclaredObject.BY_AGE).toList();
    }

    /** Returns the ServerAccess objects that name a server, and those of its whole namespace. */
    List<AccessEntry> accessesNaming(ServerId server) {
        return accesses.about(server);
    }

    /** Returns the servers of which a ServerAccess object speaks. */
    public List<ServerId> serversOf(AccessEntry access) {
        ServerId named = access.server();
        return servers(access.key().namespace()).stream()
                .filter(it -> named == null || accessesOf(it).contains(access))
                .toList();
    }

    /** Returns whether pods of one workload are pods of both servers, or would be. */
    private boolean haveWorkloadsInCommon(ServerId one, ServerId other) {
        if (!one.isService()) {
            return other.isService() ? haveWorkloadsInCommon(other, one) : sharePods(one, other);
        }
        return selections.workloads(one).stream().anyMatch(it -> hasPodsOf(other, it));
    }

    /** Returns what comes to a server beside its clients, admitted or not, in a fixed order. */
    public List<ServerEntrance> entrances(ServerId server) {
        return entrances.of(server);
    }

    /**
     * Returns why it is not known yet who comes to a server without declaring: a workload that a ServerAccess names has
     * not been read; empty where it is known.
     */
    public Optional<String> undecidedEntrance(ServerId server) {
        return entrances.undecided(server);
    }

    /**
     * Returns the pods of workloads that a ServerAccess of the server names, and that do not carry the labels by which
     * policies tell them.
     */
    public List<PodEntry> unlabelledSources(ServerId server) {
        return entrances.unlabelledSources(server);
    }

    /** Returns whether policies tell the pods of a workload as sources of entrances by labels of the operator. */
    public boolean isSourceByLabels(WorkloadId workload) {
        return entrances.isSourceByLabels(workload);
    }

    /** Returns whether the pods of a client may connect to each other: unless a ServerAccess of the workload says no. */
    public boolean replicasReachEachOther(ClientId client) {
        return Stream.concat(
                        accesses.wide(client.namespace()).stream(),
                        accesses.named(client.key()).stream()
                                .filter(it -> !it.isService() && sharePods(it, client.asWorkload()))
                                .flatMap(it -> accesses.naming(it).stream()))
                .noneMatch(AccessEntry::refusesReplicas);
    }

    /** Returns whether the replicas of a server reach each other: unless a ServerAccess says no. */
    public boolean replicasReachEachOther(ServerId server) {
        return accessesOf(server).stream().noneMatch(AccessEntry::refusesReplicas);
    }

    /** Returns the grants of a declaration of the server that wait for the consent of its side. */
    public List<Intent.Grant> waiting(ServerId server, ObjectKey declaration) {
        return List.copyOf(intents.waiting(server, declaration));
    }

    /**
     * Returns whether a declared grant counts for the pods of a workload, which is one of its client's: the server's side
     * consents to it.
     */
    public boolean counts(IntentsEntry entry, WorkloadId workload, ServerId server, Intent.Grant grant) {
        return consents.counts(entry, workload.kind(), server, grant);
    }

    /**
     * Returns the pods' ports that an intent on ports of the server opens.
     *
     * @param wanted the ports of the intent; null means all
     * @return null for all ports; empty where a Service has none of the ports
     */
    public @Nullable List<PortRange> opened(ServerId server, @Nullable PortRange wanted) {
        if (!server.isService()) {
            return wanted == null ? null : List.of(wanted);
        }
        ServiceEntry service = services.get(new ObjectKey(server.namespace(), server.name()));
        if (service == null) {
            return List.of();
        }
        if (wanted != null) {
            return service.targets(wanted);
        }
        List<PortRange> all = service.targets();
        return all.isEmpty() ? null : all;
    }

    /** Decides anew which objects speak of a server, and whose declarations count, and touches what follows. */
    private void reconsider(ServerId server, boolean portsChanged, Change change) {
        Set<AccessEntry> concerned = consents.update(server);
        concerned.forEach(access -> change.access(access.key()));
        boolean changed = !concerned.isEmpty();
        if (!changed && !(portsChanged && !consents.of(server).everybody())) {
            return;
        }
        Map<ObjectKey, Set<Intent.Grant>> others = intents.reconsider(server);
        var reassessed = new LinkedHashSet<ServerId>();
        for (ObjectKey key : intents.ofServer(server).keySet()) {
            IntentsEntry entry = intents.get(key);
            // of a client without a kind, other workloads of the name may count than before
            if (entry != null && (others.containsKey(key) || (changed && entry.clientKind() == null))) {
                touchClient(entry, change);
                change.intents(key);
                reassessed.addAll(countIfLive(entry));
            }
        }
        reassessed.add(server);
        change.server(server);
        change.withdrawn(server);
        closures.reassess(reassessed, List.of(), change);
    }

    /** Returns whether the server is {@link #isWanted wanted}, or a policy still keeps it closed. */
    public boolean isServer(ServerId server) {
        return kept.containsKey(server) || isWanted(server);
    }

    /**
     * Returns whether an intent or a ServerAccess names the server, or an object leads to it while its namespace denies by
     * default.
     */
    public boolean isWanted(ServerId server) {
        return isDeclared(server) || entrances.isLedServer(server);
    }

    /** Returns whether an intent or a ServerAccess names the server. */
    boolean isDeclared(ServerId server) {
        return !intents.ofServer(server).isEmpty() || accesses.names(server);
    }

    /** Returns whether a policy of the server exists. */
    public boolean isKept(ServerId server) {
        return kept.containsKey(server);
    }

    /** Returns the policy of a server; empty where none exists. */
    public Optional<KeptPolicy> kept(ServerId server) {
        return Optional.ofNullable(kept.get(server));
    }

    /** Returns by what the policy of a workload selects its pods; not to be asked of a Service, whose selector it is. */
    public Selection selection(ServerId server) {
        KeptPolicy policy = kept.get(server);
        Selection selection = workloads.selection(server, policy, awaitsWorkloads);
        return policy != null && selection instanceof Selection.ByLabels && isAway(server, policy)
                ? new Selection.ByWorkload(policy.selector())
                : selection;
    }

    /**
     * Returns whether there is no workload object, and no pod that its policy does not select: it was deleted to be
     * created anew, or its pods lost it. Then the policy remembers the selector, and selects what it did.
     */
    private boolean isAway(ServerId server, KeptPolicy policy) {
        return !policy.selectsByLabels()
                && !policy.selector().selectsEverything()
                && !workloads.has(server)
                && !hasServerPod(
                        server, pod -> pod.runsOrEnds() && !policy.selector().matches(pod.labels()));
    }

    /**
     * Returns whether a pod of the server runs or ends, or an object exists that may make some: its workload, or the
     * Service. An object of which it is not known yet whether it exists counts.
     */
    public boolean isPresent(ServerId server) {
        var name = new ObjectKey(server.namespace(), server.name());
        boolean object = server.isService()
                ? services.containsKey(name)
                : workloads.has(server) || (awaitsWorkloads && workloads.of(name) == null);
        return object || hasServerPod(server, PodEntry::runsOrEnds);
    }

    /** Returns whether the policy of a workload is to select pods by the labels of the operator, or still does. */
    public boolean selectsByLabels(ServerId server) {
        return selection(server) instanceof Selection.ByLabels || selectsByLabels(kept.get(server));
    }

    /** Returns the workload objects of a name, as far as they were told; none where no server has the name. */
    public List<WorkloadEntry> workloads(ObjectKey name) {
        return Optional.ofNullable(workloads.of(name)).orElse(List.of());
    }

    /**
     * Returns whether a server, a source of an entrance, or a client whose way out is or would be closed has the name, so
     * that its workload objects count.
     */
    public boolean isNamed(ObjectKey name) {
        return serversOfName.containsKey(name)
                || entrances.isSource(name)
                || !waysOut.named(name).isEmpty();
    }

    /** Returns whether a name counts, but nothing was told of the workload objects of it. */
    public boolean awaitsWorkloads(ObjectKey name) {
        return isNamed(name) && workloads.of(name) == null;
    }

    /** Returns the servers that are workloads of a name. */
    public Set<ServerId> serversNamed(ObjectKey name) {
        return Collections.unmodifiableSet(serversOfName.getOrDefault(name, Set.of()));
    }

    /** Returns the servers of a namespace. */
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

    /** Returns whether a policy that exists closes the pod. */
    public boolean isClosed(PodEntry pod) {
        for (ServerId server : serversOf(pod)) {
            KeptPolicy policy = kept.get(server);
            if (policy != null && policy.selector().matches(pod.labels())) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether two servers are the same, or may have a pod in common. */
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
        return server.isService() ? selections.selecting(pod).contains(server) : hasPodsOf(server, pod.workload());
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

    /** Returns the intents on a server, by the ClientIntents that declare them. */
    public Map<ObjectKey, List<Intent>> consumers(ServerId server) {
        return Collections.unmodifiableMap(intents.ofServer(server));
    }

    /** Returns the keys that the server's policy admits, with the namespaces from where: what is declared and fits. */
    public SortedMap<AccessKey, GrantedKey> granted(ServerId server) {
        DeclaredKeys keys = intents.keysOf(server);
        return keys == null ? Collections.emptySortedMap() : keys.granted(scope.budgets(), portsOfKey(server));
    }

    /**
     * Returns why a key that a client declares of a server is not in force: its pods do not carry it, or the server's
     * policy does not admit it; empty where neither is so.
     *
     * @param client the namespace and name of the client
     */
    public Optional<Excess> excess(ServerId server, ObjectKey client, AccessKey key) {
        if (intents.isBeyondBudget(client, key)) {
            return Optional.of(Excess.KEYS_OF_CLIENT);
        }
        DeclaredKeys keys = intents.keysOf(server);
        return keys == null
                ? Optional.empty()
                : keys.excess(client.namespace(), key, scope.budgets(), portsOfKey(server));
    }

    /** Returns whether a key that a client declares is more than its pods may carry. */
    public boolean isBeyondBudget(ObjectKey client, AccessKey key) {
        return intents.isBeyondBudget(client, key);
    }

    /** Returns how many ports one key opens at most: of a Service, those of all its ports. */
    private int portsOfKey(ServerId server) {
        return !server.isService()
                ? 1
                : service(new ObjectKey(server.namespace(), server.name()))
                        .map(service -> Math.max(1, service.ports().size()))
                        .orElse(1);
    }

    /** Returns the ClientIntents in which the workload is the client. */
    public List<IntentsEntry> intentsOf(WorkloadId workload) {
        return intents.ofClient(new ObjectKey(workload.namespace(), workload.name())).stream()
                .filter(entry -> entry.isOf(workload))
                .toList();
    }

    /** Returns the pods of the client, in any state. */
    public List<PodEntry> clientPods(IntentsEntry entry) {
        return pods.ofWorkloads(entry.client(), entry.clientKind());
    }

    /** Returns whether one of the client's pods passes the test. */
    public boolean hasClientPod(IntentsEntry entry, Predicate<PodEntry> test) {
        return pods.hasOfWorkloads(entry.client(), entry.clientKind(), test);
    }

    /** Returns whether one of the server's pods passes the test. */
    public boolean hasServerPod(ServerId server, Predicate<PodEntry> test) {
        return server.isService()
                ? selections.members(server).stream().anyMatch(test)
                : pods.hasOfWorkloads(new ObjectKey(server.namespace(), server.name()), server.kind(), test);
    }

    /** Returns the summary of the server's pods that statuses use. */
    public PodSummary serverPodSummary(ServerId server) {
        return server.isService()
                ? selections.summary(server)
                : pods.summary(new ObjectKey(server.namespace(), server.name()), server.kind());
    }

    /** Returns the summary of the client's pods that statuses use. */
    public PodSummary clientPodSummary(IntentsEntry entry) {
        return pods.summary(entry.client(), entry.clientKind());
    }

    /** Returns whether a live pod of the client does not carry one of the intents' keys. */
    public boolean clientPodsLackKeyOf(IntentsEntry entry, List<Intent> wanted) {
        for (Intent intent : wanted) {
            for (Intent.Grant grant : intent.grants()) {
                if (pods.lack(entry.client(), entry.clientKind(), grant.key().label())
                        && !intents.isBeyondBudget(entry.client(), grant.key())
                        && !intents.waiting(intent.server(), entry.key()).contains(grant)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the pods of the server, in any state. */
    public Collection<PodEntry> serverPods(ServerId server) {
        return server.isService()
                ? Collections.unmodifiableCollection(selections.members(server))
                : pods.ofWorkloads(new ObjectKey(server.namespace(), server.name()), server.kind());
    }

    /**
     * Returns the labels by which a Service selects its pods, or those of the policy where the Service is gone and a
     * policy still stands; empty where neither selects anything.
     */
    public Map<String, String> serviceSelector(ServerId server) {
        return selections.selector(server);
    }

    /**
     * Returns an owner of that namespace and name that pods state but that may not be read, so that their workload's
     * real name is not known; only an owner of that kind where {@code kind} is not null.
     */
    public Optional<OwnerReference> unreadableOwner(ObjectKey namespaceAndName, @Nullable String kind) {
        return pods.unreadableOwner(namespaceAndName, kind);
    }

    /** Returns the level that holds in a namespace. */
    public Enforcement enforcement(String namespace) {
        NamespaceEntry entry = namespaces.get(namespace);
        return entry == null || entry.enforcement() == null ? scope.enforcement() : entry.enforcement();
    }

    /** Returns whether a server is closed or about to be; what is no server is open. */
    public Closure closure(ServerId server) {
        return closures.of(server);
    }

    /** Returns whether a server is not closed and has pods that are, as those of other servers. */
    public boolean isPartlyClosed(ServerId server) {
        return closures.isPartly(server);
    }

    /** Returns what decides whether a server is closed. */
    Closing closing(ServerId server, boolean closedByOthers) {
        Optional<NamespaceEntry> namespace = namespace(server.namespace());
        return new Closing(
                word(server),
                enforcement(server.namespace()),
                namespace
                        .filter(entry -> entry.enforcement() == Enforcement.SHADOW)
                        .isPresent(),
                deniesIngress(server.namespace()),
                liveDeclarations.declarer(server),
                exists(server),
                isKept(server),
                closedByOthers);
    }

    /** Returns whether the label of a namespace asks to deny what comes in, save what policies allow. */
    boolean deniesIngress(String namespace) {
        return namespace(namespace).filter(NamespaceEntry::deniesIngress).isPresent();
    }

    /**
     * Returns whether what goes out of a namespace is to be denied, save what policies allow: its label asks for it, and
     * it is not left alone and does not end.
     */
    public boolean deniesEgress(String namespace) {
        return waysOut.denies(namespace);
    }

    /**
     * Returns the strictest word about a server. An object about a server with which it only has pods in common closes no
     * others than these.
     */
    private Closing.Word word(ServerId server) {
        Closing.Word word = Closing.Word.NONE;
        for (AccessEntry access : accessesOf(server)) {
            boolean named = access.server() == null ? exists(server) : server.equals(access.server());
            Closing.Word its = access.enforcement() == Enforcement.SHADOW
                    ? Closing.Word.SHADOW
                    : !named
                            ? Closing.Word.NONE
                            : access.enforcement() == null ? Closing.Word.CLOSED : Closing.Word.ACTIVE;
            word = its.compareTo(word) > 0 ? its : word;
        }
        return word;
    }

    private boolean exists(ServerId server) {
        return server.isService()
                ? services.containsKey(new ObjectKey(server.namespace(), server.name()))
                : workloads.has(server) || hasServerPod(server, pod -> true);
    }

    /**
     * Returns whether the way out of clients of a namespace is closed: it denies all that goes out, or its label says so, or
     * else the operator's setting; in shadow mode, where the namespace is left alone, or ends, it is not.
     */
    public boolean closesEgress(String namespace) {
        return waysOut.closes(namespace);
    }

    /**
     * Returns whether the way out of clients of a namespace {@linkplain #closesEgress(String) is closed}, or would be, were it
     * not in shadow mode, where it is only told what closing would do.
     */
    public boolean asksToCloseEgress(String namespace) {
        return waysOut.concerns(namespace);
    }

    /**
     * Returns whether the way out of a client is to be closed, should it declare anything: {@linkplain #closesEgress(String)
     * its namespace} asks for it, or nobody knows what it asks for, and it is closed.
     */
    public boolean closesEgress(ClientId client) {
        return waysOut.closes(client);
    }

    /** Returns the client of an object. */
    public static ClientId client(IntentsEntry entry) {
        return new ClientId(entry.key().namespace(), entry.clientKind(), entry.clientName());
    }

    /** Returns all clients whose way out is to be closed, or would be, were they not in shadow mode, or is. */
    public Set<ClientId> clients() {
        return waysOut.clients();
    }

    /** Returns those of a namespace. */
    public List<ClientId> clients(String namespace) {
        return waysOut.clients(namespace);
    }

    /** Returns the client whose way out a policy of that namespace and name is or would be to close, or does. */
    public Optional<ClientId> clientOfPolicy(ObjectKey policy) {
        return waysOut.ofPolicy(policy);
    }

    /** Returns what a client declares, in all its objects, the oldest first. */
    public List<IntentsEntry> declarations(ClientId client) {
        return intents.ofClient(client.key()).stream()
                .filter(entry -> client(entry).equals(client))
                .toList();
    }

    /** Returns the policy that closes the way out of a client; empty where none exists. */
    public Optional<KeptEgress> keptEgress(ClientId client) {
        return Optional.ofNullable(waysOut.index().kept(client));
    }

    /** Returns by what the policy that closes the way out of a client selects its pods. */
    public Selection selection(ClientId client) {
        return waysOut.selection(client);
    }

    /** Returns whether a pod of the client runs or ends, or an object exists that may make some. */
    public boolean isPresent(ClientId client) {
        return workloads.has(client.asWorkload())
                || (awaitsWorkloads && workloads.of(client.key()) == null)
                || pods.hasOfWorkloads(client.key(), client.kind(), PodEntry::runsOrEnds);
    }

    /** Returns where names are resolved. */
    public NameServers nameServers() {
        return waysOut.index().nameServers();
    }

    /** Returns what policies of the cluster can say of hosts by name. */
    public HostNaming hostNaming() {
        return waysOut.index().hostNaming();
    }

    /** Returns the addresses behind a Service that selects no pods; empty where none are known. */
    public List<OutsideAddresses> addresses(ObjectKey service) {
        return waysOut.index().addresses(service);
    }

    /** Returns whether a policy that closes a way out finds the pods of a workload by labels, as clients or as servers. */
    public boolean isToldByLabelsInEgress(WorkloadId workload) {
        return waysOut.isToldByLabels(workload);
    }

    /** Returns all pods. */
    public Stream<PodEntry> allPods() {
        return pods.stream();
    }

    /** Returns all ClientIntents. */
    public Collection<IntentsEntry> allIntents() {
        return Collections.unmodifiableCollection(intents.all());
    }

    /** Returns how many pods there are. */
    public int podCount() {
        return pods.size();
    }

    /** Returns how many declarations wait for the consent of a server's side; those of one object for one server are one. */
    public int waitingCount() {
        return intents.waitingCount();
    }

    /** Returns how many servers there are. */
    public int serverCount() {
        return serversOfNamespace.values().stream().mapToInt(Set::size).sum();
    }

    /** Brings the indexes of a server in line, and touches what follows where it becomes closed or open. */
    void refresh(ServerId server, Change change) {
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
        var selected = new ArrayList<PodEntry>();
        if (server.isService()) {
            selected.addAll(selections.members(server));
            selectPods(server, isServer);
            selected.addAll(selections.members(server));
        } else {
            name(server, isServer);
        }
        around(server).forEach(it -> reconsider(it, false, change));
        closures.reassess(List.of(server), selected, change);
        if (server.kind() == null) {
            entrances.decideServers(new ObjectKey(server.namespace(), server.name()), change);
        }
    }

    /** Returns the server and, where an object names it, those of which the object speaks, too, now or before. */
    private Collection<ServerId> around(ServerId server) {
        return accesses.names(server) ? List.copyOf(serversWith(server)) : List.of(server);
    }

    private Set<ServerId> serversWith(ServerId server) {
        var all = new LinkedHashSet<ServerId>(servers(server.namespace()));
        all.add(server);
        return all;
    }

    private void name(ServerId server, boolean isServer) {
        var name = new ObjectKey(server.namespace(), server.name());
        if (isServer) {
            serversOfName.computeIfAbsent(name, first -> new LinkedHashSet<>(2)).add(server);
            return;
        }
        serversOfName.computeIfPresent(name, (same, servers) -> {
            servers.remove(server);
            return servers.isEmpty() ? null : servers;
        });
        forgetIfUnnamed(name);
    }

    void forgetIfUnnamed(ObjectKey name) {
        if (!isNamed(name)) {
            workloads.forget(name);
        }
    }

    /** Touches what depends on by what the policy of a server selects, where that differs from before. */
    void touchSelection(ServerId server, Selection before, Change change) {
        Selection now = selection(server);
        if (now.equals(before)) {
            return;
        }
        touchConsumers(server, change);
        if (!(now instanceof Selection.ByLabels && before instanceof Selection.ByLabels)) {
            change.server(server);
            serverPods(server).forEach(pod -> change.pod(pod.key()));
        }
    }

    /** Returns the servers that are workloads whose selectors match the pod. */
    List<ServerId> serversMatching(PodEntry pod) {
        return workloads.matching(pod).stream()
                .flatMap(name -> serversNamed(name).stream())
                .toList();
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
                : policy != null ? policy.selector().asLabels().orElse(Map.of()) : Map.of();
        selections.select(server, selector, pods.ofNamespace(server.namespace()));
    }

    /** Returns the servers that the pod belongs to. */
    List<ServerId> serversOf(PodEntry pod) {
        WorkloadId workload = pod.workload();
        Stream<ServerId> byName = Stream.of(
                        ServerId.anyKind(workload.namespace(), workload.name()),
                        new ServerId(workload.namespace(), workload.kind(), workload.name()))
                .filter(this::isServer);
        return Stream.concat(byName, selections.selecting(pod).stream()).toList();
    }

    /** Returns the ClientIntents of all workloads of that namespace and name. */
    Collection<IntentsEntry> intentsOfClient(ObjectKey namespaceAndName) {
        return intents.ofClient(namespaceAndName);
    }

    void touchConsumers(ServerId server, Change change) {
        intents.ofServer(server).keySet().forEach(change::intents);
        accessesOf(server).forEach(access -> change.access(access.key()));
    }

    /** Touches those whose statuses count the pods of a server. */
    void recountConsumers(ServerId server, Change change) {
        intents.ofServer(server).keySet().forEach(change::counted);
        accessesOf(server).forEach(access -> change.access(access.key()));
    }
}
