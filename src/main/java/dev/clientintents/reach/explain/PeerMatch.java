package dev.clientintents.reach.explain;

import dev.clientintents.reach.AddressSet;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.World;
import dev.clientintents.reach.engine.KnownAddresses;
import dev.clientintents.reach.engine.Match;
import dev.clientintents.reach.engine.Population;
import dev.clientintents.reach.explain.Explanation.PeerReason;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.admin.AdminPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says why an endpoint is not what an entry of {@code from} or {@code to} means. */
public final class PeerMatch {

    private final Population population;
    private final Map<String, Map<String, String>> namespaces;
    private final KnownAddresses known;

    public PeerMatch(Population population, Map<String, Map<String, String>> namespaces, KnownAddresses known) {
        this.population = population;
        this.namespaces = namespaces;
        this.known = known;
    }

    /** Returns why the endpoint is, or is not, what an entry of an admin policy means. */
    PeerReason reason(String field, AdminPeer peer, Endpoint endpoint) {
        if (peer instanceof AdminPeer.Pods pods) {
            return new PeerReason(
                    field,
                    PeerPattern.of(pods.selectors(), "").toString(),
                    misses(pods.selectors(), "", endpoint),
                    false);
        }
        if (peer instanceof AdminPeer.Networks networks) {
            return networks(field, networks, endpoint);
        }
        if (peer instanceof AdminPeer.Nodes nodes) {
            String text = nodes.labels().selectsEverything() ? "[all nodes]" : "[node with " + nodes.labels() + "]";
            return reason(
                    field, text, nodes(nodes, endpoint), "which nodes have the address is not known", "no such node");
        }
        String names = String.join(", ", ((AdminPeer.DomainNames) peer).names());
        Match named = endpoint instanceof Endpoint.External ? Match.MAYBE : Match.NO;
        return reason(
                field,
                names,
                named,
                "which addresses the names have is not known",
                "names stand for addresses outside of the cluster");
    }

    private PeerReason networks(String field, AdminPeer.Networks networks, Endpoint endpoint) {
        if (endpoint instanceof Endpoint.External external) {
            var block = new Peer.Block(networks.text(), networks.addresses());
            return new PeerReason(
                    field, networks.text(), addressMisses(block, external.addresses()), partly(block, endpoint));
        }
        return reason(
                field,
                networks.text(),
                known.holdsPod(networks.addresses()),
                "which address it has is not known",
                "no pod or node has such an address");
    }

    private Match nodes(AdminPeer.Nodes nodes, Endpoint endpoint) {
        if (endpoint instanceof Endpoint.External external) {
            return known.areOfNode(nodes.labels(), external.addresses());
        }
        return endpoint instanceof Endpoint.Workload workload
                        && population.member(workload).sample().hostNetwork()
                ? known.isNode(nodes.labels())
                : Match.NO;
    }

    private static PeerReason reason(String field, String peer, Match match, String unknown, String miss) {
        return new PeerReason(
                field,
                peer,
                switch (match) {
                    case YES -> List.of();
                    case MAYBE -> List.of(unknown);
                    case NO -> List.of(miss);
                },
                match == Match.MAYBE);
    }

    /**
     * Returns why the endpoint does not match; none where it does. Outside addresses match as a whole or not at all.
     */
    List<String> misses(Peer peer, String policyNamespace, Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Workload workload) {
            World.Pod pod = population.member(workload).sample();
            return peer instanceof Peer.Pods pods
                    ? podMisses(pods, policyNamespace, pod)
                    : blockMisses((Peer.Block) peer, pod.hostNetwork());
        }
        if (endpoint instanceof Endpoint.External external) {
            return peer instanceof Peer.Block block
                    ? addressMisses(block, external.addresses())
                    : List.of("it is not a pod of the cluster");
        }
        if (endpoint instanceof Endpoint.ExternalTraffic) {
            return misses(peer, policyNamespace, new Endpoint.External(IpRange.IPV4));
        }
        boolean matches = peer instanceof Peer.Pods pods && pods.anyPod();
        return matches
                ? List.of()
                : List.of("which pods serve an Ingress is not known, and this entry is not every pod of the cluster");
    }

    private List<String> podMisses(Peer.Pods peer, String policyNamespace, World.Pod pod) {
        if (pod.hostNetwork()) {
            return List.of("it is on the host network, where selectors do not see it");
        }
        var misses = new ArrayList<String>();
        String namespace = pod.workload().namespace();
        if (peer.namespaces() == null) {
            if (!namespace.equals(policyNamespace)) {
                misses.add("its namespace is " + namespace + ", not that of the policy, " + policyNamespace);
            }
        } else {
            Map<String, String> labels = namespaces.getOrDefault(namespace, Map.of());
            peer.namespaces().misses(labels).forEach(miss -> misses.add("its namespace's " + miss.miss(labels)));
        }
        peer.pods().misses(pod.labels()).forEach(miss -> misses.add("its " + miss.miss(pod.labels())));
        return misses;
    }

    private List<String> blockMisses(Peer.Block block, boolean hostNetwork) {
        if (hostNetwork) {
            return holdsEveryNode(block)
                    ? List.of()
                    : List.of("it has the address of its node, which is not known to be in the block");
        }
        return List.of(
                known.holdsPod(block.addresses()) == Match.NO
                        ? "it is a pod, and a block stands for addresses outside of the cluster"
                        : "it is a pod, and network plugins differ on whether a block holds pods");
    }

    private static boolean holdsEveryNode(Peer.Block block) {
        return block.addresses().intersect(IpRange.IPV4).equals(AddressSet.of(IpRange.IPV4));
    }

    private static List<String> addressMisses(Peer.Block block, IpRange addresses) {
        AddressSet common = block.addresses().intersect(addresses);
        if (common.equals(AddressSet.of(addresses))) {
            return List.of();
        }
        return List.of(common.isEmpty() ? "it is not in the block" : "of it only " + common + " is in the block");
    }

    /**
     * Returns whether an entry means some of the endpoint's outside addresses, and not all of them, or is a block that
     * may hold the endpoint's pods.
     */
    boolean partly(Peer peer, Endpoint endpoint) {
        if (peer instanceof Peer.Block block && endpoint instanceof Endpoint.Workload workload) {
            return known.holdsPod(block.addresses()) != Match.NO
                    && !(population.member(workload).sample().hostNetwork() && holdsEveryNode(block));
        }
        if (peer instanceof Peer.Block block && !(endpoint instanceof Endpoint.IngressController)) {
            IpRange addresses = endpoint instanceof Endpoint.External external ? external.addresses() : IpRange.IPV4;
            AddressSet common = block.addresses().intersect(addresses);
            return !common.isEmpty() && !common.equals(AddressSet.of(addresses));
        }
        return false;
    }

    /** Returns the text of what an entry means, for people. */
    static String text(Peer peer, String policyNamespace) {
        return peer instanceof Peer.Pods pods
                ? PeerPattern.of(pods, policyNamespace).toString()
                : ((Peer.Block) peer).text();
    }
}
