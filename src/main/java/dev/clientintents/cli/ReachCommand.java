package dev.clientintents.cli;

import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.query.Names;
import dev.clientintents.query.Selection;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Exposure;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what is open. */
@Command(
        name = "reach",
        description = {
            "Lists every connection that is open once the operator has done its work, all NetworkPolicies taken together.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All of the input counts.",
            "1:Something could not be read, and the rest is listed; with --strict also warnings.",
            "2:It cannot run."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  client-intents reach deploy/",
            "  client-intents reach --to shop/auth-service deploy/  @|faint # who reaches it|@",
            "  client-intents reach --from 'shop/*' --output json deploy/",
            "  client-intents reach --from 0.0.0.0/0 deploy/        @|faint # what is open to the world|@",
            "  client-intents reach --exposure deploy/              @|faint # open to pods that could come|@",
            "  client-intents reach --context prod                  @|faint # a live cluster|@"
        })
final class ReachCommand implements Callable<Integer> {

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(
            names = "--from",
            paramLabel = "NAME",
            description = "Only connections of this client: a workload, ns/*, an address.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "NAME", description = "Only connections to this server.")
    private @Nullable String to;

    @Option(
            names = "--exposure",
            description =
                    "Lists instead what an arbitrary pod of the cluster could reach, and be reached from, if it wore"
                            + " any labels it liked.")
    private boolean exposure;

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
        Evaluated evaluated = Evaluated.of(input.read());
        var names = new Names(evaluated.reach(), input.namespace());
        var selection = new Selection(
                Optional.ofNullable(from).map(names::find),
                Optional.ofNullable(to).map(names::find));
        PrintWriter out = Commands.out(spec);
        if (exposure) {
            List<Exposure> exposures = selection.exposures(evaluated.reach().reachability());
            switch (output) {
                case text -> exposures.forEach(it -> out.print(it + "\n"));
                case json -> out.print(ManifestWriter.json(report(exposures)));
                case yaml -> out.print(ManifestWriter.yaml(List.of(report(exposures))));
                case csv -> throw new CannotRun("--exposure is written as text, json or yaml");
            }
        } else {
            output.write(
                    selection.connections(evaluated.reach().reachability()),
                    evaluated.reach().reachability().warnings(),
                    out);
        }
        out.flush();
        evaluated.warn(Commands.err(spec));
        return evaluated.exitCode(input.strict());
    }

    private static Map<String, Object> report(List<Exposure> exposures) {
        return Map.of("exposures", exposures.stream().map(ReachCommand::report).toList());
    }

    private static Map<String, Object> report(Exposure exposure) {
        boolean ingress = exposure.direction() == Direction.INGRESS;
        String workload = exposure.workload().toString();
        String peers = exposure.peers().toString();
        return Map.of(
                "direction",
                ingress ? "ingress" : "egress",
                "source",
                ingress ? peers : workload,
                "destination",
                ingress ? workload : peers,
                "ports",
                exposure.ports().toString(),
                "ranges",
                ConnectionReport.Range.of(exposure.ports()),
                "names",
                exposure.names().stream().map(Object::toString).toList());
    }
}
