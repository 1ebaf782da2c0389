package dev.clientintents.api;

/** What was declared of a connection when it was seen last, or written down. */
public enum ObservedState {
    /** The client declares it, and the server's side consents. */
    Granted,
    /** The client declares it, and that does not count, or not yet, because the server's side has to consent. */
    Declared,
    /** It comes by an entrance that the server admits. */
    Entrance,
    /** Nobody declares it. */
    Undeclared,
    /** One end is no pod that could be declared, or it is not known which. */
    Outside
}
