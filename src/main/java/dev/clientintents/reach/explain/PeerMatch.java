package dev.clientintents.reach.explain;

import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.Intervals;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.World;
import dev.clientintents.reach.engine.Population;
import dev.clientintents.reach.policy.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says why an endpoint is not what an entry of {@code from} or {@code to} means. */
public final class PeerMatch {

    private final Population population;
    private final Map<String, Map<String, String>> namespaces;

    public PeerMatch(Population population, Map<String, Map<String, String>> namespaces) {
        this.population = population;
        this.namespaces = namespaces;
    }

    /** None where it matches. Outside addresses match as a whole or not at all. */
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

    private static List<String> blockMisses(Peer.Block block, boolean hostNetwork) {
        if (!hostNetwork) {
            return List.of("it is a pod, and a block stands for addresses outside of the cluster");
        }
        return block.addresses().equals(Intervals.of(IpRange.ALL.first(), IpRange.ALL.last()))
                ? List.of()
                : List.of("it has the address of its node, which is not known to be in the block");
    }

    private static List<String> addressMisses(Peer.Block block, IpRange addresses) {
        Intervals common = common(block, addresses);
        if (common.equals(Intervals.of(addresses.first(), addresses.last()))) {
            return List.of();
        }
        return List.of(common.isEmpty() ? "it is not in the block" : "of it only " + text(common) + " is in the block");
    }

    /** Whether an entry means some of the endpoint's outside addresses, and not all of them. */
    static boolean partly(Peer peer, Endpoint endpoint) {
        if (peer instanceof Peer.Block block && endpoint instanceof Endpoint.External external) {
            IpRange addresses = external.addresses();
            Intervals common = common(block, addresses);
            return !common.isEmpty() && !common.equals(Intervals.of(addresses.first(), addresses.last()));
        }
        return false;
    }

    private static Intervals common(Peer.Block block, IpRange addresses) {
        return block.addresses().intersect(Intervals.of(addresses.first(), addresses.last()));
    }

    private static String text(Intervals addresses) {
        return IntStream.range(0, addresses.size())
                .mapToObj(i -> new IpRange(addresses.first(i), addresses.last(i)).toString())
                .collect(Collectors.joining(", "));
    }

    /** What an entry means, for people. */
    static String text(Peer peer, String policyNamespace) {
        return peer instanceof Peer.Pods pods
                ? PeerPattern.of(pods, policyNamespace).toString()
                : ((Peer.Block) peer).text();
    }
}
