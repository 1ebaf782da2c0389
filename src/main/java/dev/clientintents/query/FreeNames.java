package dev.clientintents.query;

import dev.clientintents.model.ObjectKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names for new objects, which no other object of their kind has. */
public final class FreeNames {

    private final Set<ObjectKey> taken;

    /** @param taken the objects that there are */
    public FreeNames(Collection<ObjectKey> taken) {
        this.taken = new HashSet<>(taken);
    }

    /**
     * Returns the name of a workload, with its kind or a number where that is taken; it is taken from then on.
     *
     * @param kind the kind of the workload; null where it is not to be used
     */
    public ObjectKey take(String namespace, String name, @Nullable String kind) {
        Stream<String> withKind = Stream.ofNullable(kind).map(it -> name + "-" + it.toLowerCase(Locale.ROOT));
        return Stream.of(
                        Stream.of(name),
                        withKind,
                        IntStream.iterate(2, it -> it + 1).mapToObj(it -> name + "-" + it))
                .flatMap(it -> it)
                .map(it -> new ObjectKey(namespace, it))
                .filter(taken::add)
                .findFirst()
                .orElseThrow();
    }
}
