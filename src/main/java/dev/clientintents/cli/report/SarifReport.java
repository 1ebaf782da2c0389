package dev.clientintents.cli.report;

import dev.clientintents.cli.Version;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.finding.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings as <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>, which code
 * hosts show beside the lines.
 */
final class SarifReport {

    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    private SarifReport() {}

    static Map<String, Object> of(List<Finding> findings) {
        var driver = new LinkedHashMap<String, Object>();
        driver.put("name", "client-intents");
        driver.put("semanticVersion", Version.number());
        driver.put("rules", Arrays.stream(Code.values()).map(SarifReport::rule).toList());
        var run = new LinkedHashMap<String, Object>();
        run.put("tool", Map.of("driver", driver));
        run.put("columnKind", "utf16CodeUnits");
        run.put("results", findings.stream().map(SarifReport::result).toList());
        var log = new LinkedHashMap<String, Object>();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        log.put("runs", List.of(run));
        return log;
    }

    private static Map<String, Object> rule(Code code) {
        return Map.of(
                "id", code.id(),
                "shortDescription", Map.of("text", code.meaning()),
                "defaultConfiguration", Map.of("level", level(code.severity())));
    }

    private static Map<String, Object> result(Finding finding) {
        return Map.of(
                "ruleId",
                finding.code().id(),
                "level",
                level(finding.severity()),
                "message",
                Map.of("text", finding.message() + "; " + finding.advice()),
                "locations",
                List.of(location(finding.position())));
    }

    /** Returns the place in a file where there is one, and the object. */
    private static Map<String, Object> location(Position position) {
        var location = new LinkedHashMap<String, Object>();
        if (!position.isInCluster()) {
            location.put(
                    "physicalLocation",
                    Map.of(
                            "artifactLocation",
                            Map.of("uri", uri(position.file())),
                            "region",
                            Map.of("startLine", position.line())));
        }
        if (position.isInCluster() || position.object() != null) {
            String name = position.object() == null
                    ? position.file()
                    : position.object().toString();
            location.put("logicalLocations", List.of(Map.of("fullyQualifiedName", name, "kind", "resource")));
        }
        return location;
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }

    private static String uri(String file) {
        try {
            return new URI(null, null, file.startsWith("/") ? file : "./" + file, null)
                    .normalize()
                    .toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a path: " + file, e);
        }
    }
}
