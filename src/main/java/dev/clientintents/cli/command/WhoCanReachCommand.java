package dev.clientintents.cli.command;

import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.option.QuestionOptions;
import dev.clientintents.cli.option.ReadOptions;
import dev.clientintents.cli.report.ConnectionFormat;
import dev.clientintents.cli.report.ConnectionReport;
import dev.clientintents.model.PortRange;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.query.Names;
import dev.clientintents.query.Parties;
import dev.clientintents.query.PortQuestion;
import dev.clientintents.query.Question;
import dev.clientintents.query.Selection;
import dev.clientintents.reach.Connection;
import dev.clientintents.reach.PortSet;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the clients of a server. */
@Command(
        description = {"Lists everyone who reaches a server, declared or not.", ""},
        exitCodeList = {
            "0:All of the input counts.",
            "1:Something could not be read, and the rest is listed; with --strict also warnings.",
            "2:It cannot run, or there is no such server."
        },
        footer = {
            "  client-intents who-can-reach auth-service -f deploy/",
            "  client-intents who-can-reach platform/api-gateway 8443 -f deploy/",
            "  client-intents who-can-reach svc/metrics-service --context prod"
        })
public final class WhoCanReachCommand extends EvaluatingCommand {

    @Parameters(
            index = "0",
            paramLabel = "SERVER",
            showDefaultValue = Visibility.NEVER,
            description = "A workload or a Service: name, ns/name, kind/name.")
    private String server = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PORT",
            showDefaultValue = Visibility.NEVER,
            description = "Only this port: 8080, 9000-9010, 53/udp, or a name.")
    private @Nullable String port;

    @Mixin
    private QuestionOptions input = new QuestionOptions();

    @Mixin
    private OutputOption<ConnectionFormat> output = new OutputOption<>(ConnectionFormat.text);

    @Override
    ReadOptions input() {
        return input;
    }

    @Override
    int answer(Evaluated evaluated, PrintWriter out) {
        List<PortRange> asked = Stream.ofNullable(port).map(PortQuestion::read).toList();
        Parties servers = new Names(evaluated.reach(), input.namespace()).find(server);
        Stream<Connection> connections = new Selection(Optional.empty(), Optional.of(servers))
                .connections(evaluated.reach().reachability());
        var question = new Question(servers, servers, asked);
        output.format()
                .write(
                        ConnectionReport.of(
                                asked.isEmpty()
                                        ? connections
                                        : connections.flatMap(it -> within(it, question, evaluated.reach())),
                                evaluated,
                                input.strict()),
                        out);
        return evaluated.exitCode(input.strict());
    }

    private static Stream<Connection> within(Connection connection, Question question, EffectiveReach reach) {
        PortSet ports = connection.ports().intersect(question.asked(reach, connection.destination()));
        return ports.isEmpty()
                ? Stream.empty()
                : Stream.of(new Connection(connection.source(), connection.destination(), ports));
    }
}
