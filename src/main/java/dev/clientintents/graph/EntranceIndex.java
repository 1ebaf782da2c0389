package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows what comes to servers from sources that cannot declare: to which pods objects lead it, from which pods and
 * addresses it is, and which servers a change of any of that touches.
 */
final class EntranceIndex {

    private final IntentGraph graph;
    private final PodIndex pods;
    private final ServiceSelections selections;
    private final WorkloadIndex workloads;
    private final boolean awaitsWorkloads;
    private final EntranceSubjects subjects = new EntranceSubjects();
    private final EntranceSources sources = new EntranceSources();

    /** The workloads that are servers because something leads to them in a namespace that denies by default. */
    private final Set<ServerId> ledServers = new HashSet<>();

    /** By what policies tell the pods of the workloads that are sources, as of the last change. */
    private final Map<ServerId, Selection> sourceSelections = new HashMap<>();

    private List<AddressBlock> nodeAddresses = List.of();

    /** @param awaitsWorkloads whether of a name of which nothing was told something will be */
    EntranceIndex(
            IntentGraph graph,
            PodIndex pods,
            ServiceSelections selections,
            WorkloadIndex workloads,
            boolean awaitsWorkloads) {
        this.graph = graph;
        this.pods = pods;
        this.selections = selections;
        this.workloads = workloads;
        this.awaitsWorkloads = awaitsWorkloads;
    }

    /** Counts a pod, and returns whether something leads to its workload that did not before. */
    boolean add(PodEntry pod) {
        sources.add(pod);
        return subjects.add(pod);
    }

    /** Discounts a pod, and returns whether something does not lead to its workload any more. */
    boolean remove(PodEntry pod) {
        sources.remove(pod);
        return subjects.remove(pod);
    }

    /**
     * Records what there is around a pod before it changes.
     *
     * @param servers those to which it belongs, before or after
     */
    EntranceSurroundings around(Collection<ServerId> servers, @Nullable PodEntry old, @Nullable PodEntry pod) {
        return new EntranceSurroundings(sources, selections, workloads, servers, old, pod);
    }

    /** Returns whether workloads of a name are sources. */
    boolean isSource(ObjectKey name) {
        return !sources.named(name).isEmpty();
    }

    /** Returns the pods of a source. */
    EntranceSources.Found find(EntranceSource.Pods source) {
        return sources.find(source);
    }

    /**
     * Touches what the change of a pod means to entrances.
     *
     * @param led whether something leads to a workload of the pod that did not before, or does not any more
     */
    void touch(EntranceSurroundings around, boolean led, Change change) {
        around.changedSources().forEach(source -> touchUsers(sources.users(source), change));
        around.namedSources().forEach(name -> touchSource(name, change));
        if (subjects.size() > 0) {
            around.changedServices().forEach(change::server);
        }
        if (led) {
            decideServers(around.workloads(), change);
            for (WorkloadId workload : around.workloads()) {
                graph.servers(workload.namespace()).stream()
                        .filter(server -> graph.hasPodsOf(server, workload))
                        .forEach(change::server);
            }
        }
    }

    /** Replaces the traffic that objects lead to some pods; an empty list removes it. */
    void put(EntranceSubject subject, List<EntranceEntry> entries, Change change) {
        var led = new LinkedHashSet<>(subjects.workloads(subject));
        List<EntranceEntry> before = subjects.put(subject, entries, pods.ofNamespace(subject.namespace()));
        if (!before.equals(entries)) {
            led.addAll(subjects.workloads(subject));
            entries.forEach(it -> use(it.source(), subject.namespace(), change));
            before.forEach(it -> release(it.source(), subject.namespace(), change));
            decideServers(led, change);
            for (ServerId server : graph.servers(subject.namespace())) {
                if (led.stream().anyMatch(it -> graph.hasPodsOf(server, it)) || isLed(server, subject)) {
                    change.server(server);
                }
            }
        }
    }

    /**
     * Decides anew which workloads of a namespace are servers, after it began or ceased to deny by default, or another
     * ServerAccess speaks of all of them.
     */
    void decideServers(String namespace, Change change) {
        decideServers(subjects.workloadsOf(namespace), change);
    }

    /** Decides anew which workloads of a name are servers, after one of any kind became a server, or ceased to be. */
    void decideServers(ObjectKey name, Change change) {
        decideServers(subjects.workloadsOf(name), change);
    }

    /**
     * Returns whether a workload is a server although nobody declares it: its namespace denies by default, so that only a
     * policy of its own lets in what an object leads to it.
     */
    boolean isLedServer(ServerId server) {
        return ledServers.contains(server);
    }

    private void decideServers(Collection<WorkloadId> workloads, Change change) {
        for (WorkloadId workload : workloads) {
            var server = new ServerId(workload.namespace(), workload.kind(), workload.name());
            if (isToBeOpened(server) ? ledServers.add(server) : ledServers.remove(server)) {
                graph.refresh(server, change);
                change.server(server);
            }
        }
    }

    private boolean isToBeOpened(ServerId server) {
        return graph.deniesIngress(server.namespace())
                && !graph.isDeclared(ServerId.anyKind(server.namespace(), server.name()))
                && subjects.of(new ObjectKey(server.namespace(), server.name()), server.kind()).stream()
                        .anyMatch(entry -> entry.isAdmittedUnasked(graph.scope())
                                || graph.accessesNaming(server).stream()
                                        .anyMatch(it -> it.kinds().contains(entry.kind())));
    }

