package dev.clientintents.status;

import dev.clientintents.api.OutsideState;
import dev.clientintents.api.OutsideStatus;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.model.ClientId;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what became of what a client consumes outside of the cluster. */
final class OutsideAssessment {

    private record Finding(OutsideState state, @Nullable String message) {}

    private final IntentGraph graph;
    private final WriteStates writes;

    OutsideAssessment(IntentGraph graph, WriteStates writes) {
        this.graph = graph;
        this.writes = writes;
    }

    /** Returns one status for each thing outside, in their order. */
    List<OutsideStatus> assess(IntentsEntry entry) {
        if (entry.outside().isEmpty()) {
            return List.of();
        }
        ClientId client = IntentGraph.client(entry);
        EgressPlan plan = EgressRules.plan(graph, client);
        return entry.outside().stream()
                .map(intent -> status(intent, find(client, plan, intent)))
                .toList();
    }

    private static OutsideStatus status(OutsideIntent intent, Finding finding) {
        return intent.server() instanceof OutsideServer.Addresses addresses
                ? new OutsideStatus(addresses.block().cidr(), null, finding.state(), finding.message())
                : new OutsideStatus(
                        null, ((OutsideServer.Host) intent.server()).name(), finding.state(), finding.message());
    }

    private Finding find(ClientId client, EgressPlan plan, OutsideIntent intent) {
        if (plan instanceof EgressPlan.Undecided undecided) {
            return new Finding(OutsideState.Pending, undecided.reason());
        }
        if (plan instanceof EgressPlan.NotEnforceable not) {
            return new Finding(
                    OutsideState.NotEnforceable,
                    "the client's way out stays open, and it reaches this and everything else: "
                            + PodNames.of(not.reasons()));
        }
        if (!(plan instanceof EgressPlan.Closed closed)) {
            return new Finding(OutsideState.Open, "nothing restricts what the client connects to");
        }
        if (intent.server() instanceof OutsideServer.Host host) {
            Optional<String> unreached = EgressRules.unreached(closed, host, intent.ports());
            if (unreached.isPresent()) {
                return new Finding(
                        OutsideState.NotEnforceable,
                        "the client's way out is closed, and this is not reached: " + unreached.get());
            }
            if (writes.hosts(client) instanceof WriteState.Foreign) {
                return new Finding(
                        OutsideState.ForeignPolicy,
                        "the policy with the names of the client's hosts has a name that somebody else's has");
            }
        }
        WriteState state = writes.of(client);
        if (state instanceof WriteState.Foreign) {
            return new Finding(
                    OutsideState.ForeignPolicy,
                    "the policy that closes the client's way out has a name that somebody else's has");
        }
        if (state instanceof WriteState.Undone undone) {
            return new Finding(OutsideState.Undone, undone.reason());
        }
        if (state instanceof WriteState.Pending pending) {
            return new Finding(OutsideState.Pending, pending.reason());
        }
        return graph.keptEgress(client).filter(it -> !it.open()).isPresent()
                ? new Finding(OutsideState.Enforced, null)
                : new Finding(
                        OutsideState.Pending, "the policy that closes the client's way out is about to be written");
    }
}
