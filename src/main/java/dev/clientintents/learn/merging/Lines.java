package dev.clientintents.learn.merging;

import java.util.NavigableMap;
import java.util.TreeMap;

/** The lines of a text, by offsets. Lines end with {@code \n}, {@code \r\n} or {@code \r}. */
final class Lines {

    private final String text;
    private final NavigableMap<Integer, Integer> numbers = new TreeMap<>();

    Lines(String text) {
        this.text = text;
        numbers.put(0, 1);
        for (int end = end(0); end < text.length(); end = end(next(end))) {
            numbers.put(next(end), numbers.size() + 1);
        }
    }

    /** Returns the number of the line that holds an offset, counted from 1. */
    int number(int offset) {
        return numbers.floorEntry(offset).getValue();
    }

    /** Returns where the line of an offset begins. */
    int start(int offset) {
        int start = offset;
        while (start > 0 && !isBreak(text.charAt(start - 1))) {
            start--;
        }
        // a byte order mark is no part of the first line
        return start == 0 && text.startsWith("\uFEFF") ? Math.min(1, offset) : start;
    }

    /** Returns where the line of an offset ends, before its break. */
    int end(int offset) {
        int end = offset;
        while (end < text.length() && !isBreak(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Returns where the line behind the break at an offset begins; the end of the text where no break is there. */
    int next(int end) {
        if (end < text.length() && text.charAt(end) == '\r') {
            return end + 1 < text.length() && text.charAt(end + 1) == '\n' ? end + 2 : end + 1;
        }
        return Math.min(end + 1, text.length());
    }

    /** Returns whether only spaces stand in a part of the text. */
    boolean isBlank(int from, int to) {
        return text.substring(from, to).isBlank();
    }

    /** Returns whether nothing but a comment stands in a part of the text. */
    boolean isBlankOrComment(int from, int to) {
        String part = text.substring(from, to);
        String content = part.stripLeading();
        return content.isEmpty()
                || (content.startsWith("#") && (from == start(from) || content.length() < part.length()));
    }

    /** Returns how lines end here: as the first one does. */
    String lineBreak() {
        int end = end(0);
        return end < text.length() ? text.substring(end, next(end)) : "\n";
    }

    private static boolean isBreak(char unit) {
        return unit == '\n' || unit == '\r';
    }
}
