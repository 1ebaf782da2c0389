package dev.clientintents.cli.command;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.option.PathOptions;
import dev.clientintents.cli.option.ReadOptions;
import dev.clientintents.cli.report.TextReport;
import dev.clientintents.cli.report.VerdictFormat;
import dev.clientintents.manifest.Expectations;
import dev.clientintents.query.Names;
import dev.clientintents.query.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares what is open with what somebody expects. */
@Command(
        description = {"Checks that connections exist that must, and that others do not.", ""},
        exitCodeList = {
            "0:All is as expected.",
            "1:Something is not, or an expectation names what is not there.",
            "2:It cannot run, or part of the input cannot be read or not be evaluated; with --strict also on warnings."
        },
        footer = {
            "  client-intents assert -f expectations.yaml deploy/",
            "  client-intents assert -f expectations.yaml -o junit deploy/ > report.xml",
            "",
            "  @|faint # expectations.yaml|@",
            "  allow:",
            "    - {from: shop/frontend, to: platform/api-gateway, ports: [8443]}",
            "    - {from: ingress-controller, to: shop/frontend}",
            "  deny:",
            "    - {from: 'dev/*', to: 'prod/*'}",
            "    - {from: 0.0.0.0/0, to: shop/auth-service}"
        })
public final class AssertCommand extends EvaluatingCommand {

    @Option(
            names = {"-f", "--file"},
            paramLabel = "EXPECTATIONS",
            showDefaultValue = Visibility.NEVER,
            required = true,
            description = "What must be open (allow) and closed (deny): entries of from, to and maybe ports. May be"
                    + " repeated.")
    private List<Path> files = List.of();

    @Mixin
    private PathOptions input = new PathOptions();

    @Mixin
    private OutputOption<VerdictFormat> output = new OutputOption<>(VerdictFormat.text);

    @Override
    ReadOptions input() {
        return input;
    }

    @Override
    int answer(Evaluated evaluated, PrintWriter out) {
        var names = new Names(evaluated.reach(), input.namespace());
        List<Verdict> verdicts = files.stream()
                .flatMap(file -> expectations(file).all().stream())
                .map(it -> Verdict.of(it, evaluated.reach(), names))
                .toList();
        boolean decided = verdicts.stream().allMatch(Verdict::decided);
        output.format().write(verdicts, evaluated.reach(), evaluated.isComplete(input.strict(), decided), out);
        return evaluated.gate(input.strict(), verdicts.stream().allMatch(Verdict::holds), decided);
    }

    private static Expectations expectations(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Expectations expectations = Expectations.read(file.toString(), in);
            if (!expectations.findings().isEmpty()) {
                throw CannotRun.because(
                        expectations.findings().stream().map(TextReport::line).toList());
            }
            return expectations;
        } catch (NoSuchFileException e) {
            throw new CannotRun("no such file: " + file);
        } catch (IOException | UncheckedIOException e) {
            throw new CannotRun("cannot read the expectations " + file + ": " + CannotRun.reason(e));
        }
    }
}
