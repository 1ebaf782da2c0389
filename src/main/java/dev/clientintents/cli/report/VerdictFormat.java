package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.model.PlainText;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.query.Verdict;
import dev.clientintents.reach.explain.ExplanationText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** How verdicts are written; the names are those of the option's values. */
public enum VerdictFormat {
    text {
        @Override
        public void write(List<Verdict> verdicts, EffectiveReach reach, PrintWriter out) {
            List<Verdict> failed =
                    verdicts.stream().filter(verdict -> !verdict.holds()).toList();
            for (Verdict verdict : failed) {
                out.print(verdict.expectation().position() + ": failed: " + verdict.expectation() + "\n");
                reasons(verdict, reach).forEach(line -> out.print("  " + line + "\n"));
            }
            out.print((verdicts.size() - failed.size()) + " of " + verdicts.size() + " expectations hold\n");
        }
    },
    json {
        @Override
        public void write(List<Verdict> verdicts, EffectiveReach reach, PrintWriter out) {
            out.print(ManifestWriter.json(new Report(
                    verdicts.stream().map(verdict -> Item.of(verdict, reach)).toList())));
        }
    },
    junit {
        @Override
        public void write(List<Verdict> verdicts, EffectiveReach reach, PrintWriter out) {
            JunitReport.write(verdicts, reach, out);
        }
    };

    /** How many of the connections that break one expectation are explained. */
    private static final int EXPLAINED = 5;

    public abstract void write(List<Verdict> verdicts, EffectiveReach reach, PrintWriter out);

    /** Verdicts for programs. */
    record Report(List<Item> expectations) {}

    /** A verdict; the reasons are lines for people. */
    @JsonPropertyOrder({"file", "line", "expectation", "from", "to", "ports", "holds", "reasons"})
    record Item(
            String file,
            int line,
            String expectation,
            String from,
            String to,
            List<String> ports,
            boolean holds,
            List<String> reasons) {

        static Item of(Verdict verdict, EffectiveReach reach) {
            var expectation = verdict.expectation();
            return new Item(
                    expectation.position().file(),
                    expectation.position().line(),
                    expectation.allowed() ? "allow" : "deny",
                    expectation.from(),
                    expectation.to(),
                    expectation.ports(),
                    verdict.holds(),
                    VerdictFormat.reasons(verdict, reach));
        }
    }

    /** Why it does not hold, for people; empty where it does. */
    static List<String> reasons(Verdict verdict, EffectiveReach reach) {
        var lines = new ArrayList<String>();
        verdict.error().ifPresent(lines::add);
        verdict.broken().stream()
                .limit(EXPLAINED)
                .forEach(answer -> lines.addAll(ExplanationText.of(answer.explanation(reach))));
        int more = verdict.broken().size() - EXPLAINED;
        if (more > 0) {
            lines.add("and " + more + " more");
        }
        return lines.stream().map(PlainText::oneLine).toList();
    }
}
