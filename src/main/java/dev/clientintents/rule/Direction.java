package dev.clientintents.rule;

/** The side of a connection that a rule restricts. */
public enum Direction {
    /** Connections that come in to the subjects. */
    INGRESS,
    /** Connections that the subjects open. */
    EGRESS
}
