package dev.clientintents.learn.importing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.clientintents.model.ForeignAnnotations;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The labels by which pods tell Gardener's controller whom they call. */
final class GardenerKeys {

    static final String ALLOWED = "allowed";

    private static final int LONGEST = 63;
    private static final int HEAD = 57;
    private static final int DIGEST = 5;

    private GardenerKeys() {}

    /** Returns the label of a name, {@code to-…}; what is longer than a label may be ends in a hash. */
    static String label(String name) {
        return ForeignAnnotations.GARDENER_PREFIX
                + (name.length() <= LONGEST
                        ? name
                        : name.substring(0, HEAD) + "-" + digest(name).substring(0, DIGEST));
    }

    private static String digest(String name) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
