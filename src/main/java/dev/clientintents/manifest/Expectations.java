package dev.clientintents.manifest;

import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.manifest.schema.Schemas;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.manifest.yaml.Value.Scalar;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of connections that must exist and that must not: lists {@code allow} and {@code deny} of entries with
 * {@code from}, {@code to} and optional {@code ports}.
 *
 * @param all the expectations, in the order of the file
 * @param findings what is wrong with the file; where there is any, not all expectations are known
 */
public record Expectations(List<Expectation> all, List<Finding> findings) {

    public Expectations {
        all = List.copyOf(all);
        findings = List.copyOf(findings);
    }

    /** Reads a stream to its end; {@code file} is how positions name it. */
    public static Expectations read(String file, InputStream in) {
        var all = new ArrayList<Expectation>();
        List<Finding> findings = OwnDocuments.read(
                file,
                in,
                Schemas.expectations(),
                "correct the file",
                (content, position) -> add(content, position, all));
        if (all.isEmpty() && findings.isEmpty()) {
            findings.add(new Finding(
                    Code.INVALID_OBJECT,
                    Position.ofFile(file),
                    "the file expects nothing",
                    "write allow: or deny: with entries of from and to"));
        }
        return new Expectations(all, findings);
    }

    private static void add(Mapping content, Position position, List<Expectation> all) {
        for (String key : content.entries().keySet()) {
            for (Value item : content.items(key)) {
                var entry = (Mapping) item;
                all.add(new Expectation(
                        position.at(entry.line()),
                        key.equals("allow"),
                        entry.text("from").orElseThrow(),
                        entry.text("to").orElseThrow(),
                        entry.items("ports").stream()
                                .map(port -> String.valueOf(((Scalar) port).content()))
                                .toList()));
            }
        }
    }
}
