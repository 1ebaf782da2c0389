package dev.clientintents.rule;

import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Selector;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
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
     * Pods by their own labels, in one namespace: those of controllers, scrapers and others that cannot declare.
     *
     * @param pods what their labels meet
     */
    record Pods(String namespace, Selector pods) implements Peer {}

    /**
     * Addresses.
     *
     * @param cidr the block
     * @param except blocks within it that are not meant; possibly empty
     */
    record Addresses(String cidr, List<String> except) implements Peer {

        public Addresses {
            except = List.copyOf(except);
        }
    }

    /** Everything that can be connected to, in the cluster and outside. */
    record Anything() implements Peer {}

    /** The pods that the rule is about: the replicas of a server, each of which the others reach. */
    record Replicas() implements Peer {}
}
