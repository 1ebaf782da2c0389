package dev.clientintents.rule;

import dev.clientintents.model.AccessKey;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The other side of a connection. */
public sealed interface Peer {

    /**
     * The clients that carry an access key.
     *
     * @param key the label that their pods carry
     * @param namespaces where it counts; never empty
     */
    record Keyed(AccessKey key, SortedSet<String> namespaces) implements Peer {

        /** @throws IllegalArgumentException where no namespace is named */
        public Keyed {
            if (namespaces.isEmpty()) {
                throw new IllegalArgumentException("an empty list of namespaces is not valid for " + key
                        + ": it would admit nobody; leave the peer out instead");
            }
            namespaces = Collections.unmodifiableSortedSet(new TreeSet<>(namespaces));
        }
    }

    /**
     * The pods of a workload, known by labels that its controller gives them.
     *
     * @param namespace the namespace of the workload
     * @param labels what its pods carry; never empty
     */
    record Workload(String namespace, SortedMap<String, String> labels) implements Peer {

        /** @throws IllegalArgumentException where no label is named */
        public Workload {
            if (labels.isEmpty()) {
                throw new IllegalArgumentException("an empty set of labels is not valid for a workload of namespace "
                        + namespace + ": it would mean all pods; say so with a namespace as the peer");
            }
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        }
    }

    /**
     * All pods of a namespace.
     *
     * @param name its name
     */
    record Namespace(String name) implements Peer {}

    /**
     * A block of addresses.
     *
     * @param cidr the block, {@code 203.0.113.0/24}
     * @param except blocks inside of it that do not count
     */
    record Addresses(String cidr, List<String> except) implements Peer {

        public Addresses {
            except = List.copyOf(except);
        }
    }
}
