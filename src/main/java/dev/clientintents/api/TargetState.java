package dev.clientintents.api;

/** The state of an intent: whether it is in force, or what stands in the way. */
public enum TargetState {
    /** The server policy admits the client and the client's pods carry the key. */
    Enforced,
    /** Computed and labelled, but the level of the server's namespace is shadow, which closes nothing. */
    Shadow,
    /** Everybody reaches the server: its namespace has not closed it, and nothing is written there. */
    Open,
    /**
     * Everybody reaches some pods of the server, and others are closed as pods of another server, which does not admit
     * the client for this intent.
     */
    PartlyClosed,
    /** The operator is at work, or retries a write that failed. */
    Pending,
    /** A policy or label was written, and a mutating webhook or policy of somebody else changed it; it is retried. */
    Undone,
    /** The client's way out is closed, and no policy can say that it leads to the server: it is not reached. */
    NotEnforceable,
    /** No pod of such a workload exists; its policy is kept ready. */
    NoPods,
    /** All pods of the server are on the host network, where NetworkPolicy does not hold. */
    HostNetwork,
    /** No such namespace. */
    NamespaceNotFound,
    /** The namespace is one that the operator leaves alone. */
    NamespaceExcluded,
    /** No such Service. */
    ServiceNotFound,
    /** The Service has no selector, so there are no pods to protect. */
    NoSelector,
    /** A port of the intent is not a port of the server. */
    UnknownPort,
    /** The server's side consents to the declarations of others, and not, or not yet, to this one. */
    NotGranted,
    /** The client uses more access keys, or its namespace more of the server, than may be. */
    TooManyKeys,
    /** The policy of the server would grow too large. */
    PolicyTooLarge,
    /** A NetworkPolicy of the server policy's name exists that the operator did not make. */
    ForeignPolicy
}
