package dev.clientintents.cli;

import dev.clientintents.query.Question;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Answers yes or no. */
@Command(
        name = "can",
        description = {"Says whether a client reaches a server, and why in short.", ""},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Yes: on all of the ports that are asked for, or on any where none is.",
            "1:No.",
            "2:It cannot run, there is no such client or server, or part of the input cannot be read; with --strict also on warnings."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  client-intents can frontend auth-service -f deploy/",
            "  client-intents can shop/frontend platform/api-gateway 8443 -f deploy/",
            "  client-intents can 'dev/*' 'prod/*' -f deploy/ && exit 1",
            "  client-intents can frontend 203.0.113.7 443 -f deploy/"
        })
final class CanCommand extends QuestionCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        Evaluated evaluated = Evaluated.of(input().read());
        List<Question.Answer> answers = question(evaluated).answers(evaluated.reach());
        boolean yes = !answers.isEmpty() && answers.stream().allMatch(Question.Answer::isYes);
        PrintWriter out = Commands.out(spec());
        out.print(yes ? "yes\n" : "no\n");
        for (Question.Answer answer : answers) {
            AnswerText.brief(evaluated.reach(), answer).forEach(line -> out.print("  " + line + "\n"));
        }
        out.flush();
        evaluated.warn(Commands.err(spec()));
        if (!evaluated.isComplete(input().strict())) {
            return ExitCode.CANNOT_RUN;
        }
        return yes ? ExitCode.CLEAN : ExitCode.FINDINGS;
    }
}
