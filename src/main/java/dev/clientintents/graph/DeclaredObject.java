package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** An object of one of the operator's kinds. */
interface DeclaredObject {

    /** The order in which objects of a namespace count where they are too many: the oldest first. */
    Comparator<DeclaredObject> BY_AGE = Comparator.comparing(
                    DeclaredObject::created, Comparator.nullsLast(Comparator.<String>naturalOrder()))
            .thenComparing(entry -> entry.key().name());

    /** Returns its namespace and name. */
    ObjectKey key();

    /** Returns when the API server took it, in the form of RFC 3339; null where it has not taken it yet. */
    @Nullable
    String created();
}
