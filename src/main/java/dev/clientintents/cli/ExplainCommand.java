package dev.clientintents.cli;

import dev.clientintents.query.Question;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says why. */
@Command(
        name = "explain",
        description = {
            "Says why a client reaches a server or does not: each side, policy by policy and rule by rule.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:It is explained, whatever the answer.",
            "1:Something could not be read, and the rest is explained; with --strict also warnings.",
            "2:It cannot run, or there is no such client or server."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  client-intents explain frontend auth-service -f deploy/",
            "  client-intents explain shop/frontend platform/api-gateway 8443 -f deploy/",
            "  client-intents explain ingress-controller svc/frontend 80 -f deploy/"
        })
final class ExplainCommand extends QuestionCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        Evaluated evaluated = Evaluated.of(input().read());
        List<Question.Answer> answers = question(evaluated).answers(evaluated.reach());
        PrintWriter out = Commands.out(spec());
        for (Question.Answer answer : answers) {
            AnswerText.full(evaluated.reach(), answer).forEach(line -> out.print(line + "\n"));
        }
        out.flush();
        evaluated.warn(Commands.err(spec()));
        return evaluated.exitCode(input().strict());
    }
}
