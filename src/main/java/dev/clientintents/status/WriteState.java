package dev.clientintents.status;

/** The progress of the operator with the policy of a server. */
public sealed interface WriteState {

    /** It is as planned. */
    record Done() implements WriteState {}

    /**
     * It is being written, or will be.
     *
     * @param reason what it waits for, or what failed last
     */
    record Pending(String reason) implements WriteState {}

    /**
     * It was written, and something in the cluster's admission changed it in the same write. It is tried again.
     *
     * @param reason what is changed
     */
    record Undone(String reason) implements WriteState {}

    /** A policy of its name exists that is somebody else's. */
    record Foreign() implements WriteState {}

    WriteState DONE = new Done();
    WriteState FOREIGN = new Foreign();
    WriteState QUEUED = new Pending("the policy is about to be written");
}
