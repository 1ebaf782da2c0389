package dev.clientintents.learn.importing;

import dev.clientintents.api.ServerAccessSpec.Cidr;
import dev.clientintents.finding.Position;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import dev.clientintents.reach.policy.PortSpec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says policies in intents: what each admits to the workloads that it selects. A policy of which anything cannot be said
 * exactly stays as it is, whole: policies add up, so that what others come to does not depend on it.
 */
final class PolicyInversion {

    /** What an entrance holds at most. */
    private static final int MOST_BLOCKS = 64;

    /** What a block leaves out at most. */
    private static final int MOST_HOLES = 16;

    private static final String POD = "Pod";

    private final WorkloadSelection workloads;
    private final boolean declaring;
    private final Remarks remarks;
    private final List<Consumption> consumptions = new ArrayList<>();
    private final List<Closure> closures = new ArrayList<>();
    private final List<AddressEntrance> entrances = new ArrayList<>();
    private final List<DeclaredRule> rules = new ArrayList<>();

    /** @param declaring whether peers are asked for by labels by which clients declare themselves */
    PolicyInversion(WorkloadSelection workloads, boolean declaring, Remarks remarks) {
        this.workloads = workloads;
        this.declaring = declaring;
        this.remarks = remarks;
    }

    List<Consumption> consumptions() {
        return consumptions;
    }

    List<Closure> closures() {
        return closures;
    }

    List<AddressEntrance> entrances() {
        return entrances;
    }

    /** Returns what the policies do that intents say, between workloads. */
    List<DeclaredRule> rules() {
        return rules;
    }

    /** Takes a policy, and returns whether intents say it; else it is told why not. */
    boolean take(SourcePolicy source) {
        try {
            return invert(source);
        } catch (NotSayable e) {
            keep(source, source.position(), e);
            return false;
        }
    }

    private void keep(SourcePolicy source, Position position, NotSayable reason) {
        if (source.exists()) {
            remarks.kept(
                    position,
                    source.name() + " " + reason.getMessage(),
                    "keep it beside the intents, or replace it by hand");
        } else {
            remarks.notImported(position, source.name() + " " + reason.getMessage(), "declare it by hand");
        }
    }

    private boolean invert(SourcePolicy source) throws NotSayable {
        Policy policy = source.policy();
        String namespace = policy.key().namespace();
        if (policy.rules(Direction.EGRESS) != null) {
            throw new NotSayable("closes egress, which intents do not");
        }
        List<Policy.Rule> rules = policy.rules(Direction.INGRESS);
        if (rules == null) {
            throw new NotSayable("closes nothing");
        }
        WorkloadSelection.Meant servers = workloads.selected(namespace, policy.pods());
        var admitted = new ArrayList<Admitted>();
        for (int i = 0; i < rules.size(); i++) {
            try {
                admitted.add(admitted(rules.get(i), namespace, source.rule(i)));
            } catch (NotSayable e) {
                keep(source, source.rule(i), e);
            }
        }
        if (admitted.size() < rules.size()) {
            return false;
        }
        // nothing is taken of a policy before all of it can be
        if (!servers.byName()) {
            asOfToday(source, source.position(), "selects " + policy.pods(), servers.workloads());
        }
        for (Admitted rule : admitted) {
            rule.open.forEach(it -> asOfToday(source, rule.origin, "admits " + text(it.peer), it.workloads));
        }
        for (WorkloadId server : servers.workloads()) {
            take(server, admitted, source.position());
        }
        return true;
    }

    private static String text(Peer.Pods peer) {
        return peer.pods() + (peer.namespaces() == null ? "" : " of namespaces " + peer.namespaces());
    }

    /** What a rule admits. */
    private record Admitted(
            List<WorkloadId> clients, List<Cidr> blocks, List<PortRange> ports, List<Open> open, Position origin) {}

    /** A peer that may mean more, later. */
    private record Open(Peer.Pods peer, List<WorkloadId> workloads) {}

