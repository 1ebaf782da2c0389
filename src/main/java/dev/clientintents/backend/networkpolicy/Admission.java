package dev.clientintents.backend.networkpolicy;

import dev.clientintents.model.AccessKey;
import dev.clientintents.model.PortRange;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What one access key opens.
 *
 * @param key the label that the client's pods carry
 * @param ports the pods' ports that it opens; null means all, and the list is never empty
 * @param namespaces the namespaces whose pods it opens them to; never empty
 */
record Admission(AccessKey key, @Nullable List<PortRange> ports, SortedSet<String> namespaces) {

    Admission {
        if (ports != null && ports.isEmpty()) {
            throw new IllegalArgumentException("an empty port list would open all ports to " + key);
        }
        if (namespaces.isEmpty()) {
            throw new IllegalArgumentException("an empty namespace list says nothing about " + key);
        }
        ports = ports == null ? null : List.copyOf(ports);
        namespaces = Collections.unmodifiableSortedSet(namespaces);
    }
}
