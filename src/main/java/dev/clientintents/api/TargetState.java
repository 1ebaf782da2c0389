package dev.clientintents.api;

/** Whether an intent is in force, or what stands in the way. */
public enum TargetState {
    /** The server policy admits the client and the client's pods carry the key. */
    Enforced,
    /** Computed and labelled, but the server's namespace is in shadow mode and has no server policies. */
    Shadow,
    /** The operator is at work, or retries a write that failed. */
    Pending,
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
    /** A port of the intent is none of the server's ports. */
    UnknownPort,
    /** A NetworkPolicy of the server policy's name exists that the operator did not make. */
    ForeignPolicy
}
