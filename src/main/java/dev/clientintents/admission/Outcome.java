package dev.clientintents.admission;

/** The outcome of a request. */
public enum Outcome {
    /** The pod's labels were changed. */
    PATCHED,
    /** The pod is as it must be. */
    UNCHANGED,
    /** The namespace is left alone. */
    EXCLUDED,
    /**
     * A pod of its own whose name the API server has yet to make up: its workload is not known before it is created.
     */
    UNNAMED,
    /** This replica does not know the whole cluster yet. */
    NOT_SYNCED,
    /** The pod's owner could not be looked up in time. */
    LATE,
    /** The pod's owner could not be looked up. */
    FAILED,
    /** The request was none that this webhook answers. */
    REFUSED
}
