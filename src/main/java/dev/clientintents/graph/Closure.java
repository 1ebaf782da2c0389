package dev.clientintents.graph;

/** What becomes of a server that is declared, or that was closed before. */
public enum Closure {
    /** A server policy selects its pods, or is about to. */
    CLOSED(true),
    /** It would be closed, or might be, but its namespace only watches: it is labelled and reported. */
    SHADOW(true),
    /** Everybody reaches it, because nobody who may close it does; nothing is written for it. */
    OPEN(false);

    private final boolean labelled;

    Closure(boolean labelled) {
        this.labelled = labelled;
    }

    /** Returns whether the server's pods carry the labels by which a server policy selects them. */
    public boolean isLabelled() {
        return labelled;
    }
}
