package dev.clientintents.cli.command;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.cli.EditedFiles;
import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.ExitCode;
import dev.clientintents.cli.Input;
import dev.clientintents.cli.option.FlowOptions;
import dev.clientintents.cli.option.InputOptions;
import dev.clientintents.cli.report.ObservationsReport;
import dev.clientintents.cli.report.SuggestReport;
import dev.clientintents.finding.Finding;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.suggest.Clues;
import dev.clientintents.learn.suggest.ManifestClues;
import dev.clientintents.learn.suggest.ObservedClues;
import dev.clientintents.learn.suggest.Plan;
import dev.clientintents.learn.suggest.Suggestions;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.model.PlainText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Suggests what clients are to declare. */
@Command(
        name = "suggest",
        description = {
            "Suggests the ClientIntents that are missing, with the evidence beside each line: by connections that were seen,"
                    + " or by what the environment, arguments, ConfigMaps and Secrets of workloads name.",
            ""
        },
        exitCodeList = {
            "0:What is suggested is printed or written, or there is nothing to suggest.",
            "1:Part of the input cannot be read, or of the files not be edited; with --exit-code also where there is"
                    + " something to suggest; with --strict also warnings.",
            "2:It cannot run."
        },
        footer = {
            "  client-intents suggest deploy/                         @|faint # by the manifests, as a diff of the files|@",
            "  client-intents suggest --flows flows.jsonl deploy/     @|faint # by what was seen|@",
            "  client-intents suggest --write deploy/                 @|faint # changes the files|@",
            "  helm template shop | client-intents suggest -          @|faint # objects to apply|@"
        })
public final class SuggestCommand extends PrintingCommand {

    /** The formats in which suggestions are written. */
    enum SuggestFormat {
        diff,
        yaml,
        json
    }

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private FlowOptions flows = new FlowOptions();

    @Option(
            names = "--from-manifests",
            showDefaultValue = Visibility.NEVER,
            description = "Suggest also by manifests where there are --flows, not by these alone.")
    private boolean fromManifests;

    @Option(
            names = "--include-denied",
            showDefaultValue = Visibility.NEVER,
            description = "Suggest, too, what was seen only while policies stopped it.")
    private boolean denied;

    @Option(
            names = "--at-least",
            paramLabel = "NUMBER",
            defaultValue = "2",
            description = "How often a connection was seen that is suggested, where some were seen more than once.")
    private long atLeast;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            showDefaultValue = Visibility.NEVER,
            description = "One of ${COMPLETION-CANDIDATES}: changes of files, whole objects, or all that is known."
                    + " Default: diff where files are read, else yaml.")
    private @Nullable SuggestFormat format;

    @Option(
            names = "--write",
            showDefaultValue = Visibility.NEVER,
            description = "Change the files: targets are added to ClientIntents that are there, and new ones are made"
                    + " beside the workloads. Links are not followed.")
    private boolean write;

    @Option(
            names = "--outside",
            showDefaultValue = Visibility.NEVER,
            description = "Suggest, too, what is outside of the cluster: hosts, addresses and the API server.")
    private boolean outside;

    @Option(
            names = "--exit-code",
            showDefaultValue = Visibility.NEVER,
            description = "Exit with 1 where there is something to suggest.")
    private boolean exitCode;

    @Override
    int run(PrintWriter out, PrintWriter err) {
        flows.checkAgainst(input);
        var manifests = new ArrayList<Manifest>();
        Input read = input.readConfigured(manifests::add);
        Suggestions suggestions = Suggestions.of(
                clues(read, manifests, err),
                read.snapshot(),
                read.outcome().graph().scope(),
                outside);
        List<Plan.Change> changes = Plan.of(suggestions.suggestions(), read.snapshot(), manifests);
        List<Finding> findings = Evaluated.ofReading(read);
        var report = new SuggestReport(changes, suggestions.leftOut(), findings);
        int code = exitCode && !changes.isEmpty() ? ExitCode.FINDINGS : ExitCode.of(findings, input.strict());
        return Math.max(code, answer(report, out, err));
    }

    private List<Clues> clues(Input read, List<Manifest> manifests, PrintWriter err) {
        var clues = new ArrayList<Clues>();
        if (flows.isGiven()) {
            Observations observations = flows.read(read.snapshot());
            err.print(PlainText.oneLine(ObservationsReport.summary(observations)) + "\n");
            clues.add(ObservedClues.of(observations, new ObservedClues.Rules(denied, atLeast)));
        }
        if (fromManifests || !flows.isGiven()) {
            clues.add(ManifestClues.of(manifests, read.snapshot()));
        }
        return clues;
    }

    /** Prints or writes what is suggested, and returns whether that was all of it, as an exit code. */
    private int answer(SuggestReport report, PrintWriter out, PrintWriter err) {
        if (!write && format() != SuggestFormat.diff) {
            if (format() == SuggestFormat.json) {
                report.json(out);
            } else {
                out.print(report.yaml());
                out.flush();
                report.explain(err);
            }
            return ExitCode.CLEAN;
        }
        if (!input.isOfFiles()) {
            throw new CannotRun((write ? "--write" : "-o diff")
                    + " needs files; of standard input or a live cluster, -o yaml prints the objects");
        }
        EditedFiles files = EditedFiles.of(report.changes(), it -> input.isAsValid(it.before(), it.after()));
        if (write) {
            files.write().forEach(it -> out.print(it + "\n"));
        } else {
            files.files().forEach(it -> out.print(it.diff()));
        }
        out.flush();
        report.explain(err);
        files.told().forEach(it -> err.print(it + "\n"));
        if (files.left().isEmpty()) {
            return ExitCode.CLEAN;
        }
        err.print("These objects go into no file:\n");
        err.print(new SuggestReport(files.left(), List.of(), List.of()).yaml());
        return ExitCode.FINDINGS;
    }

    private SuggestFormat format() {
        if (format != null) {
            return format;
        }
        return input.isOfFiles() ? SuggestFormat.diff : SuggestFormat.yaml;
    }
}
