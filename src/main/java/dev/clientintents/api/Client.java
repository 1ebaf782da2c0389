package dev.clientintents.api;

import org.jspecify.annotations.Nullable;

/**
 * The workload that consumes.
 *
 * @param name the name of the workload, or the override its pods carry
 * @param kind the kind of the workload; null means any workload of that name
 */
public record Client(String name, @Nullable String kind) {

    public Client(String name, @Nullable String kind) {
        this.name = name;
        this.kind = kind == null || kind.isEmpty() ? null : kind;
    }
}
