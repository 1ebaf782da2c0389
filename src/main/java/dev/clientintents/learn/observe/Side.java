package dev.clientintents.learn.observe;

/** At which end of a connection it was seen. Sources that look at both ends tell of most connections twice. */
public enum Side {
    /** Where it was opened. */
    CLIENT,
    /** Where it arrived. */
    SERVER,
    /** The source tells of it once, or does not tell where it was seen. */
    EITHER
}
