package dev.clientintents.cli;

import dev.clientintents.manifest.Finding;

/**
 * A finding as a <a
 * href="https://docs.github.com/actions/reference/workflow-commands-for-github-actions">workflow command</a>, which
 * GitHub shows beside the line.
 */
final class GitHubAnnotation {

    private GitHubAnnotation() {}

    static String of(Finding finding) {
        String command = switch (finding.severity()) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "notice";
        };
        return "::" + command + " file=" + property(finding.position().file()) + ",line="
                + finding.position().line() + ",title="
                + property(finding.code().id()) + "::"
                + text(finding.message() + "; " + finding.advice());
    }

    private static String text(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return text(text).replace(":", "%3A").replace(",", "%2C");
    }
}
