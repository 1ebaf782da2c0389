package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.report.ConnectionReport.Notice;
import dev.clientintents.query.HostQuestion;
import dev.clientintents.query.Question;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The answer about a host by its name, for programs.
 *
 * @param verdict of all clients together: yes, partly (which is not known) or no
 * @param complete whether all of the input counts; false where part of it could not be read, or not be evaluated
 * @param clients one for each client
 * @param warnings what a reader should know
 */
@JsonPropertyOrder({"verdict", "complete", "host", "ports", "clients", "warnings"})
public record HostReport(
        Question.Reply verdict,
        boolean complete,
        String host,
        List<String> ports,
        List<Item> clients,
        List<Notice> warnings) {

    /** The answer for one client. */
    @JsonPropertyOrder({"client", "verdict", "reason"})
    record Item(String client, Question.Reply verdict, String reason) {

        static Item of(HostQuestion.Answer answer) {
            return new Item(answer.client().toString(), answer.reply(), answer.reason());
        }
    }

    /**
     * Returns the report.
     *
     * @param strict whether warnings make the answer one that cannot be trusted
     */
    public static HostReport of(
            HostQuestion question, List<HostQuestion.Answer> answers, Evaluated evaluated, boolean strict) {
        return new HostReport(
                verdict(answers),
                evaluated.isComplete(strict, answers.stream().allMatch(HostQuestion.Answer::isDecided)),
                question.host().toString(),
                question.ports().stream().map(Object::toString).toList(),
                answers.stream().map(Item::of).toList(),
                Notice.of(evaluated));
    }

    /** Returns the reply to all answers together; no where there are none. */
    public static Question.Reply verdict(List<HostQuestion.Answer> answers) {
        List<Question.Reply> replies =
                answers.stream().map(HostQuestion.Answer::reply).distinct().toList();
        return replies.size() > 1 ? Question.Reply.partly : replies.isEmpty() ? Question.Reply.no : replies.get(0);
    }

    /** Returns the lines of a table. */
    public static Stream<String> csv(HostQuestion question, List<HostQuestion.Answer> answers) {
        return Stream.concat(
                Stream.of("src,host,verdict,reason"),
                answers.stream()
                        .map(it -> Stream.of(
                                        it.client().toString(),
                                        question.host().toString(),
                                        it.reply().name(),
                                        it.reason())
                                .map(ConnectionFormat::csv)
                                .collect(Collectors.joining(","))));
    }
}
