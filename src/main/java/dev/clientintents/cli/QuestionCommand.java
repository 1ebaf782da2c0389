package dev.clientintents.cli;

import dev.clientintents.model.PortRange;
import dev.clientintents.query.Names;
import dev.clientintents.query.PortQuestion;
import dev.clientintents.query.Question;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments of commands that ask about one client and one server. */
abstract class QuestionCommand {

    @Parameters(
            index = "0",
            paramLabel = "CLIENT",
            description = "A workload (name, ns/name, kind/name, ns/*), an address or block, or ingress-controller.")
    private String client = "";

    @Parameters(
            index = "1",
            paramLabel = "SERVER",
            description = "A workload, a Service (svc/name), an address or block.")
    private String server = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "PORT",
            description = "8080, 9000-9010, 53/udp, or a name; any port where it is left out.")
    private @Nullable String port;

    @Mixin
    private QuestionOptions input = new QuestionOptions();

    @Spec
    private @Nullable CommandSpec spec;

    QuestionOptions input() {
        return input;
    }

    @Nullable
    CommandSpec spec() {
        return spec;
    }

    Question question(Evaluated evaluated) {
        Optional<PortRange> asked = Optional.ofNullable(port).map(PortQuestion::read);
        var names = new Names(evaluated.reach(), input.namespace());
        return new Question(names.find(client), names.find(server), asked);
    }
}
