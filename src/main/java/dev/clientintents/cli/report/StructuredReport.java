package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.cli.Input;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.finding.Position.Named;
import dev.clientintents.finding.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * A finding. One in a live cluster has no file, document and line; {@code document} is 0 where it is about a file
     * or folder as a whole, and {@code object} is left out where it is in none.
     */
    @JsonPropertyOrder({"code", "severity", "file", "document", "line", "object", "message", "advice"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            String code,
            String severity,
            @Nullable String file,
            @Nullable Integer document,
            @Nullable Integer line,
            @Nullable Named object,
            String message,
            String advice) {}

    static StructuredReport of(List<Finding> findings, Input input) {
        return new StructuredReport(
                input.objects(),
                count(findings, Severity.ERROR),
                count(findings, Severity.WARNING),
                findings.stream().map(StructuredReport::item).toList());
    }

    static Item item(Finding finding) {
        Position position = finding.position();
        boolean inFile = !position.isInCluster();
        return new Item(
                finding.code().id(),
                finding.severity().toString(),
                inFile ? position.file() : null,
                inFile ? (Integer) position.document() : null,
                inFile ? (Integer) position.line() : null,
                position.object(),
                finding.message(),
                finding.advice());
    }

    private static long count(List<Finding> findings, Severity severity) {
        return findings.stream().filter(it -> it.severity() == severity).count();
    }
}
