package dev.clientintents.operator.watch;

import dev.clientintents.identity.OwnerReference;

/** An owner as a reference in a namespace names it, in whatever version. */
record OwnerKey(String namespace, String group, String kind, String name, String uid) {

    static OwnerKey of(String namespace, OwnerReference reference) {
        return new OwnerKey(namespace, reference.group(), reference.kind(), reference.name(), reference.uid());
    }
}
