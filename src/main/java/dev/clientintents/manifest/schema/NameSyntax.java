package dev.clientintents.manifest.schema;

/**
 * The syntax of <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/">names</a> and <a
 * href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set">labels</a>.
 * It is read without patterns, for large inputs consist of them.
 */
final class NameSyntax {

    private static final int LONGEST_PART = 63;
    private static final int LONGEST_SUBDOMAIN = 253;
    private static final int LONGEST_PORT_NAME = 15;

    private NameSyntax() {}

    /** Returns whether the text is one part of a host name. */
    static boolean isLabel(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST_PART || text.charAt(0) == '-' || text.charAt(length - 1) == '-') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!isLower(c) && !isDigit(c) && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the text is a subdomain, the parts of which may be as long as it. */
    static boolean isSubdomain(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST_SUBDOMAIN) {
            return false;
        }
        char before = '.';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean valid = isLower(c)
                    || isDigit(c)
                    || (c == '-' && before != '.')
                    || (c == '.' && before != '.' && before != '-');
            if (!valid) {
                return false;
            }
            before = c;
        }
        return before != '.' && before != '-';
    }

    /** Returns whether the text is the key of a label: a name, and perhaps a domain before it. */
    static boolean isQualifiedName(String text) {
        int slash = text.indexOf('/');
        return (slash < 0 || isSubdomain(text.substring(0, slash))) && isName(text.substring(slash + 1));
    }

    /** Returns whether the text is the value of a label that has one, or a key without a domain. */
    static boolean isName(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST_PART || !isAlphanumeric(text.charAt(0))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return isAlphanumeric(text.charAt(length - 1));
    }

    /** Returns whether the text is the name of a port. */
    static boolean isPortName(String text) {
        return text.length() <= LONGEST_PORT_NAME
                && isLabel(text)
                && !text.contains("--")
                && text.chars().anyMatch(c -> isLower((char) c));
    }

    private static boolean isAlphanumeric(char c) {
        return isLower(c) || isDigit(c) || (c >= 'A' && c <= 'Z');
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
