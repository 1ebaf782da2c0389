package dev.clientintents.api;

/** The state of what is consumed outside of the cluster. */
public enum OutsideState {
    /** The client connects to this, and to nothing that it does not declare. */
    Enforced,
    /** Nothing restricts what the client connects to. */
    Open,
    /** The operator is at work, or retries a write that failed. */
    Pending,
    /** A policy was written, and a mutating webhook or policy of somebody else changed it; it is retried. */
    Undone,
    /** No policy of the cluster can say it; the message says whether it is reached. */
    NotEnforceable,
    /** A NetworkPolicy of the policy's name exists that the operator did not make. */
    ForeignPolicy
}
