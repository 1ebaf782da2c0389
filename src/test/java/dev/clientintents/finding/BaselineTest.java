package dev.clientintents.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BaselineTest {

    private static final Position.Named WEB = new Position.Named("ClientIntents", "shop", "web");
    private static final Finding DUPLICATE = duplicate("a.yaml", 7, "said at a.yaml:3 (document 2) already");

    private static Finding duplicate(String file, int line, String message) {
        return new Finding(Code.DUPLICATE_INTENT, new Position(file, 1, line, WEB), message, "remove it");
    }

    private static Baseline of(Finding... findings) {
        return new Baseline(Baseline.count(List.of(findings)).entrySet().stream()
                .map(it -> new Baseline.Entry(it.getKey(), it.getValue(), new Position("known.yaml", 1, 3)))
                .toList());
    }

    @Test
    void aFindingIsKnownWhereItsLinesAndItsFileMove() {
        Finding moved = duplicate("b/a.yaml", 70, "said at a.yaml:30 already");

        assertThat(of(DUPLICATE).unknown(List.of(moved), Set.of())).isEmpty();
    }

    @Test
    void anotherObjectCodeOrMessageIsAnotherFinding() {
        Finding ofOther = new Finding(
                Code.DUPLICATE_INTENT,
                new Position("a.yaml", 1, 7, new Position.Named("ClientIntents", "shop", "api")),
                DUPLICATE.message(),
                "");
        Finding ofCode = new Finding(Code.OVERLAPPING_INTENTS, DUPLICATE.position(), DUPLICATE.message(), "");
        Finding ofMessage = duplicate("a.yaml", 7, "said elsewhere");

        assertThat(of(DUPLICATE).unknown(List.of(DUPLICATE, ofOther, ofCode, ofMessage), Set.of()))
                .containsExactly(ofOther, ofCode, ofMessage);
    }

    @Test
    void aFileIsWhatCountsWhereAFindingIsInNoObject() {
        Finding unreadable = new Finding(Code.UNREADABLE, new Position("a.yaml", 1, 7), "broken", "");
        Finding ofOtherFile = new Finding(Code.UNREADABLE, new Position("b.yaml", 1, 7), "broken", "");

        assertThat(of(unreadable).unknown(List.of(unreadable, ofOtherFile), Set.of()))
                .containsExactly(ofOtherFile);
    }

    @Test
    void whatOccursMoreOftenThanBeforeIsNew() {
        Finding again = duplicate("a.yaml", 9, DUPLICATE.message());

        assertThat(of(DUPLICATE).unknown(List.of(DUPLICATE, again), Set.of())).containsExactly(again);
        assertThat(of(DUPLICATE, again).unknown(List.of(DUPLICATE, again), Set.of()))
                .isEmpty();
    }

    @Test
    void whatNoLongerOccursIsToldAtItsLine() {
        assertThat(of(DUPLICATE).unknown(List.of(), Set.of())).singleElement().satisfies(it -> {
            assertThat(it.code()).isEqualTo(Code.OUTDATED_BASELINE);
            assertThat(it.position()).isEqualTo(new Position("known.yaml", 1, 3));
            assertThat(it.message())
                    .isEqualTo("duplicate-intent of ClientIntents shop/web no longer occurs: said at a.yaml already");
        });
        assertThat(of(DUPLICATE, DUPLICATE).unknown(List.of(DUPLICATE), Set.of()))
                .singleElement()
                .satisfies(it -> assertThat(it.message()).contains("occurs less often"));
        assertThat(of(DUPLICATE).unknown(List.of(), Set.of(Code.DUPLICATE_INTENT)))
                .as("nobody knows whether it occurs")
                .isEmpty();
    }

    @Test
    void findingsAreCountedByWhatTheyAreKnownBy() {
        Map<Baseline.Key, Integer> counts =
                Baseline.count(List.of(DUPLICATE, duplicate("b.yaml", 1, DUPLICATE.message())));

        assertThat(counts).hasSize(1).containsValue(2);
    }
}
