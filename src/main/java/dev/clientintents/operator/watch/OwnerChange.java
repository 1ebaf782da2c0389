package dev.clientintents.operator.watch;

import dev.clientintents.model.ObjectKey;

/**
 * A change of an owner that may change to which workload pods belong, or which workloads there are.
 *
 * @param namespace where it is
 * @param name its name
 * @param uid its UID
 * @param kind what happened to it
 */
record OwnerChange(String namespace, String name, String uid, Kind kind) {

    /** The kinds of changes. */
    enum Kind {
        /** It has appeared. */
        APPEARED,
        /** It was known, and another object controls it now, or none. */
        MOVED,
        /** It is gone. */
        GONE
    }

    /** Returns the namespace and name of the owner. */
    ObjectKey key() {
        return new ObjectKey(namespace, name);
    }
}
