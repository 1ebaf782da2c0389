package dev.clientintents.reach;

/**
 * Something about a world that a reader of the answers should know.
 *
 * @param code stable, for machines
 * @param subject the object that it is about
 * @param message what is the matter, and what was made of it
 */
public record Warning(Code code, String subject, String message) {

    /** The kinds of warnings. */
    public enum Code {
        /** A policy that no API server would take, which is left out. */
        INVALID_POLICY,
        /** Policies see differences between pods of one workload, which are listed apart. */
        PODS_DIFFER,
        /** An Ingress or a route exposes pods to which policies do not admit its controller, or any pod of the cluster. */
        INGRESS_BLOCKED,
        /** A Service exposes pods to the outside to which policies do not admit what comes from there. */
        SERVICE_BLOCKED,
        /** Admin policies by which a connection may be open or closed: an answer about it is not complete. */
        UNDECIDED,
        /** A block of addresses by which pods may be let through, or not: that depends on the network plugin. */
        BLOCK_MAY_HOLD_PODS
    }

    @Override
    public String toString() {
        return subject + ": " + message;
    }
}
