package dev.clientintents.manifest;

import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.manifest.schema.Schema;
import dev.clientintents.manifest.schema.SchemaCheck;
import dev.clientintents.manifest.schema.Violation;
import dev.clientintents.manifest.yaml.DocumentReader;
import dev.clientintents.manifest.yaml.DocumentSource;
import dev.clientintents.manifest.yaml.Relevance;
import dev.clientintents.manifest.yaml.Unreadable;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Reads files of formats of the command line's own, which have no kind. */
final class OwnDocuments {

    private OwnDocuments() {}

    /**
     * Reads a stream to its end.
     *
     * @param file how positions name it
     * @param advice what to do where it is not readable
     * @param valid is told of each document that keeps to the schema, and of its position
     * @return what is wrong
     */
    static List<Finding> read(
            String file, InputStream in, Schema schema, String advice, BiConsumer<Mapping, Position> valid) {
        var findings = new ArrayList<Finding>();
        var source = new DocumentSource(in);
        int document = 0;
        try {
            while (source.next()) {
                for (Value value : DocumentReader.read(source, Relevance.ALL)) {
                    document++;
                    var position = new Position(file, document, value.line());
                    List<Violation> violations = SchemaCheck.violations(schema, value);
                    violations.forEach(it -> findings.add(new Finding(
                            it.unknown() ? Code.UNKNOWN_FIELD : Code.INVALID_OBJECT,
                            position.at(it.line()),
                            it.message(),
                            it.advice())));
                    if (violations.isEmpty()) {
                        valid.accept((Mapping) value, position);
                    }
                }
            }
        } catch (Unreadable e) {
            findings.add(new Finding(Code.UNREADABLE, new Position(file, document + 1, e.line()), e.problem(), advice));
        }
        return findings;
    }
}
