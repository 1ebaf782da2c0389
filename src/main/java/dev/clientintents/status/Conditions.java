package dev.clientintents.status;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the conditions of a status from verdicts. Those that do not change keep their time. */
final class Conditions {

    private final @Nullable Long generation;
    private final List<Condition> previous;
    private final Instant now;
    private @Nullable String nowText;

    /**
     * Makes conditions.
     *
     * @param generation the generation of the spec of which they speak
     * @param previous those of the status before; empty where there was none
     * @param now the time of those that change
     */
    Conditions(@Nullable Long generation, List<Condition> previous, Instant now) {
        this.generation = generation;
        this.previous = previous;
        this.now = now;
    }

    Condition of(String type, Verdict verdict) {
        String status = verdict.holds() ? "True" : "False";
        return new Condition(since(type, status), verdict.message(), generation, verdict.reason(), status, type);
    }

    private String since(String type, String status) {
        for (Condition condition : previous) {
            if (condition.getType().equals(type) && condition.getStatus().equals(status)) {
                return condition.getLastTransitionTime();
            }
        }
        String text = nowText == null ? now.truncatedTo(ChronoUnit.SECONDS).toString() : nowText;
        nowText = text;
        return text;
    }
}
