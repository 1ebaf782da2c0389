package dev.clientintents.manifest.yaml;

import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the meaning of plain scalars. It follows the reader that {@code kubectl} uses, which knows the words and the
 * octal numbers of YAML 1.1: {@code on} is true, so a label's value {@code on} needs quotes there and here.
 */
public final class Scalars {

    /** The most digits that fit into a long, whichever they are. */
    private static final int LONGEST_SHORT = 18;

    /**
     * The most digits that are converted: more are no number that fits, and converting millions takes quadratic time.
     */
    private static final int LONGEST_INTEGER = 80;

    private static final int LONGEST_NUMBER = 400;
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private Scalars() {}

    /** Returns a String, Boolean, Long or Double; null for null. */
    public static @Nullable Object resolve(String plain) {
        return switch (plain) {
            case "", "~", "null", "Null", "NULL" -> null;
            case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON" -> true;
            case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF" -> false;
            default -> isNumeric(plain.charAt(0)) ? number(plain) : plain;
        };
    }

    private static boolean isNumeric(char first) {
        return (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
    }

    private static Object number(String plain) {
        if (isShortDecimal(plain)) {
            return Long.valueOf(plain);
        }
        if (plain.length() > LONGEST_NUMBER) {
            return FLOAT.matcher(plain).matches() ? Double.POSITIVE_INFINITY : plain;
        }
        String digits = plain.replace("_", "");
        if (digits.length() <= LONGEST_INTEGER && INTEGER.matcher(digits).matches()) {
            BigInteger integer = integer(digits);
            return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : (Object) integer.doubleValue();
        }
        if (FLOAT.matcher(digits).matches()) {
            return Double.parseDouble(digits);
        }
        return NOT_FINITE.matcher(plain).matches() ? (Object) Double.NaN : plain;
    }

    /** Returns whether the text is a short decimal number, as most numbers are; those need no pattern. */
    private static boolean isShortDecimal(String plain) {
        if (plain.length() > LONGEST_SHORT || plain.charAt(0) == '0') {
            return false;
        }
        for (int i = 0; i < plain.length(); i++) {
            if (plain.charAt(i) < '0' || plain.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static BigInteger integer(String digits) {
        boolean negative = digits.startsWith("-");
        String unsigned = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        BigInteger value = unsigned.length() < 2 || unsigned.charAt(0) != '0'
                ? new BigInteger(unsigned)
                : switch (unsigned.charAt(1)) {
                    case 'x', 'X' -> new BigInteger(unsigned.substring(2), 16);
                    case 'b', 'B' -> new BigInteger(unsigned.substring(2), 2);
                    case 'o', 'O' ->
                        unsigned.length() == 2 ? BigInteger.ZERO : new BigInteger(unsigned.substring(2), 8);
                    default -> new BigInteger(unsigned, 8);
                };
        return negative ? value.negate() : value;
    }
}
