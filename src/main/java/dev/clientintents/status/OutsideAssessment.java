package dev.clientintents.status;

import dev.clientintents.api.OutsideState;
import dev.clientintents.api.OutsideStatus;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.rule.EgressPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what became of what a client consumes outside of the cluster. */
final class OutsideAssessment {

    private record Finding(OutsideState state, @Nullable String message) {}

    private final EgressAssessment egress;

    OutsideAssessment(EgressAssessment egress) {
        this.egress = egress;
    }

    /** Returns one status for each thing outside, in their order. */
    List<OutsideStatus> assess(IntentsEntry entry) {
        if (entry.outside().isEmpty()) {
            return List.of();
        }
        return entry.outside().stream()
                .map(intent -> status(intent, find(intent)))
                .toList();
    }

    private static OutsideStatus status(OutsideIntent intent, Finding finding) {
        return intent.server() instanceof OutsideServer.Addresses addresses
                ? new OutsideStatus(addresses.block().cidr(), null, finding.state(), finding.message())
                : new OutsideStatus(
                        null, ((OutsideServer.Host) intent.server()).name(), finding.state(), finding.message());
    }

    private Finding find(OutsideIntent intent) {
        if (egress.plan() instanceof EgressPlan.Undecided undecided) {
            return new Finding(OutsideState.Pending, undecided.reason());
        }
        if (egress.plan() instanceof EgressPlan.NotEnforceable not) {
            return new Finding(
                    OutsideState.NotEnforceable,
                    "the client's way out stays open, and it reaches this and everything else: "
                            + PodNames.of(not.reasons()));
        }
        if (!egress.isClosed()) {
            return new Finding(OutsideState.Open, "nothing restricts what the client connects to");
        }
        if (intent.server() instanceof OutsideServer.Host) {
            return new Finding(
                    OutsideState.NotEnforceable,
                    "the client's way out is closed, and no NetworkPolicy knows names of hosts: it is not reached");
        }
        return egress.obstacle()
                .map(it -> new Finding(OutsideState.valueOf(it.reason()), it.message()))
                .orElseGet(() -> new Finding(OutsideState.Enforced, null));
    }
}
