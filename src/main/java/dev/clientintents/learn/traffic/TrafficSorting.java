package dev.clientintents.learn.traffic;

import dev.clientintents.api.ObservedState;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.Scope;
import dev.clientintents.learn.node.ScanRecord;
import dev.clientintents.learn.node.TrafficBatch;
import dev.clientintents.learn.node.TrafficRecord;
import dev.clientintents.learn.observe.Connection;
import dev.clientintents.learn.observe.Observations.Scan;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.learn.observe.Seen;
import dev.clientintents.model.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sorts what agents tell into the log: whose the addresses were, whether it concerns anybody, and what was declared of it. Both
 * nodes of a connection tell of it; it is counted where the server runs, or at the client's node where nobody watches that, or the
 * server did not answer. It is not thread-safe.
 */
public final class TrafficSorting {

    /** Why a record is no connection that is kept. */
    public enum Dropped {
        /** The other node tells of it. */
        TOLD_BY_THE_OTHER_NODE,
        /** It stays within one workload. */
        WITHIN_A_WORKLOAD,
        /** It comes from the server's own node, as probes do. */
        FROM_ITS_NODE,
        /** Neither end is a pod that the operator looks at. */
        OF_NOBODY_OBSERVED,
        /** It is not known which pod was called. */
        SERVER_UNKNOWN,
        /** The agent had no room for it. */
        NO_ROOM
    }

    /** How long a node counts as watched after its agent told something. */
    private static final Duration WATCHED = Duration.ofMinutes(5);

    private final AddressBook book;
    private final TrafficLog log;
    private final Map<Dropped, Long> dropped = new EnumMap<>(Dropped.class);
    private final Map<String, Instant> watched = new HashMap<>();
    private final Map<String, Instant> blind = new HashMap<>();

    public TrafficSorting(AddressBook book, TrafficLog log) {
        this.book = book;
        this.log = log;
    }

    /**
     * Takes a batch.
     *
     * @param graph what is declared, which nobody changes meanwhile
     */
    public void take(TrafficBatch batch, IntentGraph graph, Instant now) {
        book.learnNode(batch.local());
        (batch.blind() ? blind : watched).put(batch.node(), now);
        (batch.blind() ? watched : blind).remove(batch.node());
        drop(Dropped.NO_ROOM, batch.lost());
        var marking = new Marking(graph);
        batch.records().forEach(it -> take(it, batch, graph.scope(), marking, now));
        batch.scans().forEach(it -> take(it, graph.scope(), now));
    }

    private void take(TrafficRecord told, TrafficBatch batch, Scope scope, Marking marking, Instant now) {
        Instant first = now.minusSeconds(told.firstAge());
        Instant last = now.minusSeconds(told.lastAge());
        Seen seen =
                told.answered() ? new Seen(told.count(), 0, 0, first, last) : new Seen(0, 0, told.count(), first, last);
        Holder server = book.holder(told.server(), first, last);
        String address = told.client();
        Holder client = address == null ? new Holder.OfNobody() : book.holder(address, first, last);
        if (server instanceof Holder.OfPod pod) {
            if (scope.excludes(pod.pod().pod().namespace())) {
                drop(Dropped.OF_NOBODY_OBSERVED, 1);
            } else if (isToldElsewhere(told, batch.node(), pod, client, now)) {
                drop(Dropped.TOLD_BY_THE_OTHER_NODE, 1);
            } else if (pod.workload() == null) {
                drop(Dropped.SERVER_UNKNOWN, 1);
            } else {
                called(pod, pod.workload(), told, client, seen, batch, scope, marking, now);
            }
        } else if (server instanceof Holder.Unknown) {
            drop(Dropped.SERVER_UNKNOWN, 1);
        } else {
            calledOutside(server instanceof Holder.OfNode, told, client, seen, scope, now);
        }
    }

    /** Returns whether the node of the other end tells of the same connection, or better. */
    private boolean isToldElsewhere(TrafficRecord told, String node, Holder.OfPod server, Holder client, Instant now) {
        boolean here = server.pod().node().equals(node);
        boolean ofClientHere =
                client instanceof Holder.OfPod pod && pod.pod().node().equals(node);
        if (here || !ofClientHere) {
            return !here && isWatched(server.pod().node(), now);
        }
        return told.answered() && isWatched(server.pod().node(), now);
    }

    private boolean isWatched(String node, Instant now) {
        Instant last = watched.get(node);
        return last != null && last.plus(WATCHED).isAfter(now);
    }

