package dev.clientintents.cli;

import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Severity;
import java.util.Collection;

/** The exit codes by which commands answer a pipeline. */
public final class ExitCode {

    public static final int CLEAN = 0;
    public static final int FINDINGS = 1;
    public static final int CANNOT_RUN = 2;

    private ExitCode() {}

    /**
     * Returns the code with which a command ends that found these.
     *
     * @param strict whether warnings fail, too
     */
    public static int of(Collection<Finding> findings, boolean strict) {
        boolean fails = findings.stream()
                .map(Finding::severity)
                .anyMatch(severity -> severity == Severity.ERROR || (strict && severity == Severity.WARNING));
        return fails ? FINDINGS : CLEAN;
    }
}
