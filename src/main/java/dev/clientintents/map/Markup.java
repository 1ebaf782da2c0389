package dev.clientintents.map;

/** Escapes text that stands in XML or HTML. */
final class Markup {

    private Markup() {}

    /** Returns the text for an element or a quoted attribute; what XML cannot hold becomes U+FFFD. */
    static String escaped(String text) {
        var escaped = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            switch (character) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isXml(character) ? character : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int character) {
        return character == '\t'
                || character == '\n'
                || (character >= 0x20 && character < 0xD800)
                || (character >= 0xE000 && character < 0xFFFE)
                || character > 0xFFFF;
    }
}
