package dev.clientintents.learn.merging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the difference of two texts as {@code patch} and {@code git apply} take it. */
public final class UnifiedDiff {

    private static final int CONTEXT = 3;
    private static final String NO_BREAK = "\\ No newline at end of file\n";

    /**
     * A line of the comparison.
     *
     * @param sign a space where both texts have it, or a minus or a plus
     * @param old how many lines of the old text are before it
     * @param now how many lines of the new text are before it
     */
    private record Row(char sign, String line, int old, int now) {}

    private UnifiedDiff() {}

    /**
     * Returns the difference; empty where there is none.
     *
     * @param file the name of the file
     * @param before the old text; null where the file is new
     */
    public static String of(String file, @Nullable String before, String after) {
        List<Row> rows = rows(lines(before == null ? "" : before), lines(after));
        var diff = new StringBuilder();
        int i = 0;
        while (i < rows.size()) {
            if (rows.get(i).sign == ' ') {
                i++;
                continue;
            }
            int from = Math.max(0, i - CONTEXT);
            int last = i;
            for (int j = i; j < rows.size() && j <= last + 2 * CONTEXT; j++) {
                if (rows.get(j).sign != ' ') {
                    last = j;
                }
            }
            int to = Math.min(rows.size(), last + 1 + CONTEXT);
            hunk(diff, rows.subList(from, to));
            i = to;
        }
        return diff.isEmpty() ? "" : "--- " + (before == null ? "/dev/null" : file) + "\n+++ " + file + "\n" + diff;
    }

    private static void hunk(StringBuilder diff, List<Row> rows) {
        long old = rows.stream().filter(it -> it.sign != '+').count();
        long now = rows.stream().filter(it -> it.sign != '-').count();
        Row first = rows.get(0);
        diff.append("@@ -")
                .append(range(first.old, old))
                .append(" +")
                .append(range(first.now, now))
                .append(" @@\n");
        for (Row row : rows) {
            diff.append(row.sign).append(row.line);
            if (!row.line.endsWith("\n")) {
                diff.append('\n').append(NO_BREAK);
            }
        }
    }

    private static String range(int before, long count) {
        return (count == 0 ? before : before + 1) + (count == 1 ? "" : "," + count);
    }

    /** Returns the lines with their breaks. */
    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            lines.add(text.substring(start, end < 0 ? text.length() : end + 1));
            start = end < 0 ? text.length() : end + 1;
        }
        return lines;
    }

    /** Compares by the algorithm of Myers, which takes time by the number of lines that differ. */
    private static List<Row> rows(List<String> old, List<String> now) {
        int most = old.size() + now.size();
        int[] furthest = new int[2 * most + 2];
        var trace = new ArrayList<int[]>();
        for (int d = 0; d <= most; d++) {
            trace.add(Arrays.copyOfRange(furthest, most - d, most + d + 2));
            for (int k = -d; k <= d; k += 2) {
                boolean down = k == -d || (k != d && furthest[most + k - 1] < furthest[most + k + 1]);
                int x = down ? furthest[most + k + 1] : furthest[most + k - 1] + 1;
                int y = x - k;
                while (x < old.size() && y < now.size() && old.get(x).equals(now.get(y))) {
                    x++;
                    y++;
                }
                furthest[most + k] = x;
                if (x >= old.size() && y >= now.size()) {
                    return back(old, now, trace);
                }
            }
        }
        throw new IllegalStateException("two texts have no difference that leads from one to the other");
    }

    /** Follows the steps back. The array of step {@code d} holds the diagonals from {@code -d} to {@code d + 1}. */
    private static List<Row> back(List<String> old, List<String> now, List<int[]> trace) {
        var rows = new ArrayList<Row>();
        int x = old.size();
        int y = now.size();
        for (int d = trace.size() - 1; d >= 0; d--) {
            int[] furthest = trace.get(d);
            int k = x - y;
            boolean down = k == -d || (k != d && furthest[k - 1 + d] < furthest[k + 1 + d]);
            int before = d == 0 ? 0 : furthest[(down ? k + 1 : k - 1) + d];
            int beforeY = d == 0 ? 0 : before - (down ? k + 1 : k - 1);
            while (x > before && y > beforeY) {
                x--;
                y--;
                rows.add(new Row(' ', old.get(x), x, y));
            }
            if (d > 0) {
                if (down) {
                    y--;
                    rows.add(new Row('+', now.get(y), x, y));
                } else {
                    x--;
                    rows.add(new Row('-', old.get(x), x, y));
                }
            }
        }
        Collections.reverse(rows);
        return rows;
    }
}
