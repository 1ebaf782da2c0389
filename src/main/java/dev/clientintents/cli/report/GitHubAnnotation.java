package dev.clientintents.cli.report;

import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.model.PlainText;

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
        Position position = finding.position();
        String title = "title=" + property(finding.code().id()) + "::";
        String message = finding.message() + "; " + finding.advice();
        return "::" + command + " "
                + (position.isInCluster()
                        ? title + text(position + ": " + message)
                        : "file=" + property(position.file()) + ",line=" + position.line() + "," + title
                                + text(message));
    }

    private static String text(String text) {
        return PlainText.lines(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"));
    }

    private static String property(String text) {
        return text(text).replace(":", "%3A").replace(",", "%2C");
    }
}
