package dev.clientintents.cli;

import dev.clientintents.check.Checks;
import dev.clientintents.cli.report.TextReport;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Severity;
import dev.clientintents.model.PlainText;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.reach.Warning;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An input whose policies have been evaluated.
 *
 * @param input what was read
 * @param reach who reaches whom in it
 * @param findings what reading it found
 */
public record Evaluated(Input input, EffectiveReach reach, List<Finding> findings) {

    public static Evaluated of(Input input) {
        return new Evaluated(input, EffectiveReach.of(input.snapshot(), input.outcome()), ofReading(input));
    }

    /** What a reader of anything that follows from the input should know: all but notes. */
    public static List<Finding> ofReading(Input input) {
        return Stream.concat(Checks.ofReading(input.snapshot()).stream(), input.nothing().stream())
                .filter(finding -> finding.severity() != Severity.INFO)
                .toList();
    }

    /** Tells what a reader of the answers should know. */
    public void warn(PrintWriter err) {
        findings.forEach(finding -> err.print(TextReport.line(finding) + "\n"));
        for (Warning warning : reach.reachability().warnings()) {
            err.print("warning " + id(warning) + ": " + PlainText.oneLine(warning.toString()) + "\n");
        }
        err.flush();
    }

    public static String id(Warning warning) {
        return warning.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of a command that answers a gate: a part that could not be read must not look like a pass, and with {@code strict} no warning. */
    public int gate(boolean strict, boolean passes) {
        if (!isComplete(strict)) {
            return ExitCode.CANNOT_RUN;
        }
        return passes ? ExitCode.CLEAN : ExitCode.FINDINGS;
    }

    /** Whether all of the input counts, and with {@code strict} without a warning. */
    public boolean isComplete(boolean strict) {
        return exitCode(strict) == ExitCode.CLEAN;
    }

    /** Of a command that lists: whether something could not be read, and with {@code strict} any warning. */
    public int exitCode(boolean strict) {
        boolean warned = strict && !reach.reachability().warnings().isEmpty();
        return warned ? ExitCode.FINDINGS : ExitCode.of(findings, strict);
    }
}
