package dev.clientintents.cluster;

/** What a search for the binaries of the control plane came to. */
public sealed interface BinarySearch {
    /** All of them are there. */
    record Found(Binaries binaries) implements BinarySearch {}

    /** Some cannot be had on this machine. {@code reason} is one line for a person. */
    record Missing(String reason) implements BinarySearch {}
}
