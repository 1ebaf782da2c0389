package dev.clientintents.status;

import dev.clientintents.api.OutsideState;
import dev.clientintents.api.OutsideStatus;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import java.util.List;
import java.util.Optional;
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
                            + EgressAssessment.reasons(not.reasons()));
        }
        if (!(egress.plan() instanceof EgressPlan.Closed closed)) {
            return new Finding(OutsideState.Open, "nothing restricts what the client connects to");
        }
        Optional<Verdict> obstacle = Optional.empty();
        if (intent.server() instanceof OutsideServer.Host host) {
            Optional<String> unreached = EgressRules.unreached(closed, host, intent.ports());
            if (unreached.isPresent()) {
                return new Finding(
                        OutsideState.NotEnforceable,
                        "the client's way out is closed, and this is not reached: " + unreached.get());
            }
            obstacle = egress.obstacleOfHosts();
        }
        return obstacle.or(egress::obstacle)
                .map(it -> new Finding(OutsideState.valueOf(it.reason()), it.message()))
                .orElseGet(() -> new Finding(OutsideState.Enforced, null));
    }
}
