package dev.clientintents.operator.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.operator.write.WarningWindow.Subject;
import dev.clientintents.operator.write.WarningWindow.Warning;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WarningWindowTest {

    private final WarningWindow window = new WarningWindow();

    @Test
    void oneCauseOfFiveThousandWarningsMakesTenEventsAndOneThatTellsOfTheRest() {
        int written = 0;
        for (int i = 0; i < 5_000; i++) {
            written += window.offer(object(i), "NoPods", "shop/hub: no pod").isPresent() ? 1 : 0;
        }

        assertThat(written).isEqualTo(10);
        assertThat(window.close())
                .containsExactly(new Warning(
                        object(4_999),
                        "NoPods",
                        "shop/hub: no pod (the same holds for 4990 objects that have no event of their own; their"
                                + " statuses say so)",
                        4_990));
    }

    @Test
    void whatIsSaidOfAnObjectAgainIsOneEventWithACount() {
        assertThat(window.offer(object(1), "NoPods", "no pod")).contains(new Warning(object(1), "NoPods", "no pod", 1));
        for (int i = 0; i < 3; i++) {
            assertThat(window.offer(object(1), "NoPods", "no pod")).isEmpty();
        }

        assertThat(window.close()).containsExactly(new Warning(object(1), "NoPods", "no pod", 3));
    }

    @Test
    void oneObjectWithManyMessagesHasAFewEvents() {
        int written = 0;
        for (int i = 0; i < 256; i++) {
            written += window.offer(object(1), "NoPods", "no pod of " + i).isPresent() ? 1 : 0;
        }

        assertThat(written).isEqualTo(10);
        assertThat(window.close()).singleElement().satisfies(told -> {
            assertThat(told.count()).isEqualTo(246);
            assertThat(told.message()).startsWith("no pod of 255 (the last of 246 ");
        });
    }

    @Test
    void otherReasonsAndObjectsAreNotHeldBackAndTheNextWindowBeginsAnew() {
        window.offer(object(1), "NoPods", "no pod");
        assertThat(window.offer(object(1), "UnknownPort", "no port")).isPresent();
        assertThat(window.offer(object(2), "NoPods", "no pod")).isPresent();

        assertThat(window.close()).isEmpty();
        assertThat(window.isEmpty()).isTrue();
        assertThat(window.offer(object(1), "NoPods", "no pod")).isNotEqualTo(Optional.empty());
    }

    private static Subject object(int number) {
        return new Subject("clientintents.dev/v1alpha1", "ClientIntents", "shop", "client-" + number, "uid-" + number);
    }
}
