package dev.clientintents.cli.command;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.ExitCode;
import dev.clientintents.cli.Input;
import dev.clientintents.cli.option.InputOptions;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.report.ImportReport;
import dev.clientintents.effective.EffectiveWorld;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.Sourced;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.learn.importing.ImportSource;
import dev.clientintents.learn.importing.Imported;
import dev.clientintents.learn.importing.ImportedObject;
import dev.clientintents.learn.importing.ImportedObjects;
import dev.clientintents.learn.importing.Importer;
import dev.clientintents.learn.importing.Proof;
import dev.clientintents.learn.importing.Source;
import dev.clientintents.learn.importing.Unproven;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.model.ObjectKey;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Turns what other tools and policies declare into client intents. */
@Command(
        name = "import",
        description = {
            "Turns what other tools declare into ClientIntents and ServerAccesses, and compares who reaches whom before"
                    + " and after.",
            ""
        },
        exitCodeList = {
            "0:Who reaches whom is the same before and after.",
            "1:It is not; with --strict also warnings.",
            "2:It cannot run, or it is not known: part of the input cannot be read or not be evaluated, or has no workloads."
        },
        footer = {
            "  client-intents import --from otterize deploy/ > intents.yaml",
            "  client-intents import --from network-policies -o json deploy/  @|faint # with all that is told besides|@",
            "  client-intents import --from network-policies --context prod   @|faint # a live cluster|@"
        })
public final class ImportCommand extends PrintingCommand {

    /** The formats in which the objects are written. */
    enum ObjectFormat {
        yaml,
        json
    }

    /** The names of the sources. */
    static final class Sources implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(ImportSource.values())
                    .map(ImportSource::toString)
                    .iterator();
        }
    }

    /** What positions say of the objects that are printed. */
    private static final String PRINTED = "what is imported";

    @Option(
            names = "--from",
            paramLabel = "SOURCE",
            required = true,
            showDefaultValue = Visibility.NEVER,
            completionCandidates = Sources.class,
            description = "What is imported: ${COMPLETION-CANDIDATES}.")
    private String source = "";

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private OutputOption<ObjectFormat> output = new OutputOption<>(ObjectFormat.yaml);

    @Override
    int run(PrintWriter out, PrintWriter err) {
        Importer importer = ImportSource.parse(source)
                .orElseThrow(() ->
                        new CannotRun("--from must be one of " + String.join(", ", new Sources()) + ", not " + source))
                .importer();
        var manifests = new ArrayList<Manifest>();
        Input read = input.read(importer.kinds(), manifests::add);
        Imported imported =
                importer.read(new Source(read.snapshot(), read.outcome().graph().scope(), manifests));
        List<ImportedObject> objects = ImportedObjects.of(imported, read.snapshot());

        Evaluated before = Evaluated.of(imported.declared().isPresent() ? without(read, imported) : read);
        Evaluated after = Evaluated.of(input.changed(read, imported.replaced(), PRINTED, ImportReport.yaml(objects)));
        var proof = Proof.of(
                EffectiveWorld.of(before.input().snapshot(), before.input().outcome()),
                imported,
                after.reach().reachability());
        boolean accepted = importer.kinds().stream().allMatch(input::isIgnored);
        List<Finding> told = imported.findings().stream()
                .filter(it -> !accepted || it.code() != Code.UNEVALUATED_POLICIES)
                .toList();
        List<Finding> findings = Stream.of(
                        before.findings(), told, Unproven.findings(imported, read.snapshot()), after.findings())
                .flatMap(List::stream)
                .distinct()
                .toList();
        boolean proves = proof.workloads() > 0
                && told.stream().noneMatch(it -> it.code() == Code.UNEVALUATED_POLICIES)
                && before.isComplete(input.strict())
                && after.isComplete(input.strict());
        var report = new ImportReport(proves, objects, replaced(read.snapshot(), imported), findings, proof);
        switch (output.format()) {
            case yaml -> {
                out.print(ImportReport.yaml(objects));
                // the objects stand before what is told of them where both go to one terminal
                out.flush();
                report.explain(err);
            }
            case json -> report.json(out);
        }
        if (!proves) {
            return ExitCode.CANNOT_RUN;
        }
        return proof.differences().isEmpty() ? ExitCode.of(findings, input.strict()) : ExitCode.FINDINGS;
    }

    private static List<Position> replaced(Snapshot snapshot, Imported imported) {
        return Stream.concat(
                        snapshot.policies().stream()
                                .filter(it -> imported.replaced()
                                        .contains(new ObjectKey(
                                                it.object().getMetadata().getNamespace(),
                                                it.object().getMetadata().getName())))
                                .map(Sourced::position),
                        imported.superseded().stream())
                .toList();
    }

    private Input without(Input read, Imported imported) {
        return input.changed(read, imported.replaced(), PRINTED, "");
    }
}
