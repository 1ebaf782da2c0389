package dev.clientintents.reach;

/** The two directions in which policies isolate pods, each for itself. */
public enum Direction {
    /** Connections that others open to a pod. */
    INGRESS,
    /** Connections that a pod opens. */
    EGRESS
}
