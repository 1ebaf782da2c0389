package dev.clientintents.cli;

import dev.clientintents.query.EffectiveReach;
import dev.clientintents.query.Question;
import dev.clientintents.reach.ExplanationText;
import java.util.List;

/** The reasons of an answer. */
final class AnswerText {

    private AnswerText() {}

    /** Side by side, policy by policy, rule by rule. */
    static List<String> full(EffectiveReach reach, Question.Answer answer) {
        return ExplanationText.of(reach.reachability().explain(answer.client(), answer.server(), answer.asked()));
    }

    /** The answer, and one line for each side. */
    static List<String> brief(EffectiveReach reach, Question.Answer answer) {
        return full(reach, answer).stream()
                .filter(line -> !line.startsWith("    "))
                .toList();
    }
}
