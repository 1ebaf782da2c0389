package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.finding.Finding;
import dev.clientintents.learn.merging.Addition;
import dev.clientintents.learn.suggest.LeftOut;
import dev.clientintents.learn.suggest.Plan;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.model.PlainText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is suggested, and what is not.
 *
 * @param changes the ClientIntents and what is added to them
 * @param leftOut what is known of besides
 * @param findings what a reader should know of the input
 */
public record SuggestReport(List<Plan.Change> changes, List<LeftOut> leftOut, List<Finding> findings) {

    /** The most lines that people are told for one reason. */
    private static final int MOST_LINES = 10;

    public SuggestReport {
        changes = List.copyOf(changes);
        leftOut = List.copyOf(leftOut);
        findings = List.copyOf(findings);
    }

    /** Returns the objects as they are to be, as documents of one YAML stream. */
    public String yaml() {
        return changes.stream().map(Plan.Change::yaml).collect(Collectors.joining("---\n"));
    }

    /** Writes for people what they should know beside the objects. */
    public void explain(PrintWriter err) {
        findings.forEach(finding -> err.print(TextReport.line(finding) + "\n"));
        Map<String, List<LeftOut>> byReason = new LinkedHashMap<>();
        leftOut.forEach(it ->
                byReason.computeIfAbsent(it.why(), why -> new ArrayList<>()).add(it));
        byReason.forEach((why, all) -> {
            err.print("not suggested, " + PlainText.oneLine(why) + ":\n");
            all.stream().limit(MOST_LINES).forEach(it -> err.print("  " + PlainText.oneLine(it.what()) + "\n"));
            if (all.size() > MOST_LINES) {
                err.print("  and " + (all.size() - MOST_LINES) + " more; -o json has all\n");
            }
        });
        err.print(changes.isEmpty() ? "Nothing to suggest.\n" : summary() + "\n");
    }

    private String summary() {
        long targets = changes.stream().mapToLong(it -> it.additions().size()).sum();
        long clients = changes.stream().map(Plan.Change::client).distinct().count();
        return targets + (targets == 1 ? " target" : " targets") + " to declare, of " + clients
                + (clients == 1 ? " client." : " clients.");
    }

    /** Writes all of it for programs. */
    public void json(PrintWriter out) {
        out.print(ManifestWriter.json(new Document(
                changes.stream().map(SuggestReport::item).toList(),
                leftOut.stream().map(it -> new Left(it.what(), it.why())).toList(),
                findings.stream().map(StructuredReport::item).toList())));
    }

    private static Item item(Plan.Change change) {
        return new Item(
                new Workload(
                        change.client().namespace(),
                        change.client().kind(),
                        change.client().name()),
                change.key().name(),
                change.existing() == null ? null : change.existing().position().toString(),
                change.additions().stream().map(it -> target(change, it)).toList());
    }

    private static Added target(Plan.Change change, Addition addition) {
        if (addition instanceof Addition.NewTarget target) {
            return new Added(target.fields(), null, null, target.comments());
        }
        var more = (Addition.MorePorts) addition;
        return new Added(
                null,
                change.existing() == null
                        ? null
                        : change.existing().target(more.server()).toString(),
                more.ports(),
                more.comments());
    }

    @JsonPropertyOrder({"suggestions", "notSuggested", "findings"})
    private record Document(List<Item> suggestions, List<Left> notSuggested, List<StructuredReport.Item> findings) {}

    /** The place of the object is null where it is new. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"client", "clientIntents", "position", "consumes"})
    private record Item(
            Workload client, String clientIntents, @Nullable String position, List<Added> consumes) {}

    @JsonPropertyOrder({"namespace", "kind", "name"})
    private record Workload(String namespace, String kind, String name) {}

    /** Either a new target, or more ports of the one that stands at a place. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"target", "position", "ports", "evidence"})
    private record Added(
            @Nullable Map<String, Object> target,
            @Nullable String position,
            @Nullable List<Map<String, Object>> ports,
            List<String> evidence) {}

    @JsonPropertyOrder({"what", "why"})
    private record Left(String what, String why) {}
}
