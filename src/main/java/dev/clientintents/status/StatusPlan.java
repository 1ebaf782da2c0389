package dev.clientintents.status;

import static dev.clientintents.api.TargetState.Enforced;
import static dev.clientintents.api.TargetState.ForeignPolicy;
import static dev.clientintents.api.TargetState.Pending;
import static dev.clientintents.api.TargetState.Shadow;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.TargetState;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.identity.OwnerReference;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plans the status of ClientIntents. */
public final class StatusPlan {

    private static final Set<TargetState> RESOLVED = EnumSet.of(Enforced, Shadow, Pending, ForeignPolicy);

    private static final int NAMED = 3;

    private record Verdict(boolean holds, String reason, String message) {}

    private StatusPlan() {}

    /**
     * The status of an object that is in the graph.
     *
     * @param generation the generation of the spec from which the entry was read
     * @param previous the status before; its conditions keep their time where they do not change
     * @param now the time of conditions that change
     */
    public static ClientIntentsStatus of(
            IntentGraph graph,
            WriteStates writes,
            IntentsEntry entry,
            @Nullable Long generation,
            @Nullable ClientIntentsStatus previous,
            Instant now) {
        var assessment = new TargetAssessment(graph, writes);
        List<TargetStatus> targets = entry.intents().stream()
                .map(intent -> assessment.assess(entry, intent))
                .toList();
        List<PodEntry> pods = graph.clientPods(entry);
        int live = (int) pods.stream().filter(PodEntry::isLive).count();
        var accepted = new Verdict(true, "Accepted", "the intents are valid");
        Verdict resolved = resolved(targets);
        Verdict enforced = enforced(graph, entry, targets, pods);
        var conditions = new Conditions(generation, previous, now);
        return new ClientIntentsStatus(
                generation,
                live,
                List.of(
                        conditions.of("Accepted", accepted),
                        conditions.of("Resolved", resolved),
                        conditions.of("Enforced", enforced),
                        conditions.of("Ready", ready(resolved, enforced))),
                targets);
    }

    /** The status of an object that is not taken into the graph. */
    public static ClientIntentsStatus refused(
            String reason,
            String message,
            @Nullable Long generation,
            @Nullable ClientIntentsStatus previous,
            Instant now) {
        var verdict = new Verdict(false, reason, message);
        var conditions = new Conditions(generation, previous, now);
        return new ClientIntentsStatus(
                generation, 0, List.of(conditions.of("Accepted", verdict), conditions.of("Ready", verdict)), List.of());
    }

    /**
     * Whether a label or a policy that the object needs is still to be written; found at much less cost than the status,
     * which would then be a passing one.
     */
    public static boolean isUnfinished(IntentGraph graph, WriteStates writes, IntentsEntry entry) {
        // in the order of what it costs to find out, and what is written last
        for (Intent intent : entry.intents()) {
            if (writes.of(intent.server()) instanceof WriteState.Pending
                    && TargetAssessment.isReachable(graph, intent.server())) {
                return true;
            }
        }
        if (graph.hasClientPod(entry, pod -> TargetAssessment.lacksKeyOf(pod, entry.intents()))) {
            return true;
        }
        for (Intent intent : entry.intents()) {
            if (TargetAssessment.lacksLabels(graph, intent.server())
                    && TargetAssessment.isReachable(graph, intent.server())) {
                return true;
            }
        }
        return false;
    }

    private static Verdict resolved(List<TargetStatus> targets) {
        List<TargetStatus> missing = targets.stream()
                .filter(target -> !RESOLVED.contains(target.state()))
                .toList();
        return missing.isEmpty()
                ? new Verdict(true, "Resolved", "every server is known")
                : new Verdict(false, missing.get(0).state().name(), messages(missing));
    }

    private static Verdict enforced(
            IntentGraph graph, IntentsEntry entry, List<TargetStatus> targets, List<PodEntry> pods) {
        Optional<Verdict> outside = clientOutside(graph, entry, pods);
        if (outside.isPresent()) {
            return outside.get();
        }
        for (TargetState state : List.of(ForeignPolicy, Pending, Shadow)) {
            List<TargetStatus> held = with(targets, target -> target.state() == state);
            if (!held.isEmpty()) {
                return new Verdict(false, state.name(), messages(held));
            }
        }
        if (pods.stream().noneMatch(PodEntry::isLive)) {
            return new Verdict(
                    true, "NoClientPods", "no pod of " + client(entry) + "; access is ready for when there is one");
        }
        return new Verdict(
                true, "Enforced", "the client's pods carry their keys, and the servers' policies admit them");
    }

    private static Optional<Verdict> clientOutside(IntentGraph graph, IntentsEntry entry, List<PodEntry> pods) {
        long onHost = pods.stream()
                .filter(pod -> pod.state() == PodEntry.State.HOST_NETWORK)
                .count();
        if (onHost > 0) {
            return Optional.of(new Verdict(
                    false,
                    "ClientOnHostNetwork",
                    onHost + " pods of " + client(entry)
                            + " use the host network, where no NetworkPolicy tells clients apart"));
        }
        Optional<OwnerReference> unreadable =
                pods.isEmpty() ? graph.unreadableOwner(entry.client(), entry.clientKind()) : Optional.empty();
        return unreadable.map(
                owner -> new Verdict(false, "OwnerUnreadable", TargetAssessment.unreadableMessage(owner)));
    }

    /** Shadow mode is somebody's decision and no reason for a pipeline to wait. */
    private static Verdict ready(Verdict resolved, Verdict enforced) {
        if (!resolved.holds) {
            return resolved;
        }
        return enforced.holds || enforced.reason.equals(Shadow.name())
                ? new Verdict(true, enforced.reason, enforced.message)
                : enforced;
    }

    private static String client(IntentsEntry entry) {
        return (entry.clientKind() == null ? "workload" : entry.clientKind()) + " " + entry.clientName();
    }

    private static List<TargetStatus> with(List<TargetStatus> targets, Predicate<TargetStatus> test) {
        return targets.stream().filter(test).toList();
    }

    /** Names a few, because a condition's message is bounded; the rest is in the list of servers. */
    private static String messages(List<TargetStatus> targets) {
        String more = targets.size() > NAMED ? "; and " + (targets.size() - NAMED) + " more" : "";
        return targets.stream()
                .limit(NAMED)
                .map(target -> target.namespace() + "/" + target.name() + ": " + target.message())
                .collect(Collectors.joining("; ", "", more));
    }

    private record Conditions(
            @Nullable Long generation, @Nullable ClientIntentsStatus previous, Instant now) {

        Condition of(String type, Verdict verdict) {
            String status = verdict.holds ? "True" : "False";
            return new ConditionBuilder()
                    .withType(type)
                    .withStatus(status)
                    .withReason(verdict.reason)
                    .withMessage(verdict.message)
                    .withObservedGeneration(generation)
                    .withLastTransitionTime(since(type, status))
                    .build();
        }

        private String since(String type, String status) {
            return Optional.ofNullable(previous).stream()
                    .flatMap(it -> it.conditions().stream())
                    .filter(it -> it.getType().equals(type) && it.getStatus().equals(status))
                    .map(Condition::getLastTransitionTime)
                    .findFirst()
                    .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
    }
}
