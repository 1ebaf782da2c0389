package dev.clientintents.cli.command;

import dev.clientintents.cli.ExitCode;
import dev.clientintents.cli.option.FlowOptions;
import dev.clientintents.cli.option.InputOptions;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.report.RolloutReport;
import dev.clientintents.learn.rollout.Rollout;
import dev.clientintents.learn.rollout.Step;
import dev.clientintents.manifest.ManifestWriter;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Orders the servers of a cluster for closing them. */
@Command(
        name = "rollout",
        description = {
            "Lists the servers in an order in which they can be closed by what was seen and what is declared, and prints what"
                    + " closes the next one. Seen is what --flows names, and what ObservedTraffic objects of the input tell.",
            ""
        },
        exitCodeList = {
            "0:Every server is closed, or there is one that can be closed next.",
            "1:Something speaks against closing each that is left.",
            "2:It cannot run; with --next, also where part of the input cannot be read or not be evaluated."
        },
        footer = {
            "  client-intents rollout --flows flows.jsonl deploy/",
            "  client-intents rollout --flows flows.jsonl --next deploy/ > next.yaml"
        })
public final class RolloutCommand extends PrintingCommand {

    /** The formats in which the order is written. */
    enum StepFormat {
        text,
        json
    }

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private FlowOptions flows = new FlowOptions();

    @Option(
            names = "--next",
            description = "Print the ServerAccess that closes the next server, and below which circumstances.")
    private boolean next;

    @Option(names = "--accept-unknown", description = "Also close servers that were called by what is not known.")
    private boolean acceptUnknown;

    @Mixin
    private OutputOption<StepFormat> output = new OutputOption<>(StepFormat.text);

    @Override
    int run(PrintWriter out, PrintWriter err) {
        var weighed = Weighed.of(input, flows);
        List<Step> steps = Rollout.of(
                weighed.evidence(),
                weighed.now().input().snapshot(),
                weighed.now().input().outcome(),
                weighed.now().reach().reachability());
        boolean complete = weighed.now().isComplete(input.strict());
        Optional<Step> first = steps.stream()
                .filter(it -> it.state() == Step.State.ready || (acceptUnknown && it.state() == Step.State.uncertain))
                .findFirst();
        boolean done = steps.stream().allMatch(it -> it.state() == Step.State.closed);
        if (!next) {
            var report = new RolloutReport(complete, steps);
            switch (output.format()) {
                case text -> report.lines().forEach(it -> out.print(it + "\n"));
                case json -> out.print(ManifestWriter.json(report.document()));
            }
        } else if (complete && first.isPresent()) {
            out.print(RolloutReport.manifest(first.get()));
        } else if (complete && done) {
            err.print("every server is closed\n");
        } else if (complete) {
            err.print(
                    "something speaks against closing each server that is left; client-intents rollout without --next lists"
                            + " it\n");
        } else {
            err.print("no step is printed, since not all of the input counts\n");
        }
        // the answer stands before its warnings where both go to one terminal
        out.flush();
        weighed.now().warn(err);
        if (next && !complete) {
            return ExitCode.CANNOT_RUN;
        }
        return first.isPresent() || done ? ExitCode.CLEAN : ExitCode.FINDINGS;
    }
}
