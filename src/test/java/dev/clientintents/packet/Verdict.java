package dev.clientintents.packet;

/** What came of an attempt to connect. */
public enum Verdict {
    /** The pod answered, and said who it is. */
    ALLOWED,
    /** The pod answered that nobody listens there, so nothing is in the way. */
    CLOSED,
    /** Nobody answered. */
    BLOCKED,
    /** Client or server is no more. Says nothing. */
    GONE,
    /** Nobody answered, but packets were dropped before the engine saw them. Says nothing. */
    LOST,
    /** The attempt could not be made. Says nothing. */
    FAILED;

    /** Whether the network let it through, listener or not. */
    public boolean isOpen() {
        return this == ALLOWED || this == CLOSED;
    }
}
