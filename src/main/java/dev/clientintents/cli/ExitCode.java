package dev.clientintents.cli;

import dev.clientintents.manifest.Finding;
import dev.clientintents.manifest.Severity;
import java.util.Collection;

/** What commands answer to a pipeline. */
final class ExitCode {

    static final int CLEAN = 0;
    static final int FINDINGS = 1;
    static final int CANNOT_RUN = 2;

    private ExitCode() {}

    /** @param strict whether warnings fail, too */
    static int of(Collection<Finding> findings, boolean strict) {
        boolean fails = findings.stream()
                .map(Finding::severity)
                .anyMatch(severity -> severity == Severity.ERROR || (strict && severity == Severity.WARNING));
        return fails ? FINDINGS : CLEAN;
    }
}
