package dev.clientintents.graph;

import dev.clientintents.model.Selector;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the traffic of an entrance is from. */
public sealed interface EntranceSource {

    /**
     * Pods that are known by their labels, in namespaces whose word is taken for it.
     *
     * @param namespaces where they are; never empty
     * @param candidates by what they are known, the most certain first: those of the first one that matches any pod are
     *     meant; never empty
     */
    record Pods(Set<String> namespaces, List<Selector> candidates) implements EntranceSource {

        public Pods {
            namespaces = Set.copyOf(namespaces);
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * The pods of a workload.
     *
     * @param kind its kind; null for any workload of that name
     */
    record Workload(String namespace, @Nullable String kind, String name) implements EntranceSource {}

    /** Addresses; never empty. */
    record Addresses(List<AddressBlock> blocks) implements EntranceSource {

        public Addresses {
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * Something that no policy can name, or that is not known.
     *
     * @param reason what stands in the way and what can be done, as a sentence without its end
     */
    record Unnamed(String reason) implements EntranceSource {}
}
