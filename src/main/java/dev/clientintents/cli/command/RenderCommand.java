package dev.clientintents.cli.command;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.ExitCode;
import dev.clientintents.cli.Input;
import dev.clientintents.cli.RegularFile;
import dev.clientintents.cli.option.InputOptions;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.report.LabelTable;
import dev.clientintents.cli.report.TextReport;
import dev.clientintents.manifest.LabelPatches;
import dev.clientintents.manifest.ManifestWriter;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what the operator would write. */
@Command(
        description = {
            "Prints the NetworkPolicies that the operator would write, and the labels that it would give to pods.",
            ""
        },
        exitCodeList = {
            "0:All of the input is rendered.",
            "1:Something could not be read, and the rest is rendered; with --strict also warnings about it.",
            "2:It cannot run."
        },
        footer = {
            "  client-intents render deploy/ > policies.yaml",
            "  client-intents render --labels table deploy/         @|faint # who gets which keys, as comments|@",
            "  client-intents render --labels patches deploy/ |",
            "      kubectl apply --server-side -f -                 @|faint # a cluster without the operator|@",
            "  client-intents render --output-dir rendered deploy/  @|faint # a file for each namespace|@"
        })
public final class RenderCommand extends PrintingCommand {

    /** The ways to show the labels of pods. */
    enum LabelOutput {
        none,
        table,
        patches
    }

    /** The languages in which objects are written. */
    enum ObjectFormat {
        yaml,
        json
    }

    /** The name of the file for objects that lie in no namespace, which is no valid name of one. */
    private static final String OF_CLUSTER = "_cluster";

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(
            names = "--labels",
            paramLabel = "FORM",
            defaultValue = "none",
            description =
                    "The labels of pods: none, as a table in comments, or as patches of the workloads' templates.")
    private LabelOutput labels = LabelOutput.none;

    @Mixin
    private OutputOption<ObjectFormat> output = new OutputOption<>(ObjectFormat.yaml);

    @Option(
            names = "--output-dir",
            paramLabel = "FOLDER",
            description =
                    "Write a file for each namespace into this folder, instead of printing. Other files there stay; links are"
                            + " not followed.")
    private @Nullable Path folder;

    @Override
    int run(PrintWriter out, PrintWriter err) {
        if (labels == LabelOutput.table && output.format() == ObjectFormat.json) {
            throw new CannotRun("JSON has no comments for a table of labels; use --labels patches or --output yaml");
        }
        if (folder != null && file() != null) {
            throw new CannotRun("choose --output-dir or --output-file");
        }
        Input read = input.read();
        if (folder == null) {
            var objects = new ArrayList<Object>(read.outcome().plannedPolicies());
            objects.addAll(read.outcome().hostPolicies());
            var patches = LabelPatches.of(read.snapshot(), read.outcome());
            objects.addAll(labels == LabelOutput.patches ? patches : List.of());
            out.print(table(read, null) + text(objects));
        } else {
            write(read, folder);
        }
        var findings = new ArrayList<>(Evaluated.ofReading(read));
        if (labels == LabelOutput.patches) {
            findings.addAll(LabelPatches.findings(read.snapshot(), read.outcome()));
        }
        findings.forEach(finding -> err.print(TextReport.line(finding) + "\n"));
        return ExitCode.of(findings, input.strict());
    }

    private void write(Input read, Path into) {
        Map<String, List<Object>> byNamespace = new TreeMap<>();
        for (NetworkPolicy policy : read.outcome().plannedPolicies()) {
            byNamespace
                    .computeIfAbsent(policy.getMetadata().getNamespace(), namespace -> new ArrayList<>())
                    .add(policy);
        }
        for (GenericKubernetesResource policy : read.outcome().hostPolicies()) {
            String namespace = policy.getMetadata().getNamespace();
            byNamespace
                    .computeIfAbsent(namespace == null ? OF_CLUSTER : namespace, name -> new ArrayList<>())
                    .add(policy);
        }
        if (labels == LabelOutput.patches) {
            for (var patch : LabelPatches.of(read.snapshot(), read.outcome())) {
                byNamespace
                        .computeIfAbsent(patch.metadata().namespace(), namespace -> new ArrayList<>())
                        .add(patch);
            }
        }
        try {
            Files.createDirectories(into);
            for (Map.Entry<String, List<Object>> entry : byNamespace.entrySet()) {
                RegularFile.write(
                        into.resolve(entry.getKey() + "." + output.format()),
                        table(read, entry.getKey()) + text(entry.getValue()));
            }
        } catch (IOException e) {
            throw new CannotRun("cannot write into " + into + ": "
                    + (Files.isRegularFile(into) ? "it is a file" : CannotRun.reason(e)));
        }
    }

    /** @param namespace only the pods of this one; null for all */
    private String table(Input read, @Nullable String namespace) {
        return labels == LabelOutput.table ? LabelTable.of(read.outcome(), namespace) : "";
    }

    private String text(List<Object> objects) {
        if (output.format() == ObjectFormat.yaml) {
            return ManifestWriter.yaml(objects);
        }
        var list = new LinkedHashMap<String, Object>();
        list.put("apiVersion", "v1");
        list.put("kind", "List");
        list.put("items", objects);
        return ManifestWriter.json(list);
    }
}
