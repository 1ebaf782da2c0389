package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.model.PlainText;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.query.Verdict;
import dev.clientintents.reach.explain.ExplanationText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The formats in which verdicts are written; the names are those of the option's values. */
public enum VerdictFormat {
    text {
        @Override
        public void write(List<Verdict> verdicts, EffectiveReach reach, boolean complete, PrintWriter out) {
            List<Verdict> failed =
                    verdicts.stream().filter(verdict -> !verdict.holds()).toList();
            for (Verdict verdict : failed) {
                out.print(verdict.expectation().position() + ": failed: " + verdict.expectation() + "\n");
                reasons(verdict, reach).forEach(line -> out.print("  " + line + "\n"));
            }
            for (Verdict verdict : verdicts) {
                verdict.unsaid()
                        .ifPresent(addresses -> out.print(verdict.expectation().position() + ": note: "
                                + verdict.expectation() + " says nothing of " + addresses
                                + ", some of which is open\n"));
            }
            out.print((verdicts.size() - failed.size()) + " of " + verdicts.size() + " expectations hold\n");
        }
    },
    json {
        @Override
        public void write(List<Verdict> verdicts, EffectiveReach reach, boolean complete, PrintWriter out) {
            out.print(ManifestWriter.json(new Report(
                    complete,
                    verdicts.stream().map(verdict -> Item.of(verdict, reach)).toList())));
        }
    },
    junit {
        @Override
        public void write(List<Verdict> verdicts, EffectiveReach reach, boolean complete, PrintWriter out) {
            JunitReport.write(verdicts, reach, out);
        }
    };

    /** The number of connections that are explained, of those that break one expectation. */
    private static final int EXPLAINED = 5;

    /**
     * Writes verdicts.
     *
     * @param complete whether all of the input counts, and all of its policies were evaluated
     */
    public abstract void write(List<Verdict> verdicts, EffectiveReach reach, boolean complete, PrintWriter out);

    /** Verdicts for programs. */
    @JsonPropertyOrder({"complete", "expectations"})
    record Report(boolean complete, List<Item> expectations) {}

    /** A verdict; the reasons are lines for people, and {@code unsaid} is there where addresses are. */
    @JsonPropertyOrder({"file", "line", "expectation", "from", "to", "ports", "holds", "unsaid", "reasons"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            String file,
            int line,
            String expectation,
            String from,
            String to,
            List<String> ports,
            boolean holds,
            @Nullable String unsaid,
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
                    verdict.unsaid().orElse(null),
                    VerdictFormat.reasons(verdict, reach));
        }
    }

    /** Returns the reasons why an expectation does not hold, for people; empty where it holds. */
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
