package dev.clientintents.cli.report;

import dev.clientintents.cli.Input;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Severity;
import java.io.PrintWriter;
import java.util.List;

/** Findings for people: one line each, that editors can follow, and a line that sums them up. */
public final class TextReport {

    private TextReport() {}

    static void write(List<Finding> findings, Input input, PrintWriter out) {
        findings.forEach(finding -> out.print(line(finding) + "\n"));
        int declarations = input.snapshot().intents().size();
        String summary = findings.isEmpty()
                ? "no findings"
                : count(findings, Severity.ERROR, "error") + ", " + count(findings, Severity.WARNING, "warning") + ", "
                        + count(findings, Severity.INFO, "note");
        out.print(summary + " in " + plural(input.objects(), "object") + " with "
                + plural(declarations, "valid declaration") + " of intents\n");
    }

    /** Returns a finding in one line: {@code shop.yaml:12: error unknown-server: …}. */
    public static String line(Finding finding) {
        return finding.position() + ": " + finding.severity() + " "
                + finding.code().id() + ": " + finding.message() + "; " + finding.advice();
    }

    private static String count(List<Finding> findings, Severity severity, String name) {
        return plural(
                (int) findings.stream().filter(it -> it.severity() == severity).count(), name);
    }

    private static String plural(int count, String name) {
        return count + " " + name + (count == 1 ? "" : "s");
    }
}
