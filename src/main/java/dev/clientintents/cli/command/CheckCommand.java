package dev.clientintents.cli.command;

import dev.clientintents.check.Checks;
import dev.clientintents.cli.ExitCode;
import dev.clientintents.cli.Input;
import dev.clientintents.cli.option.InputOptions;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.report.FindingFormat;
import dev.clientintents.effective.Outcome;
import dev.clientintents.finding.Finding;
import java.io.PrintWriter;
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
            "  client-intents check --baseline main/deploy deploy   @|faint # who loses its last client|@",
            "  client-intents check --output github deploy          @|faint # annotations of a pull request|@",
            "  client-intents check --output sarif deploy > intents.sarif"
        })
public final class CheckCommand extends PrintingCommand {

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(
            names = "--baseline",
            paramLabel = "PATH",
            description = "The manifests before the change, to find servers that lose their last client.")
    private @Nullable String baseline;

    @Mixin
    private OutputOption<FindingFormat> output = new OutputOption<>(FindingFormat.text);

    @Override
    int run(PrintWriter out, PrintWriter err) {
        Input read = input.read();
        Optional<Outcome> before = Optional.ofNullable(baseline)
                .map(path -> input.read(List.of(path)).outcome());
        List<Finding> findings = new ArrayList<>(Checks.findings(read.snapshot(), read.outcome(), before));
        findings.addAll(read.nothing());
        output.format().write(findings, read, out);
        return ExitCode.of(findings, input.strict());
    }
}
