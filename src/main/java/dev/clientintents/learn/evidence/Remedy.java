package dev.clientintents.learn.evidence;

/**
 * What would permit a connection.
 *
 * @param where the object that would say it, for people
 * @param line the line there, as YAML
 */
public record Remedy(String where, String line) {}
