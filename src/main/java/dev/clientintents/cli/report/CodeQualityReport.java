package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.finding.Baseline;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.finding.Severity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Findings as a <a href="https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format">code quality
 * report</a>, which GitLab shows in a merge request.
 */
final class CodeQualityReport {

    private CodeQualityReport() {}

    /** A finding; GitLab takes those of one fingerprint, before and after a change, for the same. */
    @JsonPropertyOrder({"description", "check_name", "fingerprint", "severity", "location"})
    record Item(
            String description,
            @JsonProperty("check_name") String checkName,
            String fingerprint,
            String severity,
            Place location) {}

    /** A place in a file, or an object of a cluster in the place of the file. */
    @JsonPropertyOrder({"path", "lines"})
    record Place(String path, Lines lines) {}

    /** The line where it begins, from 1. */
    record Lines(int begin) {}

    static List<Item> of(List<Finding> findings) {
        Map<Baseline.Key, Integer> seen = new HashMap<>();
        var items = new ArrayList<Item>();
        for (Finding finding : findings) {
            Baseline.Key key = Baseline.Key.of(finding);
            items.add(new Item(
                    finding.message() + "; " + finding.advice(),
                    finding.code().id(),
                    fingerprint(key, seen.merge(key, 1, Integer::sum)),
                    severity(finding.severity()),
                    place(finding.position())));
        }
        return items;
    }

    /** Returns what is the same as long as the finding is, wherever its line moves. */
    private static String fingerprint(Baseline.Key key, int occurrence) {
        String text = String.join("\n", key.code(), key.subject(), key.message(), Integer.toString(occurrence));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String severity(Severity severity) {
        return switch (severity) {
            case ERROR -> "major";
            case WARNING -> "minor";
            case INFO -> "info";
        };
    }

    private static Place place(Position position) {
        if (position.isInCluster()) {
            return new Place(position.toString(), new Lines(1));
        }
        String file = position.file();
        return new Place(file.startsWith("./") ? file.substring(2) : file, new Lines(position.line()));
    }
}
