package dev.clientintents.exposure;

import dev.clientintents.model.Selector;

/**
 * Pods by their namespaces and labels.
 *
 * @param namespaces where they are
 * @param labels what they carry
 */
public record PodSet(NamespaceSet namespaces, Selector labels) {}
