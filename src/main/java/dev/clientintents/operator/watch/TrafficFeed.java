package dev.clientintents.operator.watch;

import dev.clientintents.api.ObservedState;
import dev.clientintents.api.ObservedTrafficStatus;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.learn.node.TrafficBatch;
import dev.clientintents.learn.traffic.AddressBook;
import dev.clientintents.learn.traffic.PodAddresses;
import dev.clientintents.learn.traffic.TrafficLog;
import dev.clientintents.learn.traffic.TrafficSorting;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.operator.work.SharedGraph;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings together what agents tell and whose addresses that were, behind one lock, which nobody takes who holds the graph's. */
public final class TrafficFeed {

    /** How many records are sorted while nobody may change the graph. */
    private static final int AT_ONCE = 200;

    private final SharedGraph graph;
    private final InstantSource clock;
    private final AddressBook book;
    private final TrafficLog log = new TrafficLog(TrafficLog.DEFAULT);
    private final TrafficSorting sorting;

    public TrafficFeed(SharedGraph graph, InstantSource clock) {
        this.graph = graph;
        this.clock = clock;
        this.book = new AddressBook(this::workload);
        this.sorting = new TrafficSorting(book, log);
    }

    private Optional<WorkloadId> workload(PodAddresses pod) {
        return graph.read(current ->
                current.pod(pod.pod()).filter(it -> it.uid().equals(pod.uid())).map(PodEntry::workload));
    }

    /** Takes the pods of a namespace, or of all where it is null, as they are now. */
    synchronized void listed(@Nullable String namespace, List<PodAddresses> pods) {
        book.putAll(namespace, pods, clock.instant());
    }

    /** Takes what a pod tells now. */
    synchronized void changed(PodAddresses pod) {
        book.put(pod, clock.instant());
    }

    /** Takes the end of a pod. */
    synchronized void deleted(ObjectKey pod) {
        book.remove(pod, clock.instant());
    }

    /** Takes what an agent tells. */
    public synchronized void take(TrafficBatch batch) {
        var rest = new ArrayList<>(batch.records());
        TrafficBatch part = batch;
        do {
            var some = rest.subList(0, Math.min(AT_ONCE, rest.size()));
            TrafficBatch now = part.with(some);
            graph.read(current -> {
                sorting.take(now, current, clock.instant());
                return true;
            });
            some.clear();
            part = batch.withoutScans();
        } while (!rest.isEmpty());
    }

    /** Takes what the object of a namespace held when this replica began to lead. */
    public synchronized void load(String namespace, ObservedTrafficStatus stored) {
        log.load(namespace, stored);
    }

    /** Returns what is to be written now, by namespace, which counts as written unless {@link #failed}. */
    public synchronized Map<String, ObservedTrafficStatus> due() {
        var now = clock.instant();
        sorting.forget(now);
        return statuses(log.due(now));
    }

    /** Returns all that is not written yet, by namespace, which counts as written. */
    public synchronized Map<String, ObservedTrafficStatus> unwritten() {
        return statuses(log.unwritten());
    }

    private Map<String, ObservedTrafficStatus> statuses(List<String> namespaces) {
        var now = clock.instant();
        var statuses = new LinkedHashMap<String, ObservedTrafficStatus>();
        namespaces.forEach(it -> log.write(it, now).ifPresent(status -> statuses.put(it, status)));
        return statuses;
    }

    /** Notes that a namespace could not be written, so that it is tried again. */
    public synchronized void failed(String namespace) {
        log.failed(namespace);
    }

    /** Forgets what was seen in a namespace, because it is gone. */
    public synchronized void gone(String namespace) {
        log.remove(namespace);
    }

    /** Returns whether a namespace exists. */
    public boolean exists(String namespace) {
        return graph.<Boolean>read(it -> it.namespace(namespace).isPresent());
    }

    /** Returns how many connections of a state are kept. */
    public synchronized int connections(ObservedState state) {
        return log.count(state);
    }

    /** Returns how many clients are kept that scan. */
    public synchronized int scans() {
        return log.scans();
    }

    /** Returns how many records were not kept for a reason. */
    public synchronized long dropped(TrafficSorting.Dropped why) {
        return sorting.dropped(why);
    }

    /** Returns how many nodes tell what they see. */
    public synchronized int watchedNodes() {
        return sorting.watchedNodes(clock.instant()).size();
    }

    /** Returns how many nodes have nothing to tell of, because their kernels have no file of connections. */
    public synchronized int blindNodes() {
        return sorting.blindNodes(clock.instant()).size();
    }

    /** Returns how many pods are known by their addresses. */
    public synchronized int pods() {
        return book.size();
    }
}
