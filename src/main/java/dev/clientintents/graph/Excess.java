package dev.clientintents.graph;

/** The reason why a declared key is not admitted although nothing is wrong with it. */
public enum Excess {
    /** Its client declares more keys than a pod may carry. */
    KEYS_OF_CLIENT,
    /** Its namespace uses more keys of the server than one namespace may. */
    KEYS_OF_NAMESPACE,
    /** The policy of the server would grow too large. */
    POLICY_BYTES
}
