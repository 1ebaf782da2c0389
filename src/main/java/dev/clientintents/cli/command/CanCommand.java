package dev.clientintents.cli.command;

import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.report.HostReport;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.model.HostName;
import dev.clientintents.model.PortRange;
import dev.clientintents.query.HostQuestion;
import dev.clientintents.query.Names;
import dev.clientintents.query.Parties;
import dev.clientintents.query.Question;
import dev.clientintents.reach.explain.Explanation;
import dev.clientintents.reach.explain.ExplanationText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Parameters;

/** Answers yes or no. */
@Command(
        description = {"Says whether a client reaches a server, and why in short.", ""},
        exitCodeList = {
            "0:Yes: on all of the ports that are asked for, or on any where none is.",
            "1:No.",
            "2:It cannot run, there is no such client or server, or part of the input cannot be read or not be evaluated; with --strict also on warnings."
        },
        footer = {
            "  client-intents can frontend auth-service -f deploy/",
            "  client-intents can shop/frontend platform/api-gateway 8443 -f deploy/",
            "  client-intents can 'dev/*' 'prod/*' -f deploy/        @|faint # every pair of them|@",
            "  client-intents can frontend 203.0.113.7 443 -f deploy/",
            "  client-intents can frontend host:api.example.com 443 -f deploy/"
        })
public final class CanCommand extends QuestionCommand {

    @Parameters(
            index = "0",
            paramLabel = "CLIENT",
            showDefaultValue = Visibility.NEVER,
            description =
                    "A workload (name, ns/name, kind/name, ns/*), an address or block, ingress-controller or external-traffic.")
    private String client = "";

    @Parameters(
            index = "1",
            paramLabel = "SERVER",
            showDefaultValue = Visibility.NEVER,
            description =
                    "A workload, a Service (svc/name), an address or block, a host outside of the cluster (host:api.example.com).")
    private String server = "";

    @Override
    Parties client(Names names) {
        return names.find(client);
    }

    @Override
    Parties server(Names names) {
        return names.find(server);
    }

    @Override
    boolean shows(Question.Answer answer) {
        return true;
    }

    @Override
    void text(Question.Reply reply, Stream<Explanation> shown, PrintWriter out) {
        List<Explanation> explanations = shown.toList();
        out.print(
                switch (reply) {
                    case yes -> "yes\n";
                    case partly ->
                        explanations.stream().allMatch(it -> it.undecided().isEmpty())
                                ? "no, only in part\n"
                                : "not known, or only in part\n";
                    case no -> "no\n";
                });
        for (Explanation explanation : explanations) {
            ExplanationText.brief(explanation).forEach(line -> out.print("  " + line + "\n"));
        }
    }

    @Override
    OptionalInt hostAnswer(
            Evaluated evaluated, Names names, List<PortRange> asked, AnswerFormat format, PrintWriter out) {
        Optional<HostName> host = HostQuestion.host(server);
        if (host.isEmpty()) {
            return OptionalInt.empty();
        }
        var question = new HostQuestion(host.get(), client(names), asked);
        List<HostQuestion.Answer> answers =
                question.answers(evaluated.reach(), evaluated.input().outcome());
        Question.Reply reply = HostReport.verdict(answers);
        switch (format) {
            case text -> {
                out.print(reply == Question.Reply.partly ? "not known, or only in part\n" : reply + "\n");
                answers.forEach(it -> out.print("  " + it.client() + " => " + host.get() + ": " + it.reply()
                        + ", because " + it.reason() + ".\n"));
            }
            case json -> out.print(ManifestWriter.json(HostReport.of(question, answers, evaluated, input().strict())));
            case yaml ->
                out.print(ManifestWriter.yaml(List.of(HostReport.of(question, answers, evaluated, input().strict()))));
            case csv -> HostReport.csv(question, answers).forEach(line -> out.print(line + "\n"));
        }
        return OptionalInt.of(exitCode(evaluated, reply, answers.stream().allMatch(HostQuestion.Answer::isDecided)));
    }

    @Override
    int exitCode(Evaluated evaluated, Question.Reply reply, boolean decided) {
        return evaluated.gate(input().strict(), reply == Question.Reply.yes, decided);
    }
}
