package dev.clientintents.manifest.schema;

/**
 * A field that breaks its schema.
 *
 * @param field its path, {@code spec.consumes[0].name}; empty for the object itself
 * @param line its line
 * @param unknown whether the schema has no such field
 * @param message what is wrong
 * @param advice what to write instead
 */
public record Violation(String field, int line, boolean unknown, String message, String advice) {}
