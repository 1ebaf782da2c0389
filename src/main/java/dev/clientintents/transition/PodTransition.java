package dev.clientintents.transition;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.label.LabelChange;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ServerId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Steps from the labels that a pod carries to those that it must carry. Keys are added at once, but for one that a
 * policy which is being written no longer admits, since it was decided before: that one waits for the write to end. A key
 * that another one replaces goes when the new one is in force; one that is revoked, when the policy has shrunk, which is
 * sooner than any label.
 */
public final class PodTransition {

    private final IntentGraph graph;
    private final WrittenPolicies written;
    private final Predicate<ServerId> underWay;
    private final Deadlines deadlines;

    /**
     * Creates a transition from what pods carry to what the graph wants.
     *
     * @param underWay whether the policy of a server is about to be written
     */
    public PodTransition(
            IntentGraph graph, WrittenPolicies written, Predicate<ServerId> underWay, Deadlines deadlines) {
        this.graph = graph;
        this.written = written;
        this.underWay = underWay;
        this.deadlines = deadlines;
    }

    /**
     * Returns the next step of a pod.
     *
     * @param before what the step before remembered
     * @param now nanoseconds of the clock by which {@code before} counts
     */
    public PodStep next(PodEntry pod, Holds before, long now) {
        LabelChange change = LabelChange.between(pod.labels(), PodLabels.of(graph, pod));
        return switch (pod.state()) {
            case LIVE, EXPECTED -> live(pod, change, before, now);
            case HOST_NETWORK -> step(change);
            case FINISHED -> step(new LabelChange(new TreeMap<>(), new TreeSet<>()));
            case TERMINATING -> step(terminating(pod, change));
        };
    }

    private static PodStep step(LabelChange change) {
        return new PodStep(change, null, Set.of(), Holds.NONE);
    }

    /**
     * Returns the change of a pod that ends: it loses what it may not use any more, gains nothing, and stays as closed
     * as it is, which its workload's labels see to where a policy is about to select by them.
     */
    private LabelChange terminating(PodEntry pod, LabelChange change) {
        var lost = new TreeSet<>(change.removed());
        lost.removeAll(Labels.OF_WORKLOAD);
        var kept = new TreeMap<>(change.set());
        kept.keySet().retainAll(graph.isClosed(pod) ? Labels.OF_WORKLOAD : Set.of());
        return new LabelChange(kept, lost);
    }

    private PodStep live(PodEntry pod, LabelChange change, Holds before, long now) {
        var early = new TreeSet<String>();
        var dropping = new HashSet<ServerId>();
        for (String label : change.set().keySet()) {
            Set<ServerId> servers =
                    written.dropping(new AccessKey(label), pod.key().namespace());
            if (!servers.isEmpty()) {
                early.add(label);
                dropping.addAll(servers);
            }
        }
        if (early.isEmpty()) {
            return unhurried(pod, change, before, now);
        }
        var set = new TreeMap<>(change.set());
        set.keySet().removeAll(early);
        return unhurried(pod, new LabelChange(set, change.removed()), before, now)
                .lookingAgain(Deadlines.SETTLE, dropping);
    }

    private PodStep unhurried(PodEntry pod, LabelChange change, Holds before, long now) {
        if (change.removed().isEmpty()) {
            return step(change);
        }
        var holds = new Holds.Next(before, now);
        var removed = new TreeSet<>(change.removed());
        var awaited = new HashSet<ServerId>();
        boolean replaced = false;
        var selected = new SelectedPods(graph, written);
        for (String key : change.removed()) {
            if (Labels.OF_WORKLOAD.contains(key)) {
                // the policy selects by the workload's own selector: what it selected by before stays for a moment
                if (graph.isClosed(pod) && holds.holds(key, true, 0)) {
                    removed.remove(key);
                }
                continue;
            }
            Optional<ServerId> server = written.serverOf(key);
            if (server.isEmpty()) {
                continue;
            }
            Optional<Entitlement> entitlement = Entitlement.of(graph, written, selected, pod, server.get());
            if (entitlement.isPresent()) {
                replaced = true;
                Set<ServerId> missing = entitlement.get().missing();
                if (holds.holds(key, missing.isEmpty(), deadlines.isolation().toNanos())) {
                    removed.remove(key);
                    awaited.addAll(missing);
                }
            } else if (underWay.test(server.get())
                    && holds.holds(key, false, deadlines.revocation().toNanos())) {
                removed.remove(key);
                awaited.add(server.get());
            }
        }
        boolean together = !replaced && !awaited.isEmpty() && !change.set().isEmpty();
        Holds remembered = holds.remembered();
        if (together && remembered.youngerThan(Deadlines.TOGETHER, now)) {
            return new PodStep(
                    new LabelChange(new TreeMap<>(), new TreeSet<>()), Deadlines.TOGETHER, awaited, remembered);
        }
        Long wait = holds.untilEnd();
        return new PodStep(
                new LabelChange(change.set(), removed),
                wait == null ? null : Duration.ofNanos(wait),
                awaited,
                remembered);
    }
}
