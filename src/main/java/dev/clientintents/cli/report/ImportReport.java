package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.learn.importing.ImportedObject;
import dev.clientintents.learn.importing.Proof;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.model.PlainText;
import dev.clientintents.observe.ObservedAccess;
import dev.clientintents.observe.ObservedIntents;
import dev.clientintents.query.AccessDocument;
import dev.clientintents.query.Change;
import dev.clientintents.query.IntentsDocument;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an import comes to.
 *
 * @param complete whether all of the input counts, so that the proof does
 * @param objects the objects that say what the source did
 * @param replaced the policies in whose place they are
 * @param findings what of the input is not, or not wholly, in them
 * @param proof what they open and close
 */
public record ImportReport(
        boolean complete, List<ImportedObject> objects, List<Position> replaced, List<Finding> findings, Proof proof) {

    public ImportReport {
        objects = List.copyOf(objects);
        replaced = List.copyOf(replaced);
        findings = List.copyOf(findings);
    }

    /** Returns objects as documents of one YAML stream, each below comments that tell where the source says it. */
    public static String yaml(List<ImportedObject> objects) {
        return objects.stream()
                .map(object -> comments(object) + ManifestWriter.yaml(List.of(document(object))))
                .collect(Collectors.joining("---\n"));
    }

    private static String comments(ImportedObject object) {
        return object.origins().stream().map(it -> "# from " + text(it) + "\n").collect(Collectors.joining());
    }

    private static Map<String, Object> document(ImportedObject object) {
        return object instanceof ImportedObject.Intents intents
                ? IntentsDocument.of(ObservedIntents.entry(intents.key(), intents.spec(), null))
                : AccessDocument.of(ObservedAccess.entry(object.key(), ((ImportedObject.Access) object).spec(), null));
    }

    /** Returns a place with the object that is there. */
    private static String text(Position position) {
        Position.Named object = position.object();
        return PlainText.oneLine(position + (position.isInCluster() || object == null ? "" : " (" + object + ")"));
    }

    /** Writes for people what they should know beside the objects. */
    public void explain(PrintWriter err) {
        findings.forEach(finding -> err.print(TextReport.line(finding) + "\n"));
        replaced.forEach(it -> err.print("replaced: " + text(it) + "\n"));
        proof.differences().forEach(it -> err.print(it + "\n"));
        if (proof.workloads() == 0) {
            err.print("No proof: there is no workload in the input, so nothing can be compared.\n");
            return;
        }
        err.print("Proof: " + proof.before() + " connections between workloads before, " + proof.after() + " after. "
                + ChangeFormat.summary(proof.differences())
                + (proof.outside() ? "" : " Connections from and to the outside are not compared.")
                + (complete
                        ? ""
                        : " This is not all: part of the input could not be read, is not evaluated, or cannot be known.")
                + "\n");
    }

    /** Writes all of it for programs. */
    public void json(PrintWriter out) {
        out.print(ManifestWriter.json(new Report(
                complete,
                objects.stream().map(ImportReport::document).toList(),
                replaced.stream().map(ImportReport::text).toList(),
                findings.stream().map(StructuredReport::item).toList(),
                new Differences(
                        proof.workloads(),
                        proof.before(),
                        proof.after(),
                        proof.outside(),
                        proof.differences().stream().map(ImportReport::item).toList()))));
    }

    private static ChangeFormat.Item item(Change change) {
        return ChangeFormat.Item.of(change);
    }

    @JsonPropertyOrder({"complete", "objects", "replaced", "findings", "proof"})
    private record Report(
            boolean complete,
            List<Map<String, Object>> objects,
            List<String> replaced,
            List<StructuredReport.Item> findings,
            Differences proof) {}

    @JsonPropertyOrder({"workloads", "before", "after", "outside", "differences"})
    private record Differences(
            int workloads, long before, long after, boolean outside, List<ChangeFormat.Item> differences) {}
}
