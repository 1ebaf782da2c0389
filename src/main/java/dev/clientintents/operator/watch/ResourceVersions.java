package dev.clientintents.operator.watch;

import dev.clientintents.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The newest version that is known of each object of a kind. The answer to a write and the watch's event of an older
 * write overtake each other; what is older must not undo what is newer, be it of an object of the same name before.
 */
public final class ResourceVersions {

    /** Of how many deleted objects the last version is remembered: for longer than an answer can be late. */
    private static final int REMEMBERED = 10_000;

    /** A version of an object. */
    public record Version(String uid, String number) {

        public static Version of(ObjectMeta object) {
            return new Version(object.getUid(), object.getResourceVersion());
        }

        /**
         * Returns whether this version is newer than another. Versions of one kind of objects are comparable numbers
         * (<a href="https://github.com/kubernetes/enhancements/issues/5504">KEP-5504</a>), whichever object they are
         * of. Where they are not, the later to arrive counts.
         */
        public boolean isNewerThan(Version other) {
            try {
                return Long.parseUnsignedLong(number) > Long.parseUnsignedLong(other.number);
            } catch (NumberFormatException e) {
                return !equals(other);
            }
        }
    }

    private final Map<ObjectKey, Version> newest = new HashMap<>();
    private final Map<ObjectKey, Version> gone = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectKey, Version> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Returns whether the object is newer than what is known of its name, and if so takes it as what is known. */
    public boolean advance(ObjectMeta object) {
        ObjectKey key = key(object);
        Version version = Version.of(object);
        Version known = newest.getOrDefault(key, gone.get(key));
        if (known != null && !version.isNewerThan(known)) {
            return false;
        }
        newest.put(key, version);
        gone.remove(key);
        return true;
    }

    /**
     * Returns whether what is known of the object's name is this very object, and not one of the same name before or
     * after.
     */
    public boolean knows(ObjectMeta object) {
        Version known = newest.get(key(object));
        return known != null && known.uid.equals(object.getUid());
    }

    /** Returns the UID of the object of a name; empty where none is known. */
    public Optional<String> uid(ObjectKey key) {
        return Optional.ofNullable(newest.get(key)).map(Version::uid);
    }

    /** Notes that an object is gone: what arrives of it later is not taken. */
    public void forget(ObjectMeta object) {
        Version last = Version.of(object);
        Version known = newest.remove(key(object));
        gone.put(key(object), known == null || last.isNewerThan(known) ? last : known);
    }

    /** Returns the number of known objects that are not gone. */
    public int size() {
        return newest.size();
    }

    private static ObjectKey key(ObjectMeta object) {
        return new ObjectKey(Objects.requireNonNullElse(object.getNamespace(), ""), object.getName());
    }
}
