package dev.clientintents.operator.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.operator.work.UtcTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnremovedKeysTest {

    private static final Set<String> KEY = Set.of("clientintents.dev/consumes-db.shop", Labels.WORKLOAD);
    private final RuntimeException refused = new IllegalStateException("a webhook refused it");

    private final AtomicLong now = new AtomicLong();
    private final List<String> events = new ArrayList<>();
    private final UnremovedKeys unremoved = new UnremovedKeys(
            (pod, reason, message) -> events.add(pod.getMetadata().getUid() + " " + reason + ": " + message),
            new UtcTime(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC), now::get),
            now::get);

    @Test
    void aPodCountsFromTheFirstFailureAndOneEventSaysSoOnceItLasts() {
        for (int second = 0; second < 60; second++) {
            unremoved.failed(pod(), KEY, refused);
            assertThat(unremoved.size()).isEqualTo(1);
            assertThat(events).hasSize(second < 10 ? 0 : 1);
            now.addAndGet(Duration.ofSeconds(1).toNanos());
        }

        assertThat(events)
                .containsExactly("uid-1 KeyNotRemoved: the revoked key clientintents.dev/consumes-db.shop could not be"
                        + " removed since 2026-01-01T00:00:00Z, and a policy that still admits it admits this pod:"
                        + " a webhook refused it; it will be retried");
    }

    @Test
    void whatIsSettledNoLongerCountsAndMayFailAnew() {
        unremoved.failed(pod(), KEY, refused);
        unremoved.settled(pod().key());
        assertThat(unremoved.size()).isZero();

        now.addAndGet(Duration.ofSeconds(20).toNanos());
        unremoved.failed(pod(), KEY, refused);
        assertThat(events).isEmpty();
    }

    @Test
    void aLabelThatIsNoKeyAdmitsNobody() {
        unremoved.failed(pod(), Set.of(Labels.WORKLOAD, Labels.WORKLOAD_KIND), refused);

        assertThat(unremoved.size()).isZero();
    }

    private static PodEntry pod() {
        return new PodEntry(
                new ObjectKey("shop", "web-0"),
                "uid-1",
                new WorkloadId("shop", "Deployment", "web"),
                null,
                PodEntry.State.LIVE,
                Map.of(),
                Set.of());
    }
}
