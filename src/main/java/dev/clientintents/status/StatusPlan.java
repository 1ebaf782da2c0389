package dev.clientintents.status;

import static dev.clientintents.api.TargetState.Enforced;
import static dev.clientintents.api.TargetState.ForeignPolicy;
import static dev.clientintents.api.TargetState.NotEnforceable;
import static dev.clientintents.api.TargetState.Open;
import static dev.clientintents.api.TargetState.PartlyClosed;
import static dev.clientintents.api.TargetState.Pending;
import static dev.clientintents.api.TargetState.PolicyTooLarge;
import static dev.clientintents.api.TargetState.Shadow;
import static dev.clientintents.api.TargetState.TooManyKeys;
import static dev.clientintents.api.TargetState.Undone;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.OutsideStatus;
import dev.clientintents.api.TargetState;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.PodSummary;
import dev.clientintents.graph.Selection;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plans the status of ClientIntents. */
public final class StatusPlan {

    private static final Set<TargetState> RESOLVED = EnumSet.of(
            Enforced,
            Shadow,
            Open,
            PartlyClosed,
            Pending,
            Undone,
            NotEnforceable,
            TooManyKeys,
            PolicyTooLarge,
            ForeignPolicy);

    /** The states of a known server that is not enforced, that which is reported first in front. */
    private static final List<String> NOT_ENFORCED = Stream.of(
                    TooManyKeys,
                    PolicyTooLarge,
                    ForeignPolicy,
                    Undone,
                    Pending,
                    NotEnforceable,
                    PartlyClosed,
                    Open,
                    Shadow)
            .map(Enum::name)
            .toList();

    /** The states of a server that its side leaves open, so that the client reaches it: no reason to wait. */
    private static final Set<TargetState> LEFT_OPEN = EnumSet.of(Open, Shadow);

    /** The type of the condition that tells what became of the client's way out, where it is to be closed. */
    private static final String EGRESS = "EgressEnforced";

    private static final int NAMED = 3;

    private StatusPlan() {}

    /**
     * Returns the status of an object that is in the graph.
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
        var egress = new EgressAssessment(graph, writes, entry);
        var assessment = new TargetAssessment(graph, writes, egress);
        List<TargetStatus> targets = entry.intents().stream()
                .map(intent -> assessment.assess(entry, intent))
                .toList();
        List<OutsideStatus> outside = new OutsideAssessment(egress).assess(entry);
        PodSummary pods = graph.clientPodSummary(entry);
        var accepted = new Verdict(true, "Accepted", "the intents are valid");
        Verdict resolved = resolved(targets);
        Verdict enforced = enforced(graph, entry, told(targets, outside), pods);
        Optional<Verdict> wayOut = egress.verdict();
        var conditions = new Conditions(generation, previous == null ? List.of() : previous.conditions(), now);
        var list = new ArrayList<Condition>();
        list.add(conditions.of("Accepted", accepted));
        list.add(conditions.of("Resolved", resolved));
        list.add(conditions.of("Enforced", enforced));
        wayOut.ifPresent(it -> list.add(conditions.of(EGRESS, it)));
        list.add(conditions.of("Ready", ready(resolved, enforced, wayOut)));
        return new ClientIntentsStatus(generation, pods.live(), list, targets, outside);
    }

    /** Returns the status of an object that does not count, because its namespace has too many older ones. */
    public static ClientIntentsStatus surplus(
            IntentGraph graph,
            ObjectKey key,
            @Nullable Long generation,
            @Nullable ClientIntentsStatus previous,
            Instant now) {
        return refused("TooManyObjects", surplusMessage(graph, key), generation, previous, now);
    }

    /** Returns what a person has to know of an object that does not count. */
    public static String surplusMessage(IntentGraph graph, ObjectKey key) {
        return "namespace " + key.namespace() + " has more than "
                + graph.scope().budgets().objectsOfNamespace()
                + " ClientIntents, of which the oldest count and this one does not; declare what one client consumes in one"
                + " object";
    }

    /** Returns the status of an object that is not taken into the graph. */
    public static ClientIntentsStatus refused(
            String reason,
            String message,
            @Nullable Long generation,
            @Nullable ClientIntentsStatus previous,
            Instant now) {
        var verdict = new Verdict(false, reason, message);
        var conditions = new Conditions(generation, previous == null ? List.of() : previous.conditions(), now);
        return new ClientIntentsStatus(
                generation, 0, List.of(conditions.of("Accepted", verdict), conditions.of("Ready", verdict)), List.of());
    }

