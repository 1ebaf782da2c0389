package dev.clientintents.graph;

import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds the policies that close ways out, and what ways out lead to beside servers. */
final class EgressIndex {

    private final Map<ClientId, KeptEgress> kept = new HashMap<>();
    private final Map<ObjectKey, Set<ClientId>> keptOfName = new HashMap<>();
    private final Map<ObjectKey, ClientId> keptOfPolicy = new HashMap<>();
    private final Map<KeptEgress.LabelledPeer, Integer> labelledPeers = new HashMap<>();
    private final Map<ObjectKey, List<OutsideAddresses>> addresses = new HashMap<>();
    private NameServers nameServers = NameServers.unknown("it is not known yet where names are resolved");

    private HostNaming hostNaming = HostNaming.None.NETWORK_POLICIES_ALONE;

    @Nullable
    KeptEgress kept(ClientId client) {
        return kept.get(client);
    }

    Collection<KeptEgress> allKept() {
        return kept.values();
    }

    /** Returns the namespace and name of the policy that closes the way out of a client. */
    static ObjectKey policyOf(ClientId client) {
        return new ObjectKey(client.namespace(), PolicyName.ofEgress(client));
    }

    /** Returns the client whose way out a policy of that name closes; null for none. */
    @Nullable
    ClientId keptOfPolicy(ObjectKey policy) {
        return keptOfPolicy.get(policy);
    }

    /** Returns the clients of a namespace and name whose way out a policy closes. */
    Set<ClientId> keptOfName(ObjectKey name) {
        return keptOfName.getOrDefault(name, Set.of());
    }

    /**
     * Holds a policy in place of the one before.
     *
     * @return the peers that are told by labels now, or are not any more
     */
    Set<KeptEgress.LabelledPeer> put(KeptEgress policy) {
        Set<KeptEgress.LabelledPeer> changed = remove(policy.client());
        kept.put(policy.client(), policy);
        keptOfPolicy.put(policyOf(policy.client()), policy.client());
        keptOfName
                .computeIfAbsent(policy.client().key(), first -> new LinkedHashSet<>(2))
                .add(policy.client());
        for (KeptEgress.LabelledPeer peer : policy.labelledPeers()) {
            if (labelledPeers.merge(peer, 1, Integer::sum) == 1 && !changed.remove(peer)) {
                changed.add(peer);
            }
        }
        return changed;
    }

    /** Forgets a policy, and returns the peers that are not told by labels any more. */
    Set<KeptEgress.LabelledPeer> remove(ClientId client) {
        var changed = new LinkedHashSet<KeptEgress.LabelledPeer>();
        KeptEgress old = kept.remove(client);
        if (old == null) {
            return changed;
        }
        keptOfPolicy.remove(policyOf(client));
        keptOfName.computeIfPresent(client.key(), (name, clients) -> {
            clients.remove(client);
            return clients.isEmpty() ? null : clients;
        });
        for (KeptEgress.LabelledPeer peer : old.labelledPeers()) {
            if (labelledPeers.computeIfPresent(peer, (same, count) -> count == 1 ? null : count - 1) == null) {
                changed.add(peer);
            }
        }
        return changed;
    }

    /** Returns whether a policy tells the pods of a server by labels. */
    boolean isToldByLabels(KeptEgress.LabelledPeer peer) {
        return labelledPeers.containsKey(peer);
    }

    NameServers nameServers() {
        return nameServers;
    }

    /** Holds other name servers, and returns whether they differ from those before. */
    boolean put(NameServers servers) {
        boolean differ = !servers.equals(nameServers);
        nameServers = servers;
        return differ;
    }

    HostNaming hostNaming() {
        return hostNaming;
    }

    /** Holds what policies can say of hosts by name, and returns whether that differs from before. */
    boolean put(HostNaming naming) {
        boolean differs = !naming.equals(hostNaming);
        hostNaming = naming;
        return differs;
    }

    /** Returns the addresses behind a Service that selects no pods; empty where none are known. */
    List<OutsideAddresses> addresses(ObjectKey service) {
        return addresses.getOrDefault(service, List.of());
    }

    /** Holds the addresses behind a Service, and returns whether they differ from those before. */
    boolean put(ObjectKey service, List<OutsideAddresses> now) {
        List<OutsideAddresses> before = now.isEmpty() ? addresses.remove(service) : addresses.put(service, now);
        return !now.equals(before == null ? List.of() : before);
    }
}
