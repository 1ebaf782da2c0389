package dev.clientintents.operator.watch;

import dev.clientintents.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The newest version that is known of each object of a kind. The answer to a write and the watch's event of an older
 * write overtake each other; what is older must not undo what is newer.
 */
public final class ResourceVersions {

    /** A version of an object. */
    public record Version(String uid, String number) {

        public static Version of(ObjectMeta object) {
            return new Version(object.getUid(), object.getResourceVersion());
        }

        /**
         * Versions of one object are comparable numbers (<a
         * href="https://github.com/kubernetes/enhancements/issues/5504">KEP-5504</a>). Where they are not, the later to
         * arrive counts.
         */
        public boolean isNewerThan(Version other) {
            try {
                return !uid.equals(other.uid) || Long.parseUnsignedLong(number) > Long.parseUnsignedLong(other.number);
            } catch (NumberFormatException e) {
                return !number.equals(other.number);
            }
        }
    }

    private final Map<ObjectKey, Version> newest = new HashMap<>();

    /** Whether the object is newer than what is known of it; then it is what is known. */
    public boolean advance(ObjectMeta object) {
        Version version = Version.of(object);
        Version known = newest.get(key(object));
        if (known != null && !version.isNewerThan(known)) {
            return false;
        }
        newest.put(key(object), version);
        return true;
    }

    /** Whether what is known of the object's name is this very object and not one of the same name before or after. */
    public boolean knows(ObjectMeta object) {
        Version known = newest.get(key(object));
        return known != null && known.uid.equals(object.getUid());
    }

    public void forget(ObjectMeta object) {
        newest.remove(key(object));
    }

    private static ObjectKey key(ObjectMeta object) {
        return new ObjectKey(Objects.requireNonNullElse(object.getNamespace(), ""), object.getName());
    }
}
