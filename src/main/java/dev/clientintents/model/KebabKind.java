package dev.clientintents.model;

/** A kind where only lower case is allowed: {@code StatefulSet} becomes {@code stateful-set}. */
final class KebabKind {

    private KebabKind() {}

    /**
     * Returns a kind in kebab case. The mapping is injective, because kinds begin with a capital letter and hold no
     * hyphen.
     */
    static String of(String kind) {
        var text = new StringBuilder(kind.length() + 4);
        for (int i = 0; i < kind.length(); i++) {
            char c = kind.charAt(i);
            if (Character.isUpperCase(c)) {
                if (i > 0) {
                    text.append('-');
                }
                text.append(Character.toLowerCase(c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
