package dev.clientintents.model;

import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The namespaces of which administrators say that the syncer of a <a
 * href="https://www.vcluster.com/docs">vcluster</a> writes the pods, and nobody else does, so that it is believed what
 * it tells of them.
 *
 * @param namespaces of the cluster that the vclusters run in; possibly empty
 */
public record VirtualClusters(Set<String> namespaces) {

    /** The syncer of no vcluster is believed. */
    public static final VirtualClusters NONE = new VirtualClusters(Set.of());

    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    public VirtualClusters {
        namespaces = Set.copyOf(namespaces);
    }

    /**
     * Reads the names that {@code --virtual-clusters} lists; blank ones are passed over.
     *
     * @throws IllegalArgumentException with a line for the person who set them, where one is no name of a namespace
     */
    public static VirtualClusters parse(Collection<String> names) {
        Set<String> namespaces = names.stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
        for (String name : namespaces) {
            if (!NAMESPACE.matcher(name).matches()) {
                throw new IllegalArgumentException("--virtual-clusters takes names of namespaces, not " + name);
            }
        }
        return new VirtualClusters(namespaces);
    }

    /** Returns whether a syncer is believed what it tells of the pods of a namespace. */
    public boolean contains(String namespace) {
        return namespaces.contains(namespace);
    }
}
