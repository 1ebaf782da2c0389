package dev.clientintents.status;

import dev.clientintents.api.TargetState;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import dev.clientintents.rule.Untold;
import java.util.List;
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

    /** Returns why the way out is closed and does not lead to a server; empty where it does, or is open. */
    Optional<String> unreached(Intent intent) {
        ServerId server = intent.server();
        if (!(plan instanceof EgressPlan.Closed closed)) {
            return Optional.empty();
        }
        Optional<String> untold = closed.unreached().stream()
                .filter(it -> server.equals(it.server()))
                .map(Untold::reason)
                .findFirst();
        if (untold.isPresent()) {
            return untold;
        }
        Optional<ServiceEntry> service =
                server.isService() ? graph.service(new ObjectKey(server.namespace(), server.name())) : Optional.empty();
        return service.flatMap(EgressRules::host)
                .flatMap(host -> intent.grants().stream()
                        .flatMap(
                                grant -> EgressRules.unreached(
                                        closed, host, EgressRules.portsOfHost(service.get(), grant.ports()))
                                        .stream())
                        .findFirst());
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
        return plan instanceof EgressPlan.Open ? shadow() : ofPlan();
    }

    /** Returns what closing it would do, where only shadow mode keeps it open. */
    private Optional<Verdict> shadow() {
        EgressPlan wouldBe = EgressRules.planButForShadow(graph, client);
        if (!(wouldBe instanceof EgressPlan.Open) && graph.deniesEgress(client.namespace())) {
            return Optional.of(new Verdict(
                    false,
                    "DeniedByDefault",
                    "its namespace denies what goes out by default, and is in shadow mode, in which nothing of what the client"
                            + " declares is opened"));
        }
        return told(wouldBe)
                .map(it -> new Verdict(
                        false,
                        TargetState.Shadow.name(),
                        "in shadow mode the client connects to everything; once its way out is to be closed, " + it));
    }

    private static Optional<String> told(EgressPlan plan) {
        if (plan instanceof EgressPlan.Undecided undecided) {
            return Optional.of("that waits, since " + undecided.reason());
        }
        if (plan instanceof EgressPlan.NotEnforceable not) {
            return Optional.of("it stays open: " + reasons(not.reasons()));
        }
        if (!(plan instanceof EgressPlan.Closed closed)) {
            return Optional.empty();
        }
        return Optional.of(
                closed.unreached().isEmpty()
                        ? "it connects to what it declares, and to nothing else"
                        : "it does not connect to all that it declares: " + reasons(closed.unreached()));
    }

    /** Returns the first few of the reasons. */
    static String reasons(List<Untold> untold) {
        return PodNames.of(untold.stream().map(Untold::toString).toList());
    }

    private Optional<Verdict> ofPlan() {
        if (plan instanceof EgressPlan.Undecided undecided) {
            return Optional.of(new Verdict(false, "Pending", undecided.reason()));
        }
        if (plan instanceof EgressPlan.NotEnforceable not) {
            return Optional.of(new Verdict(
                    false,
                    "NotEnforceable",
                    "the client's way out stays open, and it connects to everything: " + reasons(not.reasons())));
        }
        if (!(plan instanceof EgressPlan.Closed closed)) {
            return Optional.empty();
        }
        return obstacleOfHosts()
                .or(this::obstacle)
                .or(() -> closed.unreached().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Verdict(
                                false,
                                "NotReached",
                                "the client's way out is closed, and does not lead to all that it declares: "
                                        + reasons(closed.unreached()))))
                .or(() -> Optional.of(
                        new Verdict(true, "Enforced", "the client connects to what it declares, and to nothing else")));
    }
}
