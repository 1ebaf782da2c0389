package dev.clientintents.cli.command;

import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.option.QuestionOptions;
import dev.clientintents.cli.option.ReadOptions;
import dev.clientintents.cli.report.AnswerReport;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.model.PortRange;
import dev.clientintents.query.Names;
import dev.clientintents.query.Parties;
import dev.clientintents.query.PortQuestion;
import dev.clientintents.query.Question;
import dev.clientintents.reach.explain.Explanation;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that asks about one client and one server. */
abstract class QuestionCommand extends EvaluatingCommand {

    /** The formats in which answers are written; in text each command has words of its own. */
    enum AnswerFormat {
        text,
        json,
        yaml,
        csv
    }

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "PORT",
            showDefaultValue = Visibility.NEVER,
            description = "8080, 9000-9010, 53/udp, or a name; any port where it is left out.")
    private @Nullable String port;

    @Mixin
    private QuestionOptions input = new QuestionOptions();

    @Mixin
    private OutputOption<AnswerFormat> output = new OutputOption<>(AnswerFormat.text);

    /** Returns who is asked about. */
    abstract Parties client(Names names);

    /** Returns whom the question is whether they reach. */
    abstract Parties server(Names names);

    /** Returns whether an answer is shown. */
    abstract boolean shows(Question.Answer answer);

    /** Prints the answer for people. */
    abstract void text(Question.Reply reply, Stream<Explanation> explanations, PrintWriter out);

    /**
     * Returns the exit code.
     *
     * @param decided whether the reply does not depend on what nobody can know
     */
    abstract int exitCode(Evaluated evaluated, Question.Reply reply, boolean decided);

    /**
     * Answers a question about a host by its name, and returns the exit code; empty where the question is none.
     *
     * @param asked the ports in question; none for any
     */
    OptionalInt hostAnswer(
            Evaluated evaluated, Names names, List<PortRange> asked, AnswerFormat format, PrintWriter out) {
        return OptionalInt.empty();
    }

    @Override
    ReadOptions input() {
        return input;
    }

    @Override
    final int answer(Evaluated evaluated, PrintWriter out) {
        List<PortRange> asked = Stream.ofNullable(port).map(PortQuestion::read).toList();
        var names = new Names(evaluated.reach(), input.namespace());
        OptionalInt ofHost = hostAnswer(evaluated, names, asked, output.format(), out);
        if (ofHost.isPresent()) {
            return ofHost.getAsInt();
        }
        var question = new Question(client(names), server(names), asked);
        List<Question.Answer> answers = question.answers(evaluated.reach());
        var reply = Question.Reply.of(answers);
        List<Question.Answer> shown = answers.stream().filter(this::shows).toList();
        switch (output.format()) {
            case text -> text(reply, shown.stream().map(it -> it.explanation(evaluated.reach())), out);
            case json ->
                out.print(ManifestWriter.json(AnswerReport.of(question, answers, shown, evaluated, input.strict())));
            case yaml ->
                out.print(ManifestWriter.yaml(
                        List.of(AnswerReport.of(question, answers, shown, evaluated, input.strict()))));
            case csv -> AnswerReport.csv(shown, evaluated).forEach(line -> out.print(line + "\n"));
        }
        return exitCode(evaluated, reply, answers.stream().allMatch(Question.Answer::isDecided));
    }
}
