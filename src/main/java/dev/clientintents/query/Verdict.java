package dev.clientintents.query;

import dev.clientintents.manifest.Expectation;
import dev.clientintents.model.PortRange;
import java.util.List;
import java.util.Optional;

/**
 * Whether an expectation holds. Without ports, what must be allowed has to be open on any port; with ports, on all of them. What
 * must be denied may be open on none of them.
 *
 * @param expectation what is expected
 * @param broken the answers that are not as expected; none where all are
 * @param error what of the expectation means nothing; empty where all does
 */
public record Verdict(Expectation expectation, List<Question.Answer> broken, Optional<String> error) {

    public Verdict {
        broken = List.copyOf(broken);
    }

    /** Asks what is expected. */
    public static Verdict of(Expectation expectation, EffectiveReach reach, Names names) {
        try {
            List<PortRange> ports =
                    expectation.ports().stream().map(PortQuestion::read).toList();
            var question = new Question(names.find(expectation.from()), names.find(expectation.to()), ports);
            return new Verdict(
                    expectation,
                    question.answers(reach).stream()
                            .filter(answer -> isBroken(expectation, answer))
                            .toList(),
                    Optional.empty());
        } catch (UnknownName e) {
            return new Verdict(expectation, List.of(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static boolean isBroken(Expectation expectation, Question.Answer answer) {
        return expectation.allowed() ? !answer.isYes() : !answer.allowed().isEmpty();
    }

    public boolean holds() {
        return broken.isEmpty() && error.isEmpty();
    }
}
