package dev.clientintents.finding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Findings that were known before, and that nobody has to be told again.
 *
 * @param entries all of them
 */
public record Baseline(List<Entry> entries) {

    public Baseline {
        entries = List.copyOf(entries);
    }

    /**
     * That by which a finding is recognised again: it says nothing of lines, which move.
     *
     * @param code the id of its kind
     * @param subject the object that it is in, or else the file
     * @param message what is wrong, without the lines of places that it names
     */
    public record Key(String code, String subject, String message) implements Comparable<Key> {

        private static final Pattern LINE = Pattern.compile("(?<=\\S):[0-9]+( \\(document [0-9]+\\))?");

        /** Returns that by which a finding is recognised. */
        public static Key of(Finding finding) {
            Position position = finding.position();
            return new Key(
                    finding.code().id(),
                    Objects.toString(position.object(), position.file()),
                    LINE.matcher(finding.message()).replaceAll(""));
        }

        @Override
        public int compareTo(Key other) {
            int bySubject = subject.compareTo(other.subject);
            int byCode = bySubject != 0 ? bySubject : code.compareTo(other.code);
            return byCode != 0 ? byCode : message.compareTo(other.message);
        }
    }

    /**
     * A known finding.
     *
     * @param count how often it occurred
     * @param position where it is written
     */
    public record Entry(Key key, int count, Position position) {}

    /** Returns how often each finding occurs, by object, code and message. */
    public static Map<Key, Integer> count(List<Finding> findings) {
        var counts = new TreeMap<Key, Integer>();
        findings.forEach(finding -> counts.merge(Key.of(finding), 1, Integer::sum));
        return counts;
    }

    /**
     * Returns the findings that are not known, in their order, and one for each entry that no longer occurs as often.
     *
     * @param off the codes of findings that nobody wants, of which an entry may or may not occur
     */
    public List<Finding> unknown(List<Finding> findings, Set<Code> off) {
        Map<Key, Integer> left = new HashMap<>();
        entries.forEach(entry -> left.merge(entry.key(), entry.count(), Integer::sum));
        var unknown = new ArrayList<Finding>();
        for (Finding finding : findings) {
            if (left.merge(Key.of(finding), -1, Integer::sum) < 0) {
                unknown.add(finding);
            }
        }
        for (Entry entry : entries) {
            Integer missing = left.put(entry.key(), 0);
            if (missing != null
                    && missing > 0
                    && off.stream().noneMatch(it -> it.id().equals(entry.key().code()))) {
                unknown.add(outdated(entry, missing));
            }
        }
        return unknown;
    }

    private static Finding outdated(Entry entry, int missing) {
        Key key = entry.key();
        return new Finding(
                Code.OUTDATED_BASELINE,
                entry.position(),
                key.code() + " of " + key.subject()
                        + (missing < entry.count() ? " occurs less often: " : " no longer occurs: ") + key.message(),
                "take it out, or write the baseline anew");
    }
}
