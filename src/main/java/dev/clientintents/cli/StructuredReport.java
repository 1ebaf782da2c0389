package dev.clientintents.cli;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.manifest.Finding;
import dev.clientintents.manifest.Severity;
import java.util.List;

/**
 * Findings for programs.
 *
 * @param objects how many Kubernetes objects were read
 * @param errors how many findings are errors
 * @param warnings how many are warnings
 * @param findings all of them
 */
@JsonPropertyOrder({"objects", "errors", "warnings", "findings"})
record StructuredReport(int objects, long errors, long warnings, List<Item> findings) {

    /** A finding; {@code document} is 0 where it is about a file or folder as a whole. */
    @JsonPropertyOrder({"code", "severity", "file", "document", "line", "message", "advice"})
    record Item(String code, String severity, String file, int document, int line, String message, String advice) {}

    static StructuredReport of(List<Finding> findings, Input input) {
        return new StructuredReport(
                input.objects(),
                count(findings, Severity.ERROR),
                count(findings, Severity.WARNING),
                findings.stream().map(StructuredReport::item).toList());
    }

    private static Item item(Finding finding) {
        return new Item(
                finding.code().id(),
                finding.severity().toString(),
                finding.position().file(),
                finding.position().document(),
                finding.position().line(),
                finding.message(),
                finding.advice());
    }

    private static long count(List<Finding> findings, Severity severity) {
        return findings.stream().filter(it -> it.severity() == severity).count();
    }
}
