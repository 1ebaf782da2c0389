package dev.clientintents.learn.flow;

import org.jspecify.annotations.Nullable;

/**
 * Keeps one instance of texts that come again and again, such as names of workloads, in a fixed amount of memory: it knows its hash, and
 * is compared at a glance. Several threads may use it, and then make a text twice at worst.
 */
final class RecentTexts {

    private static final int PLACES = 1 << 14;

    /** Longer ones seldom come again. */
    private static final int LONGEST = 64;

    private static final @Nullable String[] TEXTS = new String[PLACES];

    private RecentTexts() {}

    static String of(char[] characters, int offset, int length) {
        if (length > LONGEST) {
            return new String(characters, offset, length);
        }
        int hash = 0;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + characters[i];
        }
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        String known = TEXTS[place];
        if (known != null && isSame(known, characters, offset, length)) {
            return known;
        }
        var text = new String(characters, offset, length);
        TEXTS[place] = text;
        return text;
    }

    private static boolean isSame(String text, char[] characters, int offset, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != characters[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
