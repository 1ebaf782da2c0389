package dev.clientintents.status;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.model.ClientId;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import java.util.Optional;

/** Finds what became of the way out of a client. */
final class EgressAssessment {

    private final IntentGraph graph;
    private final WriteStates writes;
    private final ClientId client;
    private final EgressPlan plan;

    EgressAssessment(IntentGraph graph, WriteStates writes, IntentsEntry entry) {
        this.graph = graph;
        this.writes = writes;
        this.client = IntentGraph.client(entry);
        this.plan = EgressRules.plan(graph, client);
    }

    /** Returns what is to become of it. */
    EgressPlan plan() {
        return plan;
    }

    /** Returns whether the client is to connect to what it declares, and to nothing else. */
    boolean isClosed() {
        return plan instanceof EgressPlan.Closed;
    }

    /** Returns why the policy that closes the way out is not in force, in the terms of a condition; empty where it is. */
    Optional<Verdict> obstacle() {
        WriteState state = writes.of(client);
        if (state instanceof WriteState.Foreign) {
            return Optional.of(new Verdict(
                    false,
                    "ForeignPolicy",
                    "the policy that closes the client's way out has a name that somebody else's has"));
        }
        if (state instanceof WriteState.Undone undone) {
            return Optional.of(new Verdict(false, "Undone", undone.reason()));
        }
        if (state instanceof WriteState.Pending pending) {
            return Optional.of(new Verdict(false, "Pending", pending.reason()));
        }
        return graph.keptEgress(client).filter(it -> !it.open()).isPresent()
                ? Optional.empty()
                : Optional.of(new Verdict(
                        false, "Pending", "the policy that closes the client's way out is about to be written"));
    }

    /** Returns why the policy that names the hosts which it leads to is not in force; empty where nothing is in its way. */
    Optional<Verdict> obstacleOfHosts() {
        return writes.hosts(client) instanceof WriteState.Foreign
                ? Optional.of(new Verdict(
                        false,
                        "ForeignPolicy",
                        "the policy with the names of the client's hosts has a name that somebody else's has"))
                : Optional.empty();
    }

    /** Returns what to tell of it; empty where nobody asks for closing it. */
    Optional<Verdict> verdict() {
        if (plan instanceof EgressPlan.Undecided undecided) {
            return Optional.of(new Verdict(false, "Pending", undecided.reason()));
        }
        if (plan instanceof EgressPlan.NotEnforceable not) {
            return Optional.of(new Verdict(
                    false,
                    "NotEnforceable",
                    "the client's way out stays open, and it connects to everything: " + PodNames.of(not.reasons())));
        }
        if (!(plan instanceof EgressPlan.Closed closed)) {
            return Optional.empty();
        }
        return obstacleOfHosts()
                .or(this::obstacle)
                .or(() -> closed.unreachable().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Verdict(
                                false,
                                "NotReached",
                                "the client's way out is closed, and does not lead to all that it declares: "
                                        + PodNames.of(closed.unreachable()))))
                .or(() -> Optional.of(
                        new Verdict(true, "Enforced", "the client connects to what it declares, and to nothing else")));
    }
}
