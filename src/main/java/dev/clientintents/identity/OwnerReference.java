package dev.clientintents.identity;

/**
 * A pod's or owner's reference to what controls it.
 *
 * @param apiVersion group and version, {@code apps/v1}
 * @param kind the kind, {@code ReplicaSet}
 * @param name the name, in the namespace of the dependent
 * @param uid the UID that the object of that name must have for the reference to count
 */
public record OwnerReference(String apiVersion, String kind, String name, String uid) {

    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_VERSION = 317; // a group, a slash and a version
    private static final int LONGEST_UID = 128; // an API server's own have 36
    private static final String NEVER_IN_NAMES = "/%?#\\";

    /**
     * Returns whether an API server could have such an object at all. A pod may state any text as its owner: what is no
     * group and version, no kind, or no <a
     * href="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#path-segment-names">segment of a
     * path</a> names no object and is not to be looked up. A UID is a short text.
     */
    public boolean isPlausible() {
        return isVersion(apiVersion) && isKind(kind) && isName(name) && isUid(uid);
    }

    /** Returns the group of the owner's kind; empty for the core group. */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    private static boolean isVersion(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_VERSION
                && text.chars().allMatch(it -> isAlphanumeric(it) || it == '-' || it == '.' || it == '/')
                && text.chars().filter(it -> it == '/').count() <= 1
                && isAlphanumeric(text.charAt(0))
                && isAlphanumeric(text.charAt(text.length() - 1))
                && !text.contains("..");
    }

    private static boolean isKind(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_NAME
                && text.chars().allMatch(OwnerReference::isAlphanumeric);
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_NAME
                && !text.equals(".")
                && !text.equals("..")
                && text.chars().allMatch(it -> it > ' ' && it < 127 && NEVER_IN_NAMES.indexOf(it) < 0);
    }

    private static boolean isUid(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_UID;
    }

    private static boolean isAlphanumeric(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9');
    }
}
