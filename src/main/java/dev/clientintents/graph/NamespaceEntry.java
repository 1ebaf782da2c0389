package dev.clientintents.graph;

import dev.clientintents.model.Enforcement;
import org.jspecify.annotations.Nullable;

/**
 * A namespace.
 *
 * @param name its name
 * @param enforcement the mode that its label asks for; null where it asks for none
 * @param defaultDeny whether its label asks for a policy that denies all other ingress
 * @param terminating whether it is being deleted, so that nothing can be created in it
 */
public record NamespaceEntry(
        String name, @Nullable Enforcement enforcement, boolean defaultDeny, boolean terminating) {}
