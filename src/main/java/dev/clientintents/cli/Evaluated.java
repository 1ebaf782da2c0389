package dev.clientintents.cli;

import dev.clientintents.check.Checks;
import dev.clientintents.cli.report.TextReport;
import dev.clientintents.effective.OperatorChanges;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Severity;
import dev.clientintents.model.PlainText;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.reach.Warning;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An input whose policies have been evaluated.
 *
 * @param input what was read
 * @param reach who reaches whom in it
 * @param findings what reading it found
 */
public record Evaluated(Input input, EffectiveReach reach, List<Finding> findings) {

    private static final Set<Code> ABOUT_ANSWERS =
            EnumSet.of(Code.UNEVALUATED_POLICIES, Code.OPERATOR_ASSUMED, Code.UNSEEN_PODS);

    public static Evaluated of(Input input) {
        return new Evaluated(
                input,
                EffectiveReach.of(input.snapshot(), input.outcome()),
                Stream.of(
                                ofReading(input).stream(),
                                input.snapshot().unevaluated().stream(),
                                OperatorChanges.finding(input.snapshot(), input.outcome()).stream())
                        .flatMap(Function.identity())
                        .toList());
    }

    /**
     * Returns the findings that a reader of anything that follows from the input should know: of the notes only that
     * pods are not seen.
     */
    public static List<Finding> ofReading(Input input) {
        return Stream.concat(Checks.ofReading(input.snapshot()).stream(), input.nothing().stream())
                .filter(finding -> finding.severity() != Severity.INFO || finding.code() == Code.UNSEEN_PODS)
                .toList();
    }

    /** Returns the findings about the answers themselves, rather than about a place in the input. */
    public List<Finding> aboutAnswers() {
        return findings.stream()
                .filter(finding -> ABOUT_ANSWERS.contains(finding.code()))
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

    /**
     * Returns the exit code of a command that answers a gate: a part that could not be read, policies that were not
     * evaluated, or an answer that nobody can know must not look like a pass, nor with {@code strict} may a warning.
     */
    public int gate(boolean strict, boolean passes) {
        return gate(strict, passes, isDecided());
    }

    /**
     * Returns the exit code of a command that answers a gate about certain connections.
     *
     * @param decided whether it is known of all of these whether they are open
     */
    public int gate(boolean strict, boolean passes, boolean decided) {
        if (!isComplete(strict, decided)) {
            return ExitCode.CANNOT_RUN;
        }
        return passes ? ExitCode.CLEAN : ExitCode.FINDINGS;
    }

    /**
     * Returns whether all of the input counts, no policy in it is of a kind that is not evaluated or was left out, and it
     * is known of every connection whether it is open; with {@code strict}, also whether there is no warning.
     */
    public boolean isComplete(boolean strict) {
        return isComplete(strict, isDecided());
    }

    /**
     * Returns the same about certain connections.
     *
     * @param decided whether it is known of all of these whether they are open
     */
    public boolean isComplete(boolean strict, boolean decided) {
        return decided
                && exitCode(strict) == ExitCode.CLEAN
                && input.snapshot().unevaluated().isEmpty()
                && lacks(Warning.Code.INVALID_POLICY);
    }

    private boolean isDecided() {
        return lacks(Warning.Code.UNDECIDED);
    }

    private boolean lacks(Warning.Code code) {
        return reach.reachability().warnings().stream().noneMatch(warning -> warning.code() == code);
    }

    /**
     * Returns the exit code of a command that lists: it tells whether something could not be read, and with
     * {@code strict} also whether there is a warning.
     */
    public int exitCode(boolean strict) {
        boolean warned = strict && !reach.reachability().warnings().isEmpty();
        return warned ? ExitCode.FINDINGS : ExitCode.of(findings, strict);
    }
}
