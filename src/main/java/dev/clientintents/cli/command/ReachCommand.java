package dev.clientintents.cli.command;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.option.InputOptions;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.option.ReadOptions;
import dev.clientintents.cli.report.ConnectionFormat;
import dev.clientintents.cli.report.ConnectionReport;
import dev.clientintents.cli.report.ExposureReport;
import dev.clientintents.cli.report.UnprotectedReport;
import dev.clientintents.query.Names;
import dev.clientintents.query.Selection;
import dev.clientintents.query.Unprotected;
import dev.clientintents.reach.Reachability;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what is open. */
@Command(
        description = {
            "Lists every connection that is open once the operator has done its work, all NetworkPolicies taken together.",
            ""
        },
        exitCodeList = {
            "0:All of the input counts.",
            "1:Something could not be read, and the rest is listed; with --strict also warnings.",
            "2:It cannot run."
        },
        footer = {
            "  client-intents reach deploy/",
            "  client-intents reach --to shop/auth-service deploy/  @|faint # who reaches it|@",
            "  client-intents reach --from 'shop/*' --output json deploy/",
            "  client-intents reach --from 0.0.0.0/0 deploy/        @|faint # what is open to the world|@",
            "  client-intents reach --exposure deploy/              @|faint # open to pods that could come|@",
            "  client-intents reach --unprotected deploy/           @|faint # what no policy closes|@",
            "  client-intents reach --context prod                  @|faint # a live cluster|@"
        })
public final class ReachCommand extends EvaluatingCommand {

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
            names = "--unprotected",
            description = "Lists instead the workloads that no policy closes, for ingress and for egress.")
    private boolean unprotected;

    @Mixin
    private OutputOption<ConnectionFormat> output = new OutputOption<>(ConnectionFormat.text);

    @Override
    ReadOptions input() {
        return input;
    }

    @Override
    int answer(Evaluated evaluated, PrintWriter out) {
        var names = new Names(evaluated.reach(), input.namespace());
        var selection = new Selection(
                Optional.ofNullable(from).map(names::find),
                Optional.ofNullable(to).map(names::find));
        Reachability reachability = evaluated.reach().reachability();
        boolean complete = evaluated.isComplete(input.strict());
        if (exposure && unprotected) {
            throw new CannotRun("choose --exposure or --unprotected");
        }
        if (exposure) {
            output.format().write(new ExposureReport(complete, selection.exposures(reachability)), out);
        } else if (unprotected) {
            output.format()
                    .write(
                            new UnprotectedReport(
                                    complete,
                                    Unprotected.of(reachability, selection).toList()),
                            out);
        } else {
            output.format()
                    .write(ConnectionReport.of(selection.connections(reachability), evaluated, input.strict()), out);
        }
        return evaluated.exitCode(input.strict());
    }
}