    /**
     * Returns whether a label or a policy that the object needs is still to be written. This costs much less than
     * finding the status, which would then be a transient one.
     */
    public static boolean isUnfinished(IntentGraph graph, WriteStates writes, IntentsEntry entry) {
        if (writes.of(IntentGraph.client(entry)) instanceof WriteState.Pending) {
            return true;
        }
        // in the order of what it costs to find out, and what is written last
        for (Intent intent : entry.intents()) {
            if (writes.of(intent.server()) instanceof WriteState.Pending
                    && TargetAssessment.isReachable(graph, intent.server())) {
                return true;
            }
        }
        if (graph.clientPodsLackKeyOf(entry, entry.intents())) {
            return true;
        }
        for (Intent intent : entry.intents()) {
            if (graph.closure(intent.server()).isLabelled()
                    && ServerAssessment.lacksLabels(graph, intent.server(), graph.serverPodSummary(intent.server()))
                    && TargetAssessment.isReachable(graph, intent.server())) {
                return true;
            }
        }
        return entry.intents().stream().anyMatch(intent -> isUndecided(graph, intent.server()));
    }

    /** Returns whether a status says of a server that something is still to be written. */
    public static boolean isTransient(ClientIntentsStatus status) {
        return status.servers().stream().anyMatch(target -> target.state() == Pending)
                || status.conditions().stream()
                        .anyMatch(it ->
                                it.getType().equals(EGRESS) && it.getReason().equals(Pending.name()));
    }

    /** Returns whether it is not known yet by what the policy of a server is to select. */
    static boolean isUndecided(IntentGraph graph, ServerId server) {
        return !server.isService() && graph.selection(server) instanceof Selection.Undecided;
    }

    private static Verdict resolved(List<TargetStatus> targets) {
        List<TargetStatus> missing = targets.stream()
                .filter(target -> !RESOLVED.contains(target.state()))
                .toList();
        return missing.isEmpty()
                ? new Verdict(true, "Resolved", "every server is known")
                : new Verdict(false, missing.get(0).state().name(), messages(told(missing, List.of())));
    }

    /** What became of one declaration, in the terms of a condition. */
    private record Told(String what, String state, @Nullable String message) {}

    private static List<Told> told(List<TargetStatus> targets, List<OutsideStatus> outside) {
        return Stream.concat(
                        targets.stream()
                                .map(it -> new Told(
                                        it.namespace() + "/" + it.name(),
                                        it.state().name(),
                                        it.message())),
                        outside.stream()
                                .map(it -> new Told(
                                        String.valueOf(it.cidr() == null ? it.host() : it.cidr()),
                                        it.state().name(),
                                        it.message())))
                .toList();
    }

    private static Verdict enforced(IntentGraph graph, IntentsEntry entry, List<Told> targets, PodSummary pods) {
        Optional<Verdict> outside = clientOutside(graph, entry, pods);
        if (outside.isPresent()) {
            return outside.get();
        }
        Set<String> states = new HashSet<>();
        targets.forEach(target -> states.add(target.state()));
        for (String state : NOT_ENFORCED) {
            if (states.contains(state)) {
                return new Verdict(
                        false,
                        state,
                        messages(targets.stream()
                                .filter(target -> target.state().equals(state))
                                .toList()));
            }
        }
        if (pods.live() == 0) {
            return new Verdict(
                    true, "NoClientPods", "no pod of " + client(entry) + "; access is ready for when there is one");
        }
        return new Verdict(
                true, "Enforced", "the client's pods carry their keys, and the servers' policies admit them");
    }

    private static Optional<Verdict> clientOutside(IntentGraph graph, IntentsEntry entry, PodSummary pods) {
        if (pods.onHostNetwork() > 0) {
            return Optional.of(new Verdict(
                    false,
                    "ClientOnHostNetwork",
                    pods.onHostNetwork() + " pods of " + client(entry)
                            + " use the host network, where no NetworkPolicy tells clients apart"));
        }
        Optional<OwnerReference> unreadable = graph.hasClientPod(entry, any -> true)
                ? Optional.empty()
                : graph.unreadableOwner(entry.client(), entry.clientKind());
        return unreadable.map(
                owner -> new Verdict(false, "OwnerUnreadable", ServerAssessment.unreadableMessage(owner)));
    }

    /** Returns the verdict of Ready: the client reaches what it declared, be it because nothing is closed. */
    private static Verdict ready(Verdict resolved, Verdict enforced, Optional<Verdict> wayOut) {
        if (!resolved.holds()) {
            return resolved;
        }
        if (wayOut.isPresent() && !wayOut.get().holds() && !isLeftOpen(wayOut.get())) {
            return wayOut.get();
        }
        return enforced.holds() || isLeftOpen(enforced)
                ? new Verdict(true, enforced.reason(), enforced.message())
                : enforced;
    }

    private static boolean isLeftOpen(Verdict verdict) {
        return LEFT_OPEN.stream().anyMatch(state -> verdict.reason().equals(state.name()));
    }

    private static String client(IntentsEntry entry) {
        return (entry.clientKind() == null ? "workload" : entry.clientKind()) + " " + entry.clientName();
    }

    /**
     * Returns the messages of a few targets, because a condition's message is bounded; the list of servers has the
     * rest.
     */
    private static String messages(List<Told> targets) {
        String more = targets.size() > NAMED ? "; and " + (targets.size() - NAMED) + " more" : "";
        return targets.stream()
                .limit(NAMED)
                .map(target -> target.what() + ": " + target.message())
                .collect(Collectors.joining("; ", "", more));
    }
}
