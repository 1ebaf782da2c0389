package dev.clientintents.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.OutsideState;
import dev.clientintents.api.OutsideStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a status a person is told by an event. */
class ProblemsTest {

    private static final OutsideStatus HOST =
            new OutsideStatus(null, "api.example.com", OutsideState.NotEnforceable, "this is not reached");

    @Test
    void aHostToWhichAClosedWayOutDoesNotLeadIsTold() {
        assertThat(Problems.newIn(status("NotReached"), null))
                .containsExactly(new Problems.Problem("NotEnforceable", "api.example.com: this is not reached"));
    }

    @Test
    void itIsToldOnce() {
        assertThat(Problems.newIn(status("NotReached"), status("NotReached"))).isEmpty();
    }

    @Test
    void whereTheWayOutStaysOpenThatIsToldAsAWhole() {
        assertThat(Problems.newIn(status("NotEnforceable"), null))
                .containsExactly(new Problems.Problem("NotEnforceable", "the way out is not closed as declared"));
    }

    @Test
    void inShadowModeNothingIsTold() {
        assertThat(Problems.newIn(status("Shadow"), null)).isEmpty();
    }

    private static ClientIntentsStatus status(String reason) {
        Condition condition = new ConditionBuilder()
                .withType("EgressEnforced")
                .withStatus("False")
                .withReason(reason)
                .withMessage("the way out is not closed as declared")
                .build();
        return new ClientIntentsStatus(1L, 1, List.of(condition), List.of(), List.of(HOST));
    }
}
