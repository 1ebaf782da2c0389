package dev.clientintents.graph;

import dev.clientintents.model.ClientId;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows whose way out is to be closed, or is, and touches what follows for these clients from changes of others. */
final class WaysOut {

    private final IntentGraph graph;
    private final PodIndex pods;
    private final IntentIndex intents;
    private final WorkloadIndex workloads;
    private final boolean awaitsWorkloads;
    private final EgressIndex index = new EgressIndex();

    WaysOut(IntentGraph graph, PodIndex pods, IntentIndex intents, WorkloadIndex workloads, boolean awaitsWorkloads) {
        this.graph = graph;
        this.pods = pods;
        this.intents = intents;
        this.workloads = workloads;
        this.awaitsWorkloads = awaitsWorkloads;
    }

    /** Returns the policies that close ways out, and what ways out lead to beside servers. */
    EgressIndex index() {
        return index;
    }

    /** Returns whether what goes out of a namespace is to be denied, save what policies allow. */
    boolean denies(String namespace) {
        return graph.namespace(namespace)
                .filter(entry -> entry.deniesEgress()
                        && !entry.terminating()
                        && !graph.scope().excludes(namespace))
                .isPresent();
    }

    /** Returns whether the way out of clients of a namespace is to be closed. */
    boolean closes(String namespace) {
        return concerns(namespace) && graph.enforcement(namespace) != Enforcement.SHADOW;
    }

    /** Returns whether the way out of clients of a namespace is to be closed, or would be, were it not in shadow mode. */
    boolean concerns(String namespace) {
        return graph.namespace(namespace)
                .filter(entry -> !leaves(entry) && (entry.deniesEgress() || asksToClose(entry)))
                .isPresent();
    }

    private boolean asksToClose(NamespaceEntry entry) {
        Boolean said = entry.closesEgress();
        return said == null ? graph.scope().closesEgress() : said;
    }

    /** Returns whether the way out of a client is to be closed, should it declare anything. */
    boolean closes(ClientId client) {
        return closes(client.namespace())
                || (index.kept(client) != null
                        && graph.namespace(client.namespace())
                                .filter(entry -> !leaves(entry)
                                        && graph.enforcement(entry.name()) != Enforcement.SHADOW
                                        && (entry.isUndecided(Labels.EGRESS) || entry.isUndecided(Labels.DEFAULT_DENY)))
                                .isPresent());
    }

    /** Returns whether no way out of a namespace is closed, whatever its labels say of that. */
    private boolean leaves(NamespaceEntry entry) {
        return entry.terminating() || graph.scope().excludes(entry.name());
    }

    /** Returns whether the way out of a client is to be closed, or would be, should it declare anything, or is. */
    boolean concerns(ClientId client) {
        return concerns(client.namespace()) || index.kept(client) != null;
    }

    /** Returns all clients whose way out is to be closed, or would be, were they not in shadow mode, or is. */
    Set<ClientId> clients() {
        var clients = new LinkedHashSet<ClientId>();
        intents.all().stream()
                .filter(entry -> concerns(entry.key().namespace()))
                .forEach(entry -> clients.add(IntentGraph.client(entry)));
        index.allKept().forEach(policy -> clients.add(policy.client()));
        return clients;
    }

    /** Returns those of a namespace. */
    List<ClientId> clients(String namespace) {
        return clients().stream()
                .filter(client -> client.namespace().equals(namespace))
                .toList();
    }

    /** Returns those of a namespace and name. */
    Set<ClientId> named(ObjectKey name) {
        Set<ClientId> kept = index.keptOfName(name);
        if (!concerns(name.namespace())) {
            return kept;
        }
        var clients = new LinkedHashSet<>(kept);
        intents.ofClient(name).forEach(entry -> clients.add(IntentGraph.client(entry)));
        return clients;
    }

    /** Returns those of which a ServerAccess may speak. */
    Collection<ClientId> clientsOf(AccessEntry access) {
        ServerId server = access.server();
        return server == null
                ? clients(access.key().namespace())
                : named(new ObjectKey(server.namespace(), server.name()));
    }

    /** Returns the one whose way out a policy of that namespace and name is or would be to close, or does. */
    Optional<ClientId> ofPolicy(ObjectKey policy) {
        ClientId client = index.keptOfPolicy(policy);
        return client == null && concerns(policy.namespace())
                ? Optional.ofNullable(intents.clientOfPolicy(policy))
                : Optional.ofNullable(client);
    }

