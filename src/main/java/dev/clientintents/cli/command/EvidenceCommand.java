package dev.clientintents.cli.command;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.cli.ExitCode;
import dev.clientintents.cli.option.FlowOptions;
import dev.clientintents.cli.option.InputOptions;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.report.EvidenceFormat;
import dev.clientintents.cli.report.EvidenceReport;
import dev.clientintents.learn.evidence.Evidence;
import dev.clientintents.learn.evidence.Judgement;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds connections that were seen against what is declared. */
@Command(
        name = "evidence",
        description = {
            "Tells which connections that were seen would be blocked if their servers were closed, what would permit them,"
                    + " and what is declared and was never seen. Seen is what --flows names, and what ObservedTraffic objects of the"
                    + " input tell.",
            ""
        },
        exitCodeList = {
            "0:There is nothing that --fail-on names.",
            "1:There is.",
            "2:It cannot run; with --fail-on, also where part of the input cannot be read or not be evaluated."
        },
        footer = {
            "  client-intents evidence --flows flows.jsonl deploy/",
            "  client-intents evidence --flows flows.jsonl --fail-on would-be-blocked deploy/  @|faint # a gate|@",
            "  client-intents evidence --flows flows.jsonl --of shop/cart -o markdown deploy/"
        })
public final class EvidenceCommand extends PrintingCommand {

    private static final String NEVER_SEEN = "never-seen";

    /** The names of what a gate may fail on. */
    static final class Gates implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }

        static List<String> names() {
            return Stream.concat(
                            Arrays.stream(Judgement.values())
                                    .filter(it -> it != Judgement.PERMITTED)
                                    .map(Judgement::toString),
                            Stream.of(NEVER_SEEN))
                    .toList();
        }
    }

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private FlowOptions flows = new FlowOptions();

    @Option(
            names = "--of",
            paramLabel = "NAMESPACE[/NAME]",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description = "Only what concerns the servers of these namespaces, or these servers.")
    private Set<String> servers = Set.of();

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            split = ",",
            completionCandidates = Gates.class,
            showDefaultValue = Visibility.NEVER,
            description = "Fail where there is any: ${COMPLETION-CANDIDATES}.")
    private Set<String> failOn = Set.of();

    @Option(names = "--all", description = "List what is permitted, too.")
    private boolean all;

    @Mixin
    private OutputOption<EvidenceFormat> output = new OutputOption<>(EvidenceFormat.text);

    @Override
    int run(PrintWriter out, PrintWriter err) {
        failOn.stream().filter(it -> !Gates.names().contains(it)).findFirst().ifPresent(it -> {
            throw new CannotRun("--fail-on must be " + String.join(", ", Gates.names()) + ", not " + it);
        });
        var weighed = Weighed.of(input, flows);
        Evidence evidence = weighed.evidence().about(servers);
        boolean complete = weighed.now().isComplete(input.strict());
        output.format().write(new EvidenceReport(complete, all, evidence), out);
        // the answer stands before its warnings where both go to one terminal
        out.flush();
        weighed.now().warn(err);
        if (failOn.isEmpty()) {
            return ExitCode.CLEAN;
        }
        return complete ? (fails(evidence) ? ExitCode.FINDINGS : ExitCode.CLEAN) : ExitCode.CANNOT_RUN;
    }

    private boolean fails(Evidence evidence) {
        return evidence.judged().stream()
                        .anyMatch(it -> failOn.contains(it.judgement().toString()))
                || (failOn.contains(NEVER_SEEN) && !evidence.neverSeen().isEmpty());
    }
}
