package dev.clientintents.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.finding.Baseline;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.manifest.schema.Schemas;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of findings that are known.
 *
 * @param baseline what it holds
 * @param findings what is wrong with the file; where there is any, not all that is known is in {@code baseline}
 */
public record BaselineFile(Baseline baseline, List<Finding> findings) {

    private static final String HEADER =
            "# Findings that were there when this file was written; check --baseline tells only others.\n";

    public BaselineFile {
        findings = List.copyOf(findings);
    }

    @JsonPropertyOrder({"findings"})
    record Document(List<Item> findings) {}

    /** A finding; {@code count} is left out where it occurs once. */
    @JsonPropertyOrder({"code", "in", "message", "count"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            String code,
            String in,
            String message,
            @Nullable Integer count) {}

    /** Returns the text of a file with these findings, which is the same for the same findings. */
    public static String write(List<Finding> findings) {
        List<Item> items = Baseline.count(findings).entrySet().stream()
                .map(it -> new Item(
                        it.getKey().code(),
                        it.getKey().subject(),
                        it.getKey().message(),
                        it.getValue() == 1 ? null : it.getValue()))
                .toList();
        return HEADER + ManifestWriter.yaml(List.of(new Document(items)));
    }

    /** Reads a stream to its end; {@code file} is how positions name it. */
    public static BaselineFile read(String file, InputStream in) {
        var entries = new ArrayList<Baseline.Entry>();
        List<Finding> findings = OwnDocuments.read(
                file,
                in,
                Schemas.baseline(),
                "write the file anew with --write-baseline",
                (content, position) ->
                        content.items("findings").forEach(it -> entries.add(entry((Mapping) it, position))));
        return new BaselineFile(new Baseline(entries), findings);
    }

    private static Baseline.Entry entry(Mapping content, Position position) {
        return new Baseline.Entry(
                new Baseline.Key(
                        content.text("code").orElseThrow(),
                        content.text("in").orElseThrow(),
                        content.text("message").orElseThrow()),
                (int) Math.min(content.number("count").orElse(1L), Integer.MAX_VALUE),
                position.at(content.line()));
    }
}
