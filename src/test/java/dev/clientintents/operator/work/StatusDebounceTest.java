package dev.clientintents.operator.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.work.StatusDebounce.Advice;
import dev.clientintents.status.WriteState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusDebounceTest {

    private static final ObjectKey FRONTEND = new ObjectKey("shop", "frontend");
    private static final ServerId AUTH = ServerId.anyKind("shop", "auth");

    private final AtomicLong now = new AtomicLong();
    private final SharedGraph graph = new SharedGraph(new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of())));
    private final Map<ServerId, WriteState> states = new HashMap<>();
    private final WriteActivity progress = new WriteActivity(now::get);
    private final StatusDebounce patience =
            new StatusDebounce(graph, server -> states.getOrDefault(server, WriteState.DONE), progress, now::get);

    @BeforeEach
    void oneIntentWhosePolicyIsBeingWritten() {
        graph.change(it -> it.put(new NamespaceEntry("shop", null, false, false)));
        graph.change(it -> it.put(new IntentsEntry(FRONTEND, "frontend", null, List.of(Intent.of(AUTH, List.of())))));
        states.put(AUTH, WriteState.QUEUED);
    }

    @Test
    void aStatusWaitsWhileWorkIsUnderWay() {
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.WAIT);
        pass(Duration.ofSeconds(1));
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.WAIT);
        assertThat(patience.waitsAlready(FRONTEND)).isTrue();
        assertThat(patience.due()).isEmpty();
    }

    @Test
    void itIsDueOnceWhenNothingWasWrittenForTwoSecondsAndSaysWhatIsUnfinished() {
        patience.advise(FRONTEND);
        pass(Duration.ofSeconds(2));

        assertThat(patience.due()).containsExactly(FRONTEND);
        assertThat(patience.due()).isEmpty();
        assertThat(patience.waitsAlready(FRONTEND)).isFalse();
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.REPORT_UNFINISHED);
    }

    @Test
    void whileOthersAreWrittenNobodyLooksAtIt() {
        patience.advise(FRONTEND);
        for (int second = 1; second < 120; second++) {
            pass(Duration.ofSeconds(1));
            progress.made();
            assertThat(patience.due()).isEmpty();
        }
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.WAIT);
    }

    @Test
    void afterTwoMinutesItSaysSoHoweverMuchIsWritten() {
        patience.advise(FRONTEND);
        pass(Duration.ofMinutes(2));
        progress.made();

        assertThat(patience.due()).containsExactly(FRONTEND);
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.REPORT_UNFINISHED);
    }

    @Test
    void whatWasDueAndFindsWorkGoingOnAgainBecomesDueOnceMore() {
        patience.advise(FRONTEND);
        pass(Duration.ofSeconds(2));
        patience.due();
        progress.made();

        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.WAIT);
        assertThat(patience.due()).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(patience.due()).containsExactly(FRONTEND);
    }

    @Test
    void whatHasSaidSoIsLookedAtWhenSomethingChanges() {
        patience.advise(FRONTEND);
        pass(Duration.ofSeconds(2));
        patience.advise(FRONTEND);
        progress.made();

        assertThat(patience.waitsAlready(FRONTEND)).isFalse();
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.WAIT);
    }

    @Test
    void whatIsFinishedWaitsNoLonger() {
        patience.advise(FRONTEND);
        states.remove(AUTH);

        assertThat(patience.waitsAlready(FRONTEND)).isFalse();
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.REPORT);
        pass(Duration.ofSeconds(2));
        assertThat(patience.due()).isEmpty();
    }

    @Test
    void whatIsGoneIsNeverDue() {
        patience.advise(FRONTEND);
        patience.forget(FRONTEND);
        pass(Duration.ofSeconds(2));

        assertThat(patience.due()).isEmpty();
    }

    @Test
    void whoNeverAskedDoesNotWaitAlready() {
        assertThat(patience.waitsAlready(FRONTEND)).isFalse();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
