package dev.clientintents.finding;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody may have meant to write. */
public final class Spelling {

    private Spelling() {}

    /** Returns the first of the names that is like the one that was written; empty where none is. */
    public static Optional<String> similar(Collection<String> names, String name) {
        return names.stream()
                .filter(other -> isPartOf(other, name) || isPartOf(name, other) || distance(other, name) <= 2)
                .findFirst();
    }

    private static boolean isPartOf(String part, String whole) {
        return part.length() >= 4 && whole.startsWith(part);
    }

    /** Returns how many letters have to be changed, added or taken away to get from one name to the other. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
