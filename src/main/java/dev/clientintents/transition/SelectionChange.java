package dev.clientintents.transition;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Selection;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.rule.Subjects;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The change of how the policy of a workload selects its pods. To the workload's own selector it is made at once, since
 * that matches all of them. To the labels of the operator it is made once every pod that the policy closes carries
 * them, however long that takes: what is closed is not opened for a pod that cannot be labelled.
 */
final class SelectionChange {

    private static final String HOLD = "selector";

    private final ServerId server;
    private final @Nullable KeptPolicy policy;
    private final boolean held;
    private final boolean podsUnknown;
    private final IntentGraph graph;
    private final WrittenPolicies written;
    private final Subjects wanted;
    private final Set<ObjectKey> unlabelled = new LinkedHashSet<>();

    /**
     * Compares what the policy selects with what it is to select.
     *
     * @param podsUnknown whether there are pods of which it is not known whose they are
     */
    SelectionChange(IntentGraph graph, WrittenPolicies written, ServerId server, Subjects wanted, boolean podsUnknown) {
        this.graph = graph;
        this.written = written;
        this.wanted = wanted;
        this.server = server;
        this.policy = graph.kept(server).orElse(null);
        this.podsUnknown = podsUnknown;
        if (policy == null || server.isService() || policy.selector().equals(wanted.selector())) {
            held = false;
            return;
        }
        boolean closesOne = false;
        for (PodEntry pod : graph.serverPods(server)) {
            if (runs(pod) && policy.selector().matches(pod.labels())) {
                closesOne = true;
                if (!wanted.selector().matches(pod.labels()) || isLosing(pod)) {
                    unlabelled.add(pod.key());
                }
            }
        }
        held = graph.selection(server) instanceof Selection.ByLabels
                ? closesOne || (podsUnknown && !graph.hasServerPod(server, SelectionChange::runs))
                : !unlabelled.isEmpty() || (podsUnknown && policy.selectsByLabels());
    }

    /** Returns the pods that a write, which is under way, takes from what the policy is to select. */
    Set<ObjectKey> losing() {
        var losing = new LinkedHashSet<ObjectKey>();
        for (PodEntry pod : graph.serverPods(server)) {
            if (runs(pod) && wanted.selector().matches(pod.labels()) && isLosing(pod)) {
                losing.add(pod.key());
            }
        }
        return losing;
    }

    private boolean isLosing(PodEntry pod) {
        return wanted.selector().requirements().stream().anyMatch(it -> !written.keeps(pod.key(), it.key()));
    }

    private static boolean runs(PodEntry pod) {
        return pod.state() == PodEntry.State.LIVE || pod.state() == PodEntry.State.TERMINATING;
    }

    /** Returns whether the policy goes on to select as it does, and notes since when nothing stands in the way. */
    boolean isHeld(Holds.Next holds) {
        return held && holds.holds(HOLD, unlabelled.isEmpty() && !podsUnknown, Long.MAX_VALUE / 2);
    }

    /** Returns the pods that the policy selects now. */
    Subjects inForce() {
        return new Subjects(server.namespace(), policy == null ? Selector.EVERYTHING : policy.selector());
    }

    /** Returns the pods whose labels are waited for. */
    Set<ObjectKey> awaited() {
        return unlabelled;
    }

    /**
     * Returns after which time to look again.
     *
     * @param untilEnd nanoseconds until the first hold ends; null where nothing is held
     */
    @Nullable
    Duration lookAgain(@Nullable Long untilEnd) {
        if (untilEnd == null) {
            return null;
        }
        long most = held ? Deadlines.UNKNOWN_PODS.toNanos() : Long.MAX_VALUE;
        return Duration.ofNanos(Math.min(untilEnd, most));
    }
}
