package dev.clientintents.http;

/**
 * The port that a server listens on.
 *
 * @param name what is served, as the names of threads have it
 * @param number the port; 0 takes a free one
 * @param option the option by which a person chooses another
 */
public record Port(String name, int number, String option) {}
