package dev.clientintents.learn.importing;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.PortSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the connections on which both sides agree: the server's inbound rules admit the client, and the client's outbound
 * rules name the server. A workload that is no application of the platform may call whom it likes.
 */
final class Agreements {

    private static final String APP = "app";
    private static final Comparator<WorkloadId> ORDER = Comparator.comparing(WorkloadId::toString);

    private final String platform;
    private final List<PlatformApp> apps;
    private final Snapshot snapshot;
    private final Remarks remarks;

    /** The other workloads, with the label that all of their pods have; empty where they have none in common. */
    private final Map<WorkloadId, Optional<String>> others = new TreeMap<>(ORDER);

    private final List<Consumption> consumptions = new ArrayList<>();
    private final List<Closure> closures = new ArrayList<>();
    private final List<DeclaredRule> rules = new ArrayList<>();

    Agreements(String platform, List<PlatformApp> apps, Snapshot snapshot, Remarks remarks) {
        this.platform = platform;
        this.apps = List.copyOf(apps);
        this.snapshot = snapshot;
        this.remarks = remarks;
        Set<WorkloadId> own = apps.stream().map(PlatformApp::workload).collect(Collectors.toSet());
        snapshot.pods().stream()
                .filter(it -> !own.contains(it.workload()) && !it.hostNetwork())
                .collect(Collectors.groupingBy(SnapshotPod::workload))
                .forEach((workload, pods) -> others.put(workload, label(pods)));
    }

    private static Optional<String> label(List<SnapshotPod> pods) {
        Set<String> labels =
                pods.stream().map(it -> it.labels().getOrDefault(APP, "")).collect(Collectors.toSet());
        return labels.size() == 1 ? labels.stream().filter(it -> !it.isEmpty()).findFirst() : Optional.empty();
    }

    /**
     * Returns what they come to.
     *
     * @param written whether the platform has written a policy
     */
    Imported imported(Predicate<NetworkPolicy> written) {
        apps.forEach(this::inbound);
        apps.forEach(this::outbound);
        Set<ObjectKey> replaced = Superseded.of(snapshot, written, rules, remarks);
        return new Imported(
                consumptions, closures, List.of(), replaced, List.of(), Optional.of(rules), remarks.findings());
    }

    private void inbound(PlatformApp server) {
        var workloads = new DeclaredRule.OfWorkloads(Set.of(server.workload()));
        String namespace = server.workload().namespace();
        rules.add(new DeclaredRule(namespace, workloads, Set.of(), List.of()));
        remarks.notImported(
                server.position(),
                server.name() + " is closed for egress by " + platform
                        + ", but for what its outbound rules name; intents do not close egress",
                "close it by a policy of its own where it matters");
        if (server.everybody().isPresent()) {
            remarks.notImported(
                    server.everybody().get(),
                    server.name() + " admits everybody, as its inbound lists no rule; it is not closed",
                    "list whom it admits, or close it by a ServerAccess");
            Set<WorkloadId> everybody = Stream.concat(
                            others.keySet().stream(), apps.stream().map(PlatformApp::workload))
                    .collect(Collectors.toSet());
            rules.add(new DeclaredRule(namespace, workloads, everybody, server.ports()));
            return;
        }
        closures.add(new Closure(id(server), false, server.position()));
        server.inbound().forEach(rule -> inbound(server, rule));
    }

