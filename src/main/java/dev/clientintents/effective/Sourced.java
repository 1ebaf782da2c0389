package dev.clientintents.effective;

import dev.clientintents.finding.Position;

/**
 * An object of the input and where it stands.
 *
 * @param object the object, with its namespace filled in
 * @param position where it begins
 */
public record Sourced<T>(T object, Position position) {}
