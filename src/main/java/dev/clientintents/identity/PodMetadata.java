package dev.clientintents.identity;

import org.jspecify.annotations.Nullable;

/**
 * The metadata of a pod, as far as its identity depends on it.
 *
 * @param namespace its namespace
 * @param name its name
 * @param controller what controls it; null where nothing does
 * @param override the value of its override annotation; null where it has none
 * @param mirror whether the kubelet made it to mirror a static pod: it says so, and a Node controls it
 */
public record PodMetadata(
        String namespace,
        String name,
        @Nullable OwnerReference controller,
        @Nullable String override,
        boolean mirror) {}
