package dev.clientintents.learn.flow;

import dev.clientintents.learn.observe.AddressBits;
import dev.clientintents.model.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the texts of which records are made. */
final class Texts {

    private static final int MOST_DIGITS = 18;
    private static final int LAST_PORT = 65_535;
    private static final String MAPPED = "::ffff:";
    private static final long SECONDS_OF_DAY = 86_400;

    private Texts() {}

    /** Returns a number of decimal digits; -1 for any other text. */
    static long number(String text) {
        return text.length() > MOST_DIGITS ? -1 : number(text, 0, text.length());
    }

    private static long number(String text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return from < to ? number : -1;
    }

    /** Returns a number as a port; 0 where it is none. */
    static int port(long number) {
        return number > 0 && number <= LAST_PORT ? (int) number : 0;
    }

    /** Returns the protocol of a name in letters of any case; null where policies cannot name it. */
    static @Nullable Protocol protocol(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "TCP", "TCP6" -> Protocol.TCP;
            case "UDP", "UDP6" -> Protocol.UDP;
            case "SCTP", "SCTP6" -> Protocol.SCTP;
            default -> null;
        };
    }

    /** Returns an address in the usual form of its family; null where the text is none. */
    static @Nullable String address(@Nullable String text) {
        if (text == null) {
            return null;
        }
        boolean mapped = text.startsWith(MAPPED) && text.indexOf('.') > 0;
        byte[] bytes = (mapped ? text.substring(MAPPED.length()) : text).getBytes(StandardCharsets.UTF_8);
        var bits = new AddressBits();
        return bits.read(bytes, 0, bytes.length) ? bits.toString() : null;
    }

    /**
     * Returns the time of a text as <a href="https://www.rfc-editor.org/rfc/rfc3339">RFC 3339</a> has it; null where it is none. The
     * formatters of the JDK take longer than all else of a record.
     */
    static @Nullable Instant time(@Nullable String text) {
        if (text == null || text.length() < 20) {
            return null;
        }
        char between = text.charAt(10);
        if (between != 'T' && between != 't' && between != ' ') {
            return null;
        }
        int end = 19;
        long nanos = 0;
        if (text.charAt(19) == '.') {
            end = 20;
            long unit = 100_000_000;
            while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
                nanos += unit * (text.charAt(end) - '0');
                unit /= 10;
                end++;
            }
        }
        Long offset = offset(text, end);
        return offset == null ? null : time(text, nanos, offset);
    }

    private static @Nullable Instant time(String text, long nanos, long offset) {
        long year = number(text, 0, 4);
        long hour = number(text, 11, 13);
        long minute = number(text, 14, 16);
        long second = number(text, 17, 19);
        if (year < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return null;
        }
        try {
            long day = LocalDate.of((int) year, (int) number(text, 5, 7), (int) number(text, 8, 10))
                    .toEpochDay();
            return Instant.ofEpochSecond(day * SECONDS_OF_DAY + hour * 3600 + minute * 60 + second - offset, nanos);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Returns by how many seconds the zone at the end of a time is ahead; null where there is none. */
    private static @Nullable Long offset(String text, int at) {
        if (at == text.length() - 1 && (text.charAt(at) == 'Z' || text.charAt(at) == 'z')) {
            return 0L;
        }
        if (at != text.length() - 6 && at != text.length() - 5) {
            return null;
        }
        long hours = number(text, at + 1, at + 3);
        long minutes = number(text, text.length() - 2, text.length());
        if (hours < 0 || minutes < 0) {
            return null;
        }
        long ahead = hours * 3600 + minutes * 60;
        return switch (text.charAt(at)) {
            case '+' -> ahead;
            case '-' -> -ahead;
            default -> null;
        };
    }
}
