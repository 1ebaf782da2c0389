package dev.clientintents.learn.traffic;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Knows whose which address was, and when. An address that was used again within a minute is nobody's in particular, and one that
 * nobody has any more is not somebody else's at once. It is not thread-safe.
 */
public final class AddressBook {

    /** Within which time two pods that had an address cannot be told apart. */
    static final Duration WINDOW = Duration.ofSeconds(60);

    /** How long it is known whose an address was. */
    static final Duration KEPT = Duration.ofMinutes(10);

    /** By how much a node may say too late when a pod began, or its clock be wrong. */
    private static final Duration LATE = Duration.ofSeconds(30);

    private static final String GONE = "the pod that had its address is gone";

    /** How many addresses of nodes are known, beyond which those that are gone are forgotten with the others. */
    private static final int MOST_NODE_ADDRESSES = 100_000;

    /** How many pods that had the same address are known. */
    private static final int MOST_TENURES = 8;

    private static final class Tenure {

        private PodAddresses pod;
        private final Instant from;
        private @Nullable Instant until;
        private @Nullable WorkloadId workload;

        private Tenure(PodAddresses pod, Instant from) {
            this.pod = pod;
            this.from = from;
        }

        private boolean overlaps(Instant first, Instant last) {
            return from.isBefore(last) && (until == null || until.isAfter(first));
        }
    }

    private final Function<PodAddresses, Optional<WorkloadId>> workloads;
    private final Map<String, List<Tenure>> tenures = new HashMap<>();
    private final Map<ObjectKey, List<Tenure>> ofPods = new HashMap<>();
    private final Set<String> nodeAddresses = new HashSet<>();
    private @Nullable Instant since;
    private Instant forgotten = Instant.MIN;

    /** @param workloads finds the workload of a pod, if it is known now; asked again until it is */
    public AddressBook(Function<PodAddresses, Optional<WorkloadId>> workloads) {
        this.workloads = workloads;
    }

    /**
     * Takes all pods that there are now; others are gone.
     *
     * @param namespace where they are; null for everywhere
     */
    public void putAll(@Nullable String namespace, List<PodAddresses> pods, Instant now) {
        var there = new HashSet<ObjectKey>();
        pods.forEach(it -> there.add(it.pod()));
        List.copyOf(ofPods.keySet()).stream()
                .filter(it -> namespace == null || namespace.equals(it.namespace()))
                .filter(it -> !there.contains(it))
                .forEach(it -> remove(it, now));
        pods.forEach(it -> put(it, now));
        since = since == null ? now : since;
    }

    /** Takes what a pod tells now. */
    public void put(PodAddresses pod, Instant now) {
        learnNode(pod.nodeAddresses());
        if (pod.hostNetwork()) {
            learnNode(pod.addresses());
            return;
        }
        List<Tenure> its = ofPods.computeIfAbsent(pod.pod(), key -> new ArrayList<>(1));
        // a pod of the name that was made anew, or whose network was
        boolean moved = its.removeIf(it -> {
            boolean goesOn = it.pod.uid().equals(pod.uid())
                    && (pod.addresses().isEmpty() || pod.addresses().equals(it.pod.addresses()));
            if (!goesOn) {
                end(it, now);
            }
            return !goesOn;
        });
        for (Tenure each : its) {
            each.pod = pod.addresses().isEmpty() ? each.pod : pod;
            resolve(each);
            if (pod.ended()) {
                end(each, now);
            }
        }
        if (its.isEmpty() && !pod.ended() && !pod.addresses().isEmpty()) {
            Instant started = pod.started();
            var tenure = new Tenure(pod, moved || started == null || started.isAfter(now) ? now : started);
            resolve(tenure);
            its.add(tenure);
            pod.addresses().forEach(address -> add(address, tenure, now));
        }
        if (its.isEmpty()) {
            ofPods.remove(pod.pod());
        }
    }

    private void add(String address, Tenure tenure, Instant now) {
        List<Tenure> its = tenures.computeIfAbsent(address, key -> new ArrayList<>(1));
        its.removeIf(it -> isForgotten(it, now));
        if (its.size() == MOST_TENURES) {
            its.remove(0);
        }
        its.add(tenure);
    }

    private void resolve(Tenure tenure) {
        if (tenure.workload == null) {
            tenure.workload = workloads.apply(tenure.pod).orElse(null);
        }
    }

    private static void end(Tenure tenure, Instant now) {
        if (tenure.until == null) {
            tenure.until = now;
        }
    }

    /** Takes the end of a pod. */
    public void remove(ObjectKey pod, Instant now) {
        List<Tenure> its = ofPods.remove(pod);
        if (its != null) {
            its.forEach(it -> {
                resolve(it);
                end(it, now);
            });
        }
    }

    /** Takes addresses of a node. */
    public void learnNode(Set<String> addresses) {
        nodeAddresses.addAll(addresses);
        if (nodeAddresses.size() > MOST_NODE_ADDRESSES) {
            nodeAddresses.retainAll(addresses);
        }
    }

    /** Forgets what is too old to matter. */
    public void forget(Instant now) {
        forgotten = now.minus(KEPT);
        tenures.values().removeIf(its -> {
            its.removeIf(it -> isForgotten(it, now));
            return its.isEmpty();
        });
    }

    private static boolean isForgotten(Tenure tenure, Instant now) {
        return tenure.until != null && tenure.until.plus(KEPT).isBefore(now);
    }

    /**
     * Returns whose an address was all the time.
     *
     * @param first when that time began
     * @param last when it ended
     */
    public Holder holder(String address, Instant first, Instant last) {
        List<Tenure> its = tenures.getOrDefault(address, List.of());
        List<Tenure> within = its.stream()
                .filter(it -> it.overlaps(first.minus(WINDOW), last))
                .toList();
        if (within.size() > 1) {
            return new Holder.Unknown("its address belonged to several pods within a minute");
        }
        if (within.size() == 1) {
            Tenure tenure = within.get(0);
            if (tenure.from.isAfter(first.plus(LATE))) {
                return new Holder.Unknown("its address became that of another pod");
            }
            if (tenure.until != null && tenure.until.isBefore(first)) {
                return new Holder.Unknown(GONE);
            }
            resolve(tenure);
            return new Holder.OfPod(tenure.pod, tenure.workload);
        }
        if (nodeAddresses.contains(address)) {
            return new Holder.OfNode();
        }
        if (!its.isEmpty()) {
            return new Holder.Unknown(GONE);
        }
        if (since == null || first.isBefore(since)) {
            return new Holder.Unknown("it was seen before the operator knew the pods");
        }
        return first.isBefore(forgotten)
                ? new Holder.Unknown("it was told when it was not known any more whose the address was")
                : new Holder.OfNobody();
    }

    /** Returns how many pods have an address. */
    public int size() {
        return ofPods.size();
    }
}