    /** Replaces the addresses of the nodes, from which pods on their network connect. */
    void putNodeAddresses(List<AddressBlock> addresses, Change change) {
        if (!nodeAddresses.equals(addresses)) {
            nodeAddresses = List.copyOf(addresses);
            for (EntranceSource.Pods source : sources.watched()) {
                if (!sources.find(source).onHostNetwork().isEmpty()) {
                    touchUsers(sources.users(source), change);
                }
            }
        }
    }

    /** Returns whether all pods that a server may get are of the subject. */
    private boolean isLed(ServerId server, EntranceSubject subject) {
        return subject instanceof EntranceSubject.Selected selected
                && ownLabels(server).filter(selected.pods()::matches).isPresent();
    }

    /** Returns labels that all pods of a server carry, also those that it does not have yet. */
    private Optional<Map<String, String>> ownLabels(ServerId server) {
        if (server.isService()) {
            return Optional.of(selections.selector(server)).filter(it -> !it.isEmpty());
        }
        return graph.selection(server) instanceof Selection.ByWorkload own
                ? own.selector().asLabels().filter(it -> !it.isEmpty())
                : Optional.empty();
    }

    void use(EntranceSource source, String namespace, Change change) {
        sources.use(source, namespace, pods::ofNamespace);
        if (source instanceof EntranceSource.Workload workload) {
            var name = new ObjectKey(workload.namespace(), workload.name());
            change.source(name);
            touchSource(name, change);
        }
    }

    void release(EntranceSource source, String namespace, Change change) {
        sources.release(source, namespace);
        if (source instanceof EntranceSource.Workload workload) {
            ServerId id = EntranceSources.id(workload);
            if (sources.users(id).isEmpty() && sourceSelections.remove(id) instanceof Selection.ByLabels) {
                graph.serverPods(id).forEach(pod -> change.pod(pod.key()));
            }
            graph.forgetIfUnnamed(new ObjectKey(workload.namespace(), workload.name()));
        }
    }

    /** Decides anew by what workloads of a name are told as sources, and touches what follows. */
    void touchSource(ObjectKey name, Change change) {
        for (ServerId source : sources.named(name)) {
            Selection now = workloads.selection(source, null, awaitsWorkloads);
            Selection before = sourceSelections.put(source, now);
            if (!now.equals(before)) {
                graph.serverPods(source).forEach(pod -> change.pod(pod.key()));
                touchUsers(sources.users(source), change);
            } else if (now instanceof Selection.ByLabels) {
                touchUsers(sources.users(source), change);
            }
        }
    }

    private void touchUsers(Set<String> users, Change change) {
        users.forEach(namespace -> graph.servers(namespace).forEach(server -> change.server(server)));
    }

    /** Returns by what a policy tells the pods of a workload that is a source. */
    Selection sourceSelection(ServerId source) {
        return workloads.selection(source, null, awaitsWorkloads);
    }

    /** Returns whether policies tell the pods of a workload as sources of entrances by labels of the operator. */
    boolean isSourceByLabels(WorkloadId workload) {
        return sources.named(new ObjectKey(workload.namespace(), workload.name())).stream()
                .filter(it -> it.kind() == null || it.kind().equals(workload.kind()))
                .anyMatch(it -> sourceSelection(it) instanceof Selection.ByLabels);
    }

    /** Returns the blocks of the nodes' own addresses. */
    List<AddressBlock> nodeAddresses() {
        return nodeAddresses;
    }

    /** Returns what comes to a server beside its clients, admitted or not, in a fixed order. */
    List<ServerEntrance> of(ServerId server) {
        return new ServerEntrances(graph, this).of(server, led(server));
    }

    /** Returns what objects lead to the pods of a server. */
    private List<EntranceEntry> led(ServerId server) {
        if (subjects.size() == 0) {
            return List.of();
        }
        var led = new LinkedHashSet<EntranceEntry>();
        if (server.isService()) {
            selections
                    .workloads(server)
                    .forEach(it -> led.addAll(subjects.of(new ObjectKey(it.namespace(), it.name()), it.kind())));
        } else {
            led.addAll(subjects.of(new ObjectKey(server.namespace(), server.name()), server.kind()));
        }
        ownLabels(server).ifPresent(it -> led.addAll(subjects.of(server.namespace(), Selector.of(it))));
        return List.copyOf(led);
    }

    /**
     * Returns why it is not known yet who comes to a server without declaring: a workload that a ServerAccess names has
     * not been read; empty where it is known.
     */
    Optional<String> undecided(ServerId server) {
        return graph.accessesOf(server).stream()
                .flatMap(access -> access.entrances().stream())
                .flatMap(it -> it.source() instanceof EntranceSource.Workload workload
                                && sourceSelection(EntranceSources.id(workload))
                                        instanceof Selection.Undecided undecided
                        ? Stream.of(undecided.reason())
                        : Stream.empty())
                .findFirst();
    }

    /**
     * Returns the pods of workloads that a ServerAccess of the server names, and that do not carry the labels by which
     * policies tell them.
     */
    List<PodEntry> unlabelledSources(ServerId server) {
        return graph.accessesOf(server).stream()
                .flatMap(access -> access.entrances().stream())
                .flatMap(it -> it.source() instanceof EntranceSource.Workload workload
                        ? Stream.of(EntranceSources.id(workload))
                        : Stream.<ServerId>empty())
                .filter(it -> sourceSelection(it) instanceof Selection.ByLabels)
                .flatMap(it -> graph.serverPods(it).stream())
                .filter(pod -> pod.isLive() && !pod.carriesWorkload())
                .toList();
    }
}
