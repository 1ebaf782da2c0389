package dev.clientintents.operator.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.clientintents.identity.OwnerReference;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An owner without its name: its UID in two numbers, and what controls it. There are eleven ReplicaSets to a
 * Deployment.
 */
final class TrimmedOwner {

    private final long high;
    private final long low;
    private final @Nullable OwnerReference controller;

    TrimmedOwner(String uid, @Nullable OwnerReference controller) {
        UUID number = number(uid);
        this.high = number.getMostSignificantBits();
        this.low = number.getLeastSignificantBits();
        this.controller = controller;
    }

    @Nullable
    OwnerReference controller() {
        return controller;
    }

    /** Returns the UID as {@link #text} gives it. */
    String uid() {
        return new UUID(high, low).toString();
    }

    /** Returns a UID of an API server as it is, and for any other text one that stands for it. */
    static String text(String uid) {
        return number(uid).toString();
    }

    boolean hasUid(String uid) {
        UUID number = number(uid);
        return number.getMostSignificantBits() == high && number.getLeastSignificantBits() == low;
    }

    boolean isSame(TrimmedOwner other) {
        return high == other.high && low == other.low;
    }

    /**
     * Returns a UID as a number. A UID of an API server is a UUID; any other text is digested, so that nobody can find
     * another text with the same number.
     */
    private static UUID number(String uid) {
        if (uid.length() == 36) {
            try {
                UUID number = UUID.fromString(uid);
                if (number.toString().equals(uid)) {
                    return number;
                }
            } catch (IllegalArgumentException e) {
                return digest(uid);
            }
        }
        return digest(uid);
    }

    private static UUID digest(String text) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
            return new UUID(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
