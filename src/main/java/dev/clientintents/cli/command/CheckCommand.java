package dev.clientintents.cli.command;

import dev.clientintents.check.Checks;
import dev.clientintents.cli.CannotRun;
import dev.clientintents.cli.ExitCode;
import dev.clientintents.cli.Input;
import dev.clientintents.cli.RegularFile;
import dev.clientintents.cli.option.BaselineOptions;
import dev.clientintents.cli.option.InputOptions;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.report.FindingFormat;
import dev.clientintents.effective.Outcome;
import dev.clientintents.finding.Finding;
import dev.clientintents.manifest.BaselineFile;
import dev.clientintents.model.PlainText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what is wrong with intents, before anything is deployed. */
@Command(
        description = {"Checks ClientIntents against the manifests around them.", ""},
        exitCodeList = {"0:Nothing to act on.", "1:Findings: errors, and with --strict warnings.", "2:It cannot run."},
        footer = {
            "  client-intents check deploy/",
            "  helm template shop ./chart | client-intents check -n shop -",
            "  kustomize build overlays/prod | client-intents check --strict -",
            "  client-intents check --before main/deploy deploy     @|faint # who loses its last client|@",
            "  client-intents check --write-baseline known.yaml deploy",
            "  client-intents check --baseline known.yaml deploy    @|faint # what is new|@",
            "  client-intents check --off open-to-everybody deploy",
            "  client-intents check --output github deploy          @|faint # annotations of a pull request|@",
            "  client-intents check --output sarif deploy > intents.sarif",
            "  client-intents check --output codequality deploy     @|faint # a report of GitLab|@"
        })
public final class CheckCommand extends PrintingCommand {

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(
            names = "--before",
            paramLabel = "PATH",
            description = "The manifests before the change, to find servers that lose their last client.")
    private @Nullable String before;

    @Mixin
    private BaselineOptions known = new BaselineOptions();

    @Mixin
    private OutputOption<FindingFormat> output = new OutputOption<>(FindingFormat.text);

    @Override
    int run(PrintWriter out, PrintWriter err) {
        Input read = input.read();
        Optional<Outcome> outcomeBefore = Optional.ofNullable(before)
                .map(path -> input.read(List.of(path)).outcome());
        List<Finding> all = new ArrayList<>(Checks.findings(read.snapshot(), read.outcome(), outcomeBefore));
        all.addAll(read.nothing());
        List<Finding> wanted = known.wanted(all);
        Optional<Path> target = known.target();
        if (target.isPresent() && file() != null) {
            throw new CannotRun("choose --write-baseline or --output-file");
        }
        if (target.isPresent()) {
            write(target.get(), wanted, out);
            return ExitCode.CLEAN;
        }
        List<Finding> findings = known.unknown(wanted);
        output.format().write(findings, read, out);
        return ExitCode.of(findings, input.strict());
    }

    private static void write(Path file, List<Finding> findings, PrintWriter out) {
        try {
            RegularFile.write(file, BaselineFile.write(findings));
        } catch (IOException e) {
            throw new CannotRun("cannot write " + file + ": " + CannotRun.reason(e));
        }
        out.print(PlainText.oneLine(findings.size() + (findings.size() == 1 ? " finding is" : " findings are")
                        + " known by " + file + " now")
                + "\n");
    }
}
