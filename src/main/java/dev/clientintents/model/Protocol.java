package dev.clientintents.model;

/** The protocols that a NetworkPolicy can name. */
public enum Protocol {
    TCP,
    UDP,
    SCTP
}
