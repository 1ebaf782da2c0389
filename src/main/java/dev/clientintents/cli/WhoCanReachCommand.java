package dev.clientintents.cli;

import dev.clientintents.model.PortRange;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.query.Names;
import dev.clientintents.query.Parties;
import dev.clientintents.query.PortQuestion;
import dev.clientintents.query.Question;
import dev.clientintents.query.Selection;
import dev.clientintents.reach.Connection;
import dev.clientintents.reach.PortSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the clients of a server. */
@Command(
        name = "who-can-reach",
        description = {"Lists everyone who reaches a server, declared or not.", ""},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All of the input counts.",
            "1:Something could not be read, and the rest is listed; with --strict also warnings.",
            "2:It cannot run, or there is no such server."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  client-intents who-can-reach auth-service -f deploy/",
            "  client-intents who-can-reach platform/api-gateway 8443 -f deploy/",
            "  client-intents who-can-reach svc/metrics-service --context prod"
        })
final class WhoCanReachCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "SERVER", description = "A workload or a Service: name, ns/name, kind/name.")
    private String server = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PORT",
            description = "Only this port: 8080, 9000-9010, 53/udp, or a name.")
    private @Nullable String port;

    @Mixin
    private QuestionOptions input = new QuestionOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of ${COMPLETION-CANDIDATES}.")
    private ConnectionFormat output = ConnectionFormat.text;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Optional<PortRange> asked = Optional.ofNullable(port).map(PortQuestion::read);
        Evaluated evaluated = Evaluated.of(input.read());
        Parties servers = new Names(evaluated.reach(), input.namespace()).find(server);
        Stream<Connection> connections = new Selection(Optional.empty(), Optional.of(servers))
                .connections(evaluated.reach().reachability());
        var question = new Question(servers, servers, asked);
        output.write(
                asked.isEmpty() ? connections : connections.flatMap(it -> within(it, question, evaluated.reach())),
                evaluated.reach().reachability().warnings(),
                Commands.out(spec));
        Commands.out(spec).flush();
        evaluated.warn(Commands.err(spec));
        return evaluated.exitCode(input.strict());
    }

    private static Stream<Connection> within(Connection connection, Question question, EffectiveReach reach) {
        PortSet ports = connection.ports().intersect(question.asked(reach, connection.destination()));
        return ports.isEmpty()
                ? Stream.empty()
                : Stream.of(new Connection(connection.source(), connection.destination(), ports));
    }
}
