package dev.clientintents.cli.command;

import dev.clientintents.cli.Evaluated;
import dev.clientintents.query.Names;
import dev.clientintents.query.Parties;
import dev.clientintents.query.Question;
import dev.clientintents.reach.explain.Explanation;
import dev.clientintents.reach.explain.ExplanationText;
import java.io.PrintWriter;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
            "  client-intents explain ingress-controller svc/frontend 80 -f deploy/",
            "  client-intents explain --only denied -f deploy/        @|faint # all pairs|@",
            "  client-intents explain shop/frontend --only allowed -o csv -f deploy/"
        })
public final class ExplainCommand extends QuestionCommand {

    /** The answers that are explained. */
    enum Only {
        allowed,
        denied,
        all;

        boolean shows(Question.Answer answer) {
            return switch (this) {
                case allowed -> answer.mayBeOpen();
                case denied -> answer.mayBeClosed();
                case all -> true;
            };
        }
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CLIENT",
            showDefaultValue = Visibility.NEVER,
            description =
                    "A workload (name, ns/name, kind/name, ns/*), an address or block, ingress-controller or external-traffic; everyone where it is left out.")
    private @Nullable String client;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SERVER",
            showDefaultValue = Visibility.NEVER,
            description = "A workload, a Service (svc/name), an address or block; everyone where it is left out.")
    private @Nullable String server;

    @Option(
            names = "--only",
            paramLabel = "WHICH",
            defaultValue = "all",
            description = "Explain only connections on which something is open (allowed) or nothing is (denied): one of"
                    + " ${COMPLETION-CANDIDATES}. What nobody can know is both.")
    private Only only = Only.all;

    @Override
    Parties client(Names names) {
        return client == null ? names.everyone() : names.find(client);
    }

    @Override
    Parties server(Names names) {
        return server == null ? names.everyone() : names.find(server);
    }

    @Override
    boolean shows(Question.Answer answer) {
        return only.shows(answer);
    }

    @Override
    void text(Question.Reply reply, Stream<Explanation> explanations, PrintWriter out) {
        explanations.flatMap(it -> ExplanationText.of(it).stream()).forEach(line -> out.print(line + "\n"));
    }

    @Override
    int exitCode(Evaluated evaluated, Question.Reply reply, boolean decided) {
        return evaluated.exitCode(input().strict());
    }
}
