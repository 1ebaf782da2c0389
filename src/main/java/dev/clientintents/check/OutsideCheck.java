package dev.clientintents.check;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.Sourced;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.reach.AddressSet;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.explain.Explanation;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds declared addresses that hold more than their author may think, the metadata of nodes or the cluster itself, and
 * those that policies of others keep a client from.
 */
final class OutsideCheck {

    private final Snapshot snapshot;
    private final IntentGraph graph;
    private final EffectiveReach reach;
    private final LiveEndpoints endpoints;
    private final Set<ObjectKey> ours;
    private final AddressSet pods;

    OutsideCheck(Snapshot snapshot, Outcome outcome, EffectiveReach reach, LiveEndpoints endpoints) {
        this.snapshot = snapshot;
        this.reach = reach;
        this.endpoints = endpoints;
        graph = outcome.graph();
        ours = OwnPolicies.of(outcome);
        pods = AddressSet.union(
                snapshot.exposure().podRanges().isEmpty()
                        ? snapshot.nodeFacts().values().stream()
                                .flatMap(it -> it.podRanges().stream())
                                .toList()
                        : snapshot.exposure().podRanges());
    }

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        for (DeclaredIntents declared : snapshot.intents()) {
            IntentsEntry entry = declared.entry();
            String namespace = entry.key().namespace();
            if (graph.scope().excludes(namespace) || graph.isSurplus(entry.key())) {
                continue;
            }
            List<Endpoint.Workload> clients = endpoints.of(graph.clientPods(entry));
            for (int i = 0; i < entry.outside().size(); i++) {
                OutsideIntent intent = entry.outside().get(i);
                if (intent.server() instanceof OutsideServer.Addresses addresses) {
                    PortSet ports = ports(intent);
                    Position position = declared.outside(i);
                    AddressSet meant = addresses(addresses.block());
                    if (graph.asksToCloseEgress(namespace)) {
                        metadata(addresses, meant, ports, position).ifPresent(findings::add);
                        ofCluster(addresses, meant, position).ifPresent(findings::add);
                    }
                    clients.forEach(client -> findings.addAll(blocked(client, meant, ports, position)));
                }
            }
        }
        return findings;
    }

    private static PortSet ports(OutsideIntent intent) {
        return intent.ports().isEmpty()
                ? PortSet.ALL
                : intent.ports().stream()
                        .map(it -> PortSet.of((PortRange.Numbered) it))
                        .reduce(PortSet.NONE, PortSet::union);
    }

    private static AddressSet addresses(AddressBlock block) {
        AddressSet addresses = AddressSet.of(IpRange.parse(block.cidr()).orElseThrow());
        for (String except : block.except()) {
            addresses = addresses.minus(IpRange.parse(except).orElseThrow());
        }
        return addresses;
    }

    /** Returns a finding where addresses of metadata are among others; who declares one of them by itself means it. */
    private static Optional<Finding> metadata(
            OutsideServer.Addresses declared, AddressSet meant, PortSet ports, Position position) {
        List<MetadataAddress> held = meant.ranges().stream()
                .flatMap(range ->
                        MetadataAddress.within(range, ports).stream().filter(it -> !range.equals(it.address())))
                .toList();
        return held.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        Code.DECLARED_METADATA,
                        position,
                        declared + " holds "
                                + held.stream().map(MetadataAddress::text).collect(Collectors.joining(" and "))
                                + ", where clouds hand out the credentials of nodes",
                        "leave it out by except: ["
                                + held.stream().map(MetadataAddress::block).collect(Collectors.joining(", ")) + "]"));
    }

    private Optional<Finding> ofCluster(OutsideServer.Addresses declared, AddressSet meant, Position position) {
        var held = new ArrayList<String>();
        pods.ranges().stream()
                .filter(range -> !meant.intersect(range).isEmpty())
                .findFirst()
                .ifPresent(range -> held.add("pods (" + String.join(", ", range.blocks()) + ")"));
        snapshot.services().stream()
                .map(Sourced::object)
                .filter(service ->
                        clusterIps(service).anyMatch(it -> !meant.intersect(it).isEmpty()))
                .map(service -> service.getMetadata().getNamespace() + "/"
                        + service.getMetadata().getName())
                .min(String::compareTo)
                .ifPresent(first -> held.add("Services (as " + first + ")"));
        return held.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        Code.DECLARED_CLUSTER_ADDRESSES,
                        position,
                        declared + " holds addresses of " + String.join(" and ", held)
                                + ", and network plugins disagree whether a block admits these",
                        "leave them out by except, and declare servers of the cluster by name"));
    }

    private static Stream<IpRange> clusterIps(Service service) {
        return Stream.concat(
                        Stream.ofNullable(service.getSpec().getClusterIP()),
                        Stream.ofNullable(service.getSpec().getClusterIPs()).flatMap(List::stream))
                .flatMap(it -> IpRange.parse(it).stream());
    }

    /** Returns findings where admin policies, or policies of egress, keep a client from declared addresses. */
    private List<Finding> blocked(Endpoint.Workload client, AddressSet meant, PortSet declared, Position position) {
        var findings = new ArrayList<Finding>();
        for (IpRange range : meant.ranges()) {
            var closed = new ArrayList<IpRange>();
            var policies = new TreeSet<ObjectKey>();
            for (IpRange part : reach.reachability().cut(new Endpoint.External(range), Direction.EGRESS, client)) {
                var outside = new Endpoint.External(part);
                PortSet open = reach.reachability().ports(client, outside).intersect(declared);
                if (declared.isAll() ? !open.isEmpty() : open.equals(declared)) {
                    continue;
                }
                Explanation explanation = reach.reachability().explain(client, outside, declared);
                Explanation.Part egress = explanation.egress();
                AdminCheck.blocked(explanation, declared, position).ifPresent(findings::add);
                if (!egress.policies().isEmpty()
                        && !declared.minus(egress.allowed())
                                .minus(AdminCheck.denied(egress))
                                .isEmpty()) {
                    closed.add(part);
                    egress.policies().forEach(it -> policies.add(it.policy()));
                }
            }
            if (!closed.isEmpty()) {
                findings.add(byEgress(client, AddressSet.union(closed), declared, policies, position));
            }
        }
        return findings;
    }

    private Finding byEgress(
            Endpoint.Workload client, AddressSet closed, PortSet declared, Set<ObjectKey> policies, Position position) {
        return new Finding(
                Code.BLOCKED_BY_EGRESS,
                position,
                "the egress of " + client + " is restricted by NetworkPolicy "
                        + policies.stream().map(ObjectKey::toString).collect(Collectors.joining(" and "))
                        + ", and no rule there lets it reach all of " + closed
                        + (declared.isAll() ? "" : " on " + declared),
                ours.containsAll(policies)
                        ? DefeatCheck.denied(client.id().namespace())
                        : "add the addresses to an egress rule, or take them away");
    }
}