    private void called(
            Holder.OfPod at,
            WorkloadId server,
            TrafficRecord told,
            Holder client,
            Seen seen,
            TrafficBatch batch,
            Scope scope,
            Marking marking,
            Instant now) {
        String address = told.client();
        Party party;
        ObservedState state;
        if (client instanceof Holder.OfPod from
                && !scope.excludes(from.pod().pod().namespace())) {
            WorkloadId workload = from.workload();
            if (server.equals(workload)) {
                drop(Dropped.WITHIN_A_WORKLOAD, 1);
                return;
            }
            party = workload == null
                    ? new Party.Unknown("unknown", "its workload is not known")
                    : new Party.OfWorkload(workload);
            state = workload == null
                    ? ObservedState.Outside
                    : marking.ofWorkload(workload, from.pod(), server, at.pod(), told.protocol(), told.port());
        } else if (client instanceof Holder.OfPod from) {
            party = new Party.Outside(excluded(from), null, null);
            state = marking.comesByEntrance(from.pod(), server, at.pod(), told.protocol(), told.port())
                    ? ObservedState.Entrance
                    : ObservedState.Outside;
        } else if (client instanceof Holder.Unknown unknown) {
            party = new Party.Unknown("unknown", unknown.why());
            state = ObservedState.Outside;
        } else {
            boolean ofNode = client instanceof Holder.OfNode;
            if (address != null
                    && batch.local().contains(address)
                    && at.pod().node().equals(batch.node())) {
                drop(Dropped.FROM_ITS_NODE, 1);
                return;
            }
            party = ofNode ? Party.Outside.NODE : new Party.Outside("outside of the cluster", null, address);
            state = marking.comesByEntrance(address, server, at.pod(), told.protocol(), told.port())
                    ? ObservedState.Entrance
                    : ObservedState.Outside;
        }
        log.add(
                server.namespace(),
                new Connection(party, new Party.OfWorkload(server), told.protocol(), told.port()),
                state,
                seen,
                now);
    }

    private static String excluded(Holder.OfPod pod) {
        return "a pod of namespace " + pod.pod().pod().namespace() + ", which the operator leaves alone";
    }

    private void calledOutside(boolean node, TrafficRecord told, Holder client, Seen seen, Scope scope, Instant now) {
        WorkloadId workload = client instanceof Holder.OfPod from ? observed(from, scope) : null;
        if (workload == null) {
            drop(Dropped.OF_NOBODY_OBSERVED, 1);
            return;
        }
        Party server = node
                ? new Party.Outside(Party.Outside.NODE.what(), null, told.server())
                : new Party.Outside("outside of the cluster", null, told.server());
        log.add(
                workload.namespace(),
                new Connection(new Party.OfWorkload(workload), server, told.protocol(), told.port()),
                ObservedState.Outside,
                seen,
                now);
    }

    private static @Nullable WorkloadId observed(Holder.OfPod pod, Scope scope) {
        return scope.excludes(pod.pod().pod().namespace()) ? null : pod.workload();
    }

    private void take(ScanRecord told, Scope scope, Instant now) {
        Instant first = now.minusSeconds(told.firstAge());
        Instant last = now.minusSeconds(told.lastAge());
        Holder client = book.holder(told.client(), first, last);
        WorkloadId workload = client instanceof Holder.OfPod pod ? observed(pod, scope) : null;
        if (workload == null) {
            drop(Dropped.OF_NOBODY_OBSERVED, told.targets());
            return;
        }
        log.addScan(
                workload.namespace(),
                new Scan(new Party.OfWorkload(workload), told.targets(), new Seen(0, 0, 0, first, last)),
                now);
    }

    private void drop(Dropped why, long count) {
        dropped.merge(why, count, Long::sum);
    }

    /** Returns how many records were not kept for a reason. */
    public long dropped(Dropped why) {
        return dropped.getOrDefault(why, 0L);
    }

    /** Returns the nodes that are watched now. */
    public Set<String> watchedNodes(Instant now) {
        return recent(watched, now);
    }

    /** Returns the nodes whose kernels have no file of connections. */
    public Set<String> blindNodes(Instant now) {
        return recent(blind, now);
    }

    private static Set<String> recent(Map<String, Instant> nodes, Instant now) {
        return Stream.of(nodes)
                .flatMap(it -> it.entrySet().stream())
                .filter(it -> it.getValue().plus(WATCHED).isAfter(now))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Forgets what is too old to matter. */
    public void forget(Instant now) {
        book.forget(now);
        log.forget(now);
        watched.values().removeIf(it -> it.plus(WATCHED).isBefore(now));
        blind.values().removeIf(it -> it.plus(WATCHED).isBefore(now));
    }
}
