package dev.clientintents.graph;

import dev.clientintents.model.PortRange;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The ports that an access key opens, and the namespaces from which it is admitted.
 *
 * @param ports of the server, the same wherever the key is declared; null means all
 * @param namespaces from where it is admitted; never empty
 */
public record GrantedKey(@Nullable PortRange ports, SortedSet<String> namespaces) {}
