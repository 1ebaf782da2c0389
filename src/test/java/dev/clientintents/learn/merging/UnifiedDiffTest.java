package dev.clientintents.learn.merging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {

    private static final Pattern HUNK = Pattern.compile("@@ -(\\d+)(?:,(\\d+))? \\+(\\d+)(?:,(\\d+))? @@");

    @Test
    void aNewFileIsAllAdded() {
        assertThat(UnifiedDiff.of("a.yaml", null, "x\ny\n")).isEqualTo("""
                --- /dev/null
                +++ a.yaml
                @@ -0,0 +1,2 @@
                +x
                +y
                """);
    }

    @Test
    void aMissingLineBreakIsSaid() {
        assertThat(UnifiedDiff.of("a.yaml", "x", "x\ny")).isEqualTo("""
                --- a.yaml
                +++ a.yaml
                @@ -1 +1,2 @@
                -x
                \\ No newline at end of file
                +x
                +y
                \\ No newline at end of file
                """);
    }

    @Test
    void theSameTextHasNoDifference() {
        assertThat(UnifiedDiff.of("a.yaml", "x\n", "x\n")).isEmpty();
        assertThat(UnifiedDiff.of("a.yaml", "", "")).isEmpty();
    }

    @Test
    void whatIsAppliedToTheOldTextIsTheNewOne() {
        var random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            List<String> old = lines(random, random.nextInt(30));
            var now = new ArrayList<>(old);
            for (int edits = random.nextInt(5); edits > 0; edits--) {
                int at = random.nextInt(now.size() + 1);
                if (at < now.size() && random.nextBoolean()) {
                    now.remove(at);
                } else {
                    now.add(at, "new " + random.nextInt(3));
                }
            }
            String diff = UnifiedDiff.of("a", text(old), text(now));
            assertThat(applied(old, diff)).as(diff).isEqualTo(now);
        }
    }

    private static List<String> applied(List<String> old, String diff) {
        var applied = new ArrayList<String>();
        int done = 0;
        List<String> rows = diff.lines().skip(2).toList();
        for (String row : rows) {
            var hunk = HUNK.matcher(row);
            if (hunk.matches()) {
                int start = start(hunk.toMatchResult());
                applied.addAll(old.subList(done, start));
                done = start;
                int hunkRows = rows.indexOf(row) + 1;
                assertThat(count(rows, hunkRows, '+')).isEqualTo(size(hunk.group(2)));
                assertThat(count(rows, hunkRows, '-')).isEqualTo(size(hunk.group(4)));
                assertThat(applied.size() + (size(hunk.group(4)) == 0 ? 0 : 1))
                        .isEqualTo(Integer.parseInt(hunk.group(3)));
            } else if (row.charAt(0) == '+') {
                applied.add(row.substring(1));
            } else {
                assertThat(old.get(done)).isEqualTo(row.substring(1));
                done++;
                if (row.charAt(0) == ' ') {
                    applied.add(row.substring(1));
                }
            }
        }
        applied.addAll(old.subList(done, old.size()));
        return applied;
    }

    /** Counts the rows of a hunk, without those of one sign. */
    private static int count(List<String> rows, int from, char without) {
        int count = 0;
        for (int i = from; i < rows.size() && !rows.get(i).startsWith("@@"); i++) {
            count += rows.get(i).charAt(0) == without ? 0 : 1;
        }
        return count;
    }

    private static int start(MatchResult hunk) {
        return Integer.parseInt(hunk.group(1)) - (size(hunk.group(2)) == 0 ? 0 : 1);
    }

    private static int size(String group) {
        return group == null ? 1 : Integer.parseInt(group);
    }

    private static List<String> lines(Random random, int count) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            lines.add("line " + random.nextInt(8));
        }
        return lines;
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
