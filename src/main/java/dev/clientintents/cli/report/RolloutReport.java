package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.learn.rollout.Step;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.model.PlainText;
import dev.clientintents.query.AccessDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order in which servers can be closed.
 *
 * @param complete whether all of the input counts, and all of its policies were evaluated
 * @param steps a step for each server, in that order
 */
public record RolloutReport(boolean complete, List<Step> steps) {

    public RolloutReport {
        steps = List.copyOf(steps);
    }

    /** Steps for programs. */
    @JsonPropertyOrder({"complete", "steps"})
    record Document(boolean complete, List<Item> steps) {}

    /** A step; what is to be applied, checked and taken back is left out of a server that is closed. */
    @JsonPropertyOrder({"server", "state", "clients", "dependents", "against", "manifest", "check", "back"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            String server,
            String state,
            int clients,
            int dependents,
            List<String> against,
            @Nullable Map<String, Object> manifest,
            @Nullable List<String> check,
            @Nullable String back) {}

    /** Returns all of it, for programs. */
    public Object document() {
        return new Document(complete, steps.stream().map(RolloutReport::item).toList());
    }

    private static Item item(Step step) {
        boolean closed = step.state() == Step.State.closed;
        return new Item(
                name(step),
                step.state().name(),
                step.clients(),
                step.dependents(),
                step.against().stream().map(EvidenceReport::line).toList(),
                closed ? null : AccessDocument.of(step.access()),
                closed ? null : check(step),
                closed ? null : back(step));
    }

    /** Returns it for people: a line for each server, below it what speaks against closing it. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        for (Step step : steps) {
            lines.add(step.state() + ": " + name(step)
                    + (step.state() == Step.State.closed ? "" : " (" + about(step) + ")"));
            step.against().forEach(it -> lines.add("  " + EvidenceReport.line(it)));
        }
        return lines.stream().map(PlainText::oneLine).toList();
    }

    /** Returns the manifest of a step, below comments that say what to do with it. */
    public static String manifest(Step step) {
        var text = new StringBuilder();
        text.append("# Closes ")
                .append(name(step))
                .append(": ")
                .append(about(step))
                .append(".\n");
        step.against().forEach(it -> comment(text, EvidenceReport.line(it)));
        text.append("# Apply it, then check:\n");
        check(step).forEach(it -> comment(text, it));
        text.append("# Taken back, should it cut something, by:\n");
        comment(text, back(step));
        return text + ManifestWriter.yaml(List.of(AccessDocument.of(step.access())));
    }

    private static void comment(StringBuilder text, String line) {
        text.append("#   ").append(PlainText.oneLine(line)).append('\n');
    }

    private static String about(Step step) {
        return counted(step.clients(), "client") + ", " + counted(step.dependents(), "workload")
                + (step.dependents() == 1 ? " depends" : " depend") + " on it";
    }

    private static String counted(int number, String name) {
        return number + " " + name + (number == 1 ? "" : "s");
    }

    private static List<String> check(Step step) {
        String namespace = step.access().key().namespace();
        return List.of(
                "kubectl wait -n " + namespace + " --for=condition=Ready --timeout=60s serveraccess/"
                        + step.access().key().name(),
                "client-intents evidence --of " + namespace + "/"
                        + step.server().name() + " --fail-on would-be-blocked,blocked --flows FLOWS --context CONTEXT");
    }

    private static String back(Step step) {
        return "kubectl patch -n " + step.access().key().namespace() + " serveraccess/"
                + step.access().key().name() + " --type=merge -p '{\"spec\":{\"enforcement\":\"shadow\"}}'";
    }

    private static String name(Step step) {
        return step.server().namespace() + "/" + step.server().name() + "["
                + step.server().kind() + "]";
    }
}