    private Admitted admitted(Policy.Rule rule, String namespace, Position origin) throws NotSayable {
        if (rule.peers().isEmpty()) {
            throw new NotSayable("admits everybody, in and outside of the cluster");
        }
        var clients = new ArrayList<WorkloadId>();
        var blocks = new ArrayList<Cidr>();
        var open = new ArrayList<Open>();
        for (Peer peer : rule.peers()) {
            if (peer instanceof Peer.Pods pods && declaring) {
                clients.addAll(workloads.declaring(pods, namespace));
            } else if (peer instanceof Peer.Pods pods) {
                WorkloadSelection.Meant meant = workloads.meant(pods, namespace);
                clients.addAll(meant.workloads());
                if (!meant.byName()) {
                    open.add(new Open(pods, meant.workloads()));
                }
            } else if (peer instanceof Peer.Block block) {
                blocks.addAll(cidrs(block.addresses().ranges()));
            }
        }
        return new Admitted(clients.stream().distinct().toList(), blocks, ports(rule.ports()), open, origin);
    }

    /** Returns blocks that hold the ranges: one with what it leaves out, or else a list. */
    private static List<Cidr> cidrs(List<IpRange> ranges) {
        IpRange first = ranges.get(0);
        IpRange last = ranges.get(ranges.size() - 1);
        if (first.family().equals(last.family())) {
            List<String> whole = first.through(last).blocks();
            var holes = new ArrayList<String>();
            for (int i = 0; i + 1 < ranges.size(); i++) {
                holes.addAll(new IpRange(
                                ranges.get(i).after(), ranges.get(i + 1).first().subtract(BigInteger.ONE))
                        .blocks());
            }
            if (whole.size() == 1 && holes.size() <= MOST_HOLES) {
                return List.of(new Cidr(whole.get(0), holes));
            }
        }
        return ranges.stream()
                .flatMap(it -> it.blocks().stream())
                .map(it -> new Cidr(it, List.of()))
                .toList();
    }

    private void take(WorkloadId server, List<Admitted> admitted, Position origin) {
        ServerId id = Party.of(server).server();
        var closed = new DeclaredRule.OfWorkloads(Set.of(server));
        rules.add(new DeclaredRule(server.namespace(), closed, Set.of(), List.of()));
        boolean replicas = false;
        for (Admitted rule : admitted) {
            rules.add(new DeclaredRule(server.namespace(), closed, Set.copyOf(rule.clients), rule.ports));
            for (WorkloadId client : rule.clients) {
                if (!client.equals(server)) {
                    consumptions.add(new Consumption(Party.of(client), id, rule.ports, rule.origin));
                } else if (rule.ports.isEmpty()) {
                    replicas = true;
                } else if (!server.kind().equals(POD)) {
                    consumptions.add(new Consumption(Party.of(client), id, rule.ports, rule.origin));
                }
            }
            for (int from = 0; from < rule.blocks.size(); from += MOST_BLOCKS) {
                entrances.add(new AddressEntrance(
                        id,
                        rule.blocks.subList(from, Math.min(rule.blocks.size(), from + MOST_BLOCKS)),
                        rule.ports,
                        rule.origin));
            }
        }
        closures.add(new Closure(id, replicas, origin));
    }

    private void asOfToday(SourcePolicy source, Position position, String what, List<WorkloadId> meant) {
        remarks.asOfToday(
                position,
                source.name() + " " + what + ", which means "
                        + meant.stream().map(WorkloadId::toString).collect(Collectors.joining(", "))
                        + " today; what comes later is not meant",
                "declare what comes later, or keep the policy");
    }

    /** Returns the ports of a rule; empty means all. */
    private static List<PortRange> ports(PortSpec ports) {
        if (ports.numbers().isAll()) {
            return List.of();
        }
        var ranges = new ArrayList<PortRange>(ports.numbers().ranges());
        ranges.addAll(ports.names());
        return ranges;
    }
}
