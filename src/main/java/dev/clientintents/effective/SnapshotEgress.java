package dev.clientintents.effective;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.egress.EgressFacts;
import dev.clientintents.egress.TargetPorts;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.reach.IpRange;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds where ways out lead beside pods, as the operator finds it. */
final class SnapshotEgress {

    private static final int DNS = 53;
    private static final Set<PortRange> DNS_PORTS =
            Set.of(PortRange.Numbered.of(Protocol.UDP, DNS), PortRange.Numbered.of(Protocol.TCP, DNS));

    private SnapshotEgress() {}

    /**
     * Tells a graph where names are resolved, at which addresses Services are found that select no pods, and what policies can
     * say of hosts by name.
     */
    static void tell(IntentGraph graph, Snapshot snapshot) {
        var facts = new EgressFacts(
                snapshot.egress(),
                asked(snapshot),
                TargetPorts.of(snapshot.pods().stream().map(SnapshotPod::pod).toList()));
        snapshot.services().forEach(it -> facts.put(it.object()));
        snapshot.slices().forEach((key, slice) -> facts.putSlice(key, Optional.of(slice)));
        snapshot.nodeCaches().forEach((key, cache) -> facts.putCache(key, Optional.of(cache)));
        graph.put(facts.nameServers());
        graph.put(snapshot.egress().hosts());
        facts.changes().forEach(graph::putAddresses);
    }

    /**
     * Returns the name servers that pods are told to ask. No object says them; where the operator runs, it knows them by
     * its own {@code resolv.conf}, and writes them into each policy that closes a way out.
     */
    private static List<IpRange> asked(Snapshot snapshot) {
        List<Set<IpRange>> ofPolicies = snapshot.policies().stream()
                .map(Sourced::object)
                .filter(it -> ExistingPolicy.readEgress(it).isPresent())
                .map(it -> ExistingPolicy.egress(it).stream()
                        .flatMap(SnapshotEgress::nameServers)
                        .collect(Collectors.<IpRange, Set<IpRange>>toCollection(LinkedHashSet::new)))
                .toList();
        return ofPolicies.stream().findFirst().stream()
                .flatMap(Set::stream)
                .filter(it -> ofPolicies.stream().allMatch(others -> others.contains(it)))
                .toList();
    }

    private static Stream<IpRange> nameServers(Rule rule) {
        return rule.ports() == null || !DNS_PORTS.equals(Set.copyOf(rule.ports()))
                ? Stream.empty()
                : rule.peers().stream()
                        .filter(Peer.Addresses.class::isInstance)
                        .flatMap(it -> IpRange.parse(((Peer.Addresses) it).cidr()).stream())
                        .filter(it -> it.first().equals(it.last()));
    }
}