    /** Returns by what the policy that closes the way out of a client selects its pods. */
    Selection selection(ClientId client) {
        KeptEgress policy = index.kept(client);
        return workloads.selection(
                client.asWorkload(),
                policy == null ? null : new KeptPolicy(client.asWorkload(), policy.selector()),
                awaitsWorkloads);
    }

    /** Returns whether a policy that closes a way out finds the pods of a workload by labels, as clients or as servers. */
    boolean isToldByLabels(WorkloadId workload) {
        for (String kind : Arrays.asList(null, workload.kind())) {
            var client = new ClientId(workload.namespace(), kind, workload.name());
            KeptEgress policy = index.kept(client);
            if (index.isToldByLabels(KeptEgress.LabelledPeer.of(client.asWorkload()))
                    || (policy != null && policy.selectsByLabels())
                    || ((policy != null || closes(workload.namespace()))
                            && named(client.key()).contains(client)
                            && selection(client) instanceof Selection.ByLabels)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the clients that a pod is of, or whose workloads select it, in either state, and how they are selected. */
    Map<ClientId, Selection> around(@Nullable PodEntry old, @Nullable PodEntry pod) {
        Map<ClientId, Selection> clients = new LinkedHashMap<>();
        for (PodEntry side : Arrays.asList(old, pod)) {
            if (side != null
                    && (!index.allKept().isEmpty() || concerns(side.key().namespace()))) {
                WorkloadId workload = side.workload();
                var names = new LinkedHashSet<>(workloads.matching(side));
                names.add(new ObjectKey(workload.namespace(), workload.name()));
                names.forEach(name -> named(name).forEach(client -> clients.put(client, selection(client))));
            }
        }
        return clients;
    }

    /** Returns the clients of a namespace and name, and how they are selected. */
    Map<ClientId, Selection> selections(ObjectKey name) {
        Map<ClientId, Selection> clients = new LinkedHashMap<>();
        named(name).forEach(client -> clients.put(client, selection(client)));
        return clients;
    }

    /** Holds a policy that closes the way out of a client, and touches what depends on it. */
    void put(KeptEgress policy, Change change) {
        KeptEgress old = index.kept(policy.client());
        if (!policy.equals(old)) {
            Selection before = selection(policy.client());
            touchPeers(index.put(policy), change);
            touchSelection(policy.client(), before, change);
            if (policy.selectsByLabels() || (old != null && old.selectsByLabels())) {
                touchPods(policy.client(), change);
            }
        }
    }

    /** Forgets the policy that closes the way out of a client, and touches what depended on it. */
    void remove(ClientId client, Change change) {
        KeptEgress old = index.kept(client);
        Selection before = selection(client);
        if (old != null) {
            touchPeers(index.remove(client), change);
            if (old.selectsByLabels()) {
                touchPods(client, change);
            }
            graph.forgetIfUnnamed(client.key());
        }
        touchSelection(client, before, change);
    }

    private void touchPeers(Set<KeptEgress.LabelledPeer> peers, Change change) {
        for (KeptEgress.LabelledPeer peer : peers) {
            pods.ofNamespace(peer.namespace()).stream()
                    .filter(pod -> peer.isOf(pod.workload()))
                    .forEach(pod -> change.pod(pod.key()));
        }
    }

    void touch(ClientId client, Change change) {
        change.client(client);
        graph.declarations(client).forEach(entry -> change.intents(entry.key()));
        if (selection(client) instanceof Selection.ByLabels) {
            touchPods(client, change);
        }
    }

    /**
     * Touches the clients of a namespace.
     *
     * @param concerned whether it {@linkplain #concerns(String) concerned} them until now
     */
    void touchNamespace(String namespace, boolean concerned, Change change) {
        if (concerned || concerns(namespace)) {
            intents.all().stream()
                    .filter(entry -> entry.key().namespace().equals(namespace))
                    .forEach(entry -> {
                        touch(IntentGraph.client(entry), change);
                        graph.forgetIfUnnamed(entry.client());
                    });
        }
        touchKept(namespace, change);
    }

    /** Touches the clients of a namespace whose way out is closed. */
    void touchKept(String namespace, Change change) {
        index.allKept().stream()
                .map(KeptEgress::client)
                .filter(client -> client.namespace().equals(namespace))
                .forEach(client -> touch(client, change));
    }

    /** Touches what depends on by what the policy of a client selects, where that differs from before or is by labels. */
    void touchSelection(ClientId client, Selection before, Change change) {
        touch(client, change);
        if (before instanceof Selection.ByLabels) {
            touchPods(client, change);
        }
    }

    private void touchPods(ClientId client, Change change) {
        pods.ofWorkloads(client.key(), client.kind()).forEach(pod -> change.pod(pod.key()));
    }
}
