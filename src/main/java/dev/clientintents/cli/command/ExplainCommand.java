package dev.clientintents.cli.command;

import dev.clientintents.cli.Evaluated;
import dev.clientintents.query.Question;
import dev.clientintents.reach.explain.Explanation;
import dev.clientintents.reach.explain.ExplanationText;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

/** Says why. */
@Command(
        description = {
            "Says why a client reaches a server or does not: each side, policy by policy and rule by rule.",
            ""
        },
        exitCodeList = {
            "0:It is explained, whatever the answer.",
            "1:Something could not be read, and the rest is explained; with --strict also warnings.",
            "2:It cannot run, or there is no such client or server."
        },
        footer = {
            "  client-intents explain frontend auth-service -f deploy/",
            "  client-intents explain shop/frontend platform/api-gateway 8443 -f deploy/",
            "  client-intents explain ingress-controller svc/frontend 80 -f deploy/"
        })
public final class ExplainCommand extends QuestionCommand {

    @Override
    void text(Question.Reply reply, List<Explanation> explanations, PrintWriter out) {
        for (Explanation explanation : explanations) {
            ExplanationText.of(explanation).forEach(line -> out.print(line + "\n"));
        }
    }

    @Override
    int exitCode(Evaluated evaluated, Question.Reply reply, boolean decided) {
        return evaluated.exitCode(input().strict());
    }
}
