package dev.clientintents.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Names that have to fit where the API server sets a limit, and must stay distinct all the same. */
final class BoundedName {

    /** The limit of the name part of a label key, and of a label value. */
    static final int LABEL_LIMIT = 63;

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int DIGEST_CHARS = 16;
    private static final String MARK = "__";

    private BoundedName() {}

    /**
     * Returns the name itself where it fits, else its readable head, {@code __} and 80 bits of its digest. No name that
     * fits holds {@code __}, so the two forms never meet.
     */
    static String label(String name) {
        if (name.length() <= LABEL_LIMIT) {
            return name;
        }
        return name.substring(0, LABEL_LIMIT - MARK.length() - DIGEST_CHARS) + MARK + digest(name);
    }

    /** Returns 80 bits of SHA-256 in lower-case base32: 16 characters out of {@code a-z2-7}. */
    static String digest(String name) {
        byte[] hash = sha256(name);
        var text = new StringBuilder(DIGEST_CHARS);
        long bits = 0;
        int held = 0;
        for (int next = 0; text.length() < DIGEST_CHARS; ) {
            if (held < 5) {
                bits = (bits << 8) | (hash[next++] & 0xff);
                held += 8;
            }
            held -= 5;
            text.append(ALPHABET.charAt((int) (bits >>> held) & 31));
        }
        return text.toString();
    }

    private static byte[] sha256(String name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
