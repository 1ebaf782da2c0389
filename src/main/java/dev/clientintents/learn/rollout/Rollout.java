package dev.clientintents.learn.rollout;

import dev.clientintents.effective.DeclaredAccess;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.learn.evidence.Closed;
import dev.clientintents.learn.evidence.Evidence;
import dev.clientintents.learn.evidence.Judged;
import dev.clientintents.learn.evidence.Judgement;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.query.FreeNames;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.Reachability;
import dev.clientintents.reach.explain.Explanation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Orders the servers of a cluster for closing them one after the other. First come those that nothing speaks against: those with few
 * clients before those with many, and of these those on which little depends, so that a mistake costs little while there
 * is most to learn.
 */
public final class Rollout {

    private static final Comparator<Step> ORDER = Comparator.comparing(Step::state)
            .thenComparingInt(Step::clients)
            .thenComparingInt(Step::dependents)
            .thenComparing(it -> it.server().toString());

    private final Evidence evidence;
    private final Snapshot snapshot;
    private final IntentGraph graph;
    private final Reachability now;
    private final Map<WorkloadId, Set<WorkloadId>> clients = new HashMap<>();
    private final FreeNames names;

    private Rollout(Evidence evidence, Snapshot snapshot, Outcome outcome, Reachability now) {
        this.evidence = evidence;
        this.snapshot = snapshot;
        this.graph = outcome.graph();
        this.now = now;
        this.names = new FreeNames(
                snapshot.accesses().stream().map(it -> it.entry().key()).toList());
    }

    /**
     * Returns a step for each server that can be closed, and for each that is, in the order in which to close them.
     *
     * @param evidence what was seen, with all of these closed in thought
     * @param now who reaches whom by what is in the input
     */
    public static List<Step> of(Evidence evidence, Snapshot snapshot, Outcome outcome, Reachability now) {
        return new Rollout(evidence, snapshot, outcome, now).steps();
    }

    private List<Step> steps() {
        evidence.declaredClients().forEach((server, declaring) -> declaring.forEach(client -> call(client, server)));
        for (Judged judged : evidence.judged()) {
            if (judged.connection().client() instanceof Party.OfWorkload client
                    && judged.connection().server() instanceof Party.OfWorkload server) {
                call(client.workload(), server.workload());
            }
        }
        Map<WorkloadId, List<Judged>> against = evidence.judged().stream()
                .filter(it -> it.judgement() == Judgement.WOULD_BE_BLOCKED || it.judgement() == Judgement.UNKNOWN)
                .filter(it -> it.connection().server() instanceof Party.OfWorkload)
                .collect(Collectors.groupingBy(
                        it -> ((Party.OfWorkload) it.connection().server()).workload()));
        Set<WorkloadId> open = now.workloads().stream()
                .filter(it -> now.admitting(it, PortSet.NONE).open() != Explanation.Open.ISOLATED)
                .map(Endpoint.Workload::id)
                .collect(Collectors.toSet());
        var steps = new ArrayList<Step>();
        for (WorkloadId server : Closed.closable(snapshot, graph.scope())) {
            List<Judged> its = against.getOrDefault(server, List.of());
            steps.add(new Step(
                    server,
                    open.contains(server) ? state(its) : Step.State.closed,
                    clients.getOrDefault(server, Set.of()).size(),
                    dependents(server),
                    its,
                    access(server)));
        }
        steps.sort(ORDER);
        return steps;
    }

    private void call(WorkloadId client, WorkloadId server) {
        if (!client.equals(server)) {
            clients.computeIfAbsent(server, first -> new LinkedHashSet<>()).add(client);
        }
    }

    private static Step.State state(List<Judged> against) {
        return against.stream().anyMatch(it -> it.judgement() == Judgement.WOULD_BE_BLOCKED && it.apart() == null)
                ? Step.State.blocked
                : against.isEmpty() ? Step.State.ready : Step.State.uncertain;
    }

    private int dependents(WorkloadId server) {
        var found = new HashSet<WorkloadId>();
        var next = new ArrayDeque<>(List.of(server));
        while (!next.isEmpty()) {
            for (WorkloadId client : clients.getOrDefault(next.remove(), Set.of())) {
                if (found.add(client)) {
                    next.add(client);
                }
            }
        }
        found.remove(server);
        return found.size();
    }

    /** Returns the ServerAccess that closes a server: one that is there and leaves it open, or a new one. */
    private AccessEntry access(WorkloadId workload) {
        ServerId server = Closed.server(workload);
        @Nullable
        Enforcement level = graph.enforcement(workload.namespace()) == Enforcement.SHADOW ? Enforcement.ACTIVE : null;
        Optional<AccessEntry> existing = snapshot.accesses().stream()
                .map(DeclaredAccess::entry)
                .filter(it -> it.enforcement() == Enforcement.SHADOW && isAbout(it, server))
                .findFirst();
        if (existing.isPresent()) {
            AccessEntry it = existing.get();
            return new AccessEntry(
                    it.key(),
                    it.server(),
                    level,
                    it.consumers(),
                    it.kinds(),
                    it.entrances(),
                    it.refusesReplicas(),
                    it.created());
        }
        return new AccessEntry(
                names.take(server.namespace(), server.name(), server.kind()),
                server,
                level,
                null,
                Set.of(),
                List.of(),
                false,
                null);
    }

    private static boolean isAbout(AccessEntry access, ServerId server) {
        ServerId named = access.server();
        return named != null
                && named.namespace().equals(server.namespace())
                && named.name().equals(server.name())
                && (named.kind() == null || named.kind().equals(server.kind()));
    }
}
