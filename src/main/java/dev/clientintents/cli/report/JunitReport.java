package dev.clientintents.cli.report;

import dev.clientintents.model.PlainText;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.query.Verdict;
import java.io.PrintWriter;
import java.util.List;

/** Verdicts as the XML that CI servers read as the results of JUnit tests. */
final class JunitReport {

    private JunitReport() {}

    static void write(List<Verdict> verdicts, EffectiveReach reach, PrintWriter out) {
        long errors = verdicts.stream().filter(it -> it.error().isPresent()).count();
        long failures = verdicts.stream().filter(it -> !it.broken().isEmpty()).count();
        out.print("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.print("<testsuite name=\"client-intents\" tests=\"%d\" failures=\"%d\" errors=\"%d\">\n"
                .formatted(verdicts.size(), failures, errors));
        for (Verdict verdict : verdicts) {
            var expectation = verdict.expectation();
            out.print("  <testcase classname=\"%s\" name=\"%s\""
                    .formatted(
                            escaped(PlainText.oneLine(expectation.position().file())),
                            escaped(expectation.toString())));
            if (verdict.holds()) {
                out.print("/>\n");
                continue;
            }
            String element = verdict.error().isPresent() ? "error" : "failure";
            List<String> reasons = VerdictFormat.reasons(verdict, reach);
            out.print(">\n    <%s message=\"%s\">%s</%s>\n  </testcase>\n"
                    .formatted(
                            element,
                            escaped(expectation.position() + ": " + reasons.get(0)),
                            escaped(String.join("\n", reasons)),
                            element));
        }
        out.print("</testsuite>\n");
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder();
        text.codePoints().forEach(character -> {
            switch (character) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default ->
                    escaped.appendCodePoint(character == '\n' || !Character.isISOControl(character) ? character : '?');
            }
        });
        return escaped.toString();
    }
}
