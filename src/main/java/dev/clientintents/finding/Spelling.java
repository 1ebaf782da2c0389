package dev.clientintents.finding;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds what somebody may have meant to write. */
public final class Spelling {

    private static final Pattern PART = Pattern.compile("[-._/]");

    private Spelling() {}

    /** Returns the first of the names that is like the one that was written; empty where none is. */
    public static Optional<String> similar(Collection<String> names, String name) {
        return names.stream()
                .filter(other -> isPartOf(other, name) || isPartOf(name, other) || distance(other, name) <= 2)
                .findFirst();
    }

    /**
     * Returns the name of which another may be a misspelling: one letter more, less or other, or two letters in the
     * wrong order. Names that differ in a digit or in a short part, as {@code team-a} and {@code team-b} or {@code dev}
     * and {@code uat}, are no misspellings of each other.
     */
    public static Optional<String> misspelt(Collection<String> names, String name) {
        return names.stream().filter(other -> isMisspelt(other, name)).sorted().findFirst();
    }

    private static boolean isMisspelt(String right, String wrong) {
        String[] parts = PART.split(right, -1);
        String[] others = PART.split(wrong, -1);
        if (parts.length != others.length) {
            return String.join("", parts).equals(String.join("", others));
        }
        int different = -1;
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].equals(others[i])) {
                if (different >= 0) {
                    return false;
                }
                different = i;
            }
        }
        return different >= 0 && isSlip(parts[different], others[different]);
    }

    private static boolean isSlip(String right, String wrong) {
        int head = 0;
        int shorter = Math.min(right.length(), wrong.length());
        while (head < shorter && right.charAt(head) == wrong.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && right.charAt(right.length() - 1 - tail) == wrong.charAt(wrong.length() - 1 - tail)) {
            tail++;
        }
        String one = right.substring(head, right.length() - tail);
        String other = wrong.substring(head, wrong.length() - tail);
        boolean digits = (one + other).chars().anyMatch(Character::isDigit);
        boolean added = one.length() + other.length() == 1 && Math.max(right.length(), wrong.length()) >= 3;
        boolean changed = one.length() == 1 && other.length() == 1 && right.length() >= 5;
        boolean swapped =
                one.length() == 2 && right.length() >= 3 && other.contentEquals(new StringBuilder(one).reverse());
        return !digits && (added || changed || swapped);
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