    private void inbound(PlatformApp server, PlatformApp.Rule rule) {
        var clients = new ArrayList<WorkloadId>();
        var silent = new ArrayList<String>();
        for (PlatformApp client : apps) {
            if (rule.means(client.workload().namespace(), client.app())) {
                List<PlatformApp.Rule> asked = client.outbound().stream()
                        .filter(it -> it.means(server.workload().namespace(), server.app()))
                        .toList();
                if (asked.isEmpty()) {
                    silent.add(client.name());
                }
                asked.forEach(it -> agree(client.workload(), server, it, rule, clients));
            }
        }
        others.forEach((workload, label) -> {
            if (rule.means(workload.namespace(), label.orElse(""))) {
                agree(
                        workload,
                        server,
                        new PlatformApp.Rule("", it -> true, false, List.of(), rule.position()),
                        rule,
                        clients);
            }
        });
        boolean open = rule.open() || rule.app().equals(PlatformApp.ANY);
        if (!open && !silent.isEmpty()) {
            remarks.notImported(
                    rule.position(),
                    server.name() + " admits " + String.join(", ", silent)
                            + ", which has no outbound rule for it, so that nothing connects",
                    "write the outbound rule, or remove this one");
        } else if (!open && clients.isEmpty()) {
            remarks.notImported(
                    rule.position(),
                    server.name() + " admits " + rule.app()
                            + ", which is not in the input, so that it is not known whether it calls",
                    "import both together");
        } else if (open) {
            remarks.asOfToday(
                    rule.position(),
                    server.name() + " admits whatever is called " + rule.app() + " in certain namespaces, which means "
                            + (clients.isEmpty()
                                    ? "nobody"
                                    : clients.stream()
                                            .map(WorkloadId::toString)
                                            .distinct()
                                            .collect(Collectors.joining(", ")))
                            + " today; what comes later is not meant",
                    "declare what comes later");
        }
    }

    private void agree(
            WorkloadId client,
            PlatformApp server,
            PlatformApp.Rule asked,
            PlatformApp.Rule admitted,
            List<WorkloadId> clients) {
        Optional<List<PortRange>> ports = both(server.ports(), asked.ports());
        if (ports.isPresent()) {
            clients.add(client);
            consumptions.add(new Consumption(Party.of(client), id(server), ports.get(), admitted.position()));
            rules.add(new DeclaredRule(
                    server.workload().namespace(),
                    new DeclaredRule.OfWorkloads(Set.of(server.workload())),
                    Set.of(client),
                    ports.get()));
        }
    }

    /** Returns the ports of both lists, in which none means all; empty where they have none in common. */
    private static Optional<List<PortRange>> both(List<PortRange> own, List<PortRange> asked) {
        if (own.isEmpty() || asked.isEmpty()) {
            return Optional.of(own.isEmpty() ? asked : own);
        }
        PortSet common = numbers(own).intersect(numbers(asked));
        return common.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(common.ranges()));
    }

    private static PortSet numbers(List<PortRange> ranges) {
        PortSet numbers = PortSet.NONE;
        for (PortRange range : ranges) {
            numbers = numbers.union(range instanceof PortRange.Numbered it ? PortSet.of(it) : PortSet.NONE);
        }
        return numbers;
    }

    /** Tells of the outbound rules that no server answers. */
    private void outbound(PlatformApp client) {
        for (PlatformApp.Rule rule : client.outbound()) {
            List<PlatformApp> servers = apps.stream()
                    .filter(it -> rule.means(it.workload().namespace(), it.app()))
                    .toList();
            List<String> refusing = servers.stream()
                    .filter(it -> it.everybody().isEmpty())
                    .filter(it -> it.inbound().stream()
                            .noneMatch(in -> in.means(client.workload().namespace(), client.app())))
                    .map(PlatformApp::name)
                    .toList();
            if (!refusing.isEmpty()) {
                remarks.notImported(
                        rule.position(),
                        client.name() + " calls " + String.join(", ", refusing)
                                + ", which has no inbound rule for it, so that nothing connects",
                        "write the inbound rule, or remove this one");
            } else if (servers.isEmpty()
                    && others.entrySet().stream()
                            .noneMatch(it -> rule.means(
                                    it.getKey().namespace(), it.getValue().orElse("")))) {
                remarks.notImported(
                        rule.position(),
                        client.name() + " calls " + rule.app()
                                + ", which is not in the input, so that it is not known whether it answers",
                        "import both together");
            }
        }
    }

    private static ServerId id(PlatformApp server) {
        return Party.of(server.workload()).server();
    }
}
