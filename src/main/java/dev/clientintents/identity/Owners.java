package dev.clientintents.identity;

import org.jspecify.annotations.Nullable;

/** Looks up the objects that owner references name. */
@FunctionalInterface
public interface Owners {

    /** Finds the object that the reference names in the namespace. */
    Lookup find(String namespace, OwnerReference reference);

    /** The result of a look-up. */
    sealed interface Lookup {

        /**
         * The object exists.
         *
         * @param uid its UID
         * @param controller what controls it; null where nothing does
         */
        record Found(String uid, @Nullable OwnerReference controller) implements Lookup {}

        /** No such object. */
        record Missing() implements Lookup {}

        /** It may not be read, so that nothing is known of it. */
        record Unreadable() implements Lookup {}
    }
}
