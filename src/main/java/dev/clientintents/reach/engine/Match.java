package dev.clientintents.reach.engine;

/** The answer to the question whether an entry of a rule means an endpoint. */
public enum Match {
    /** It does not. */
    NO,
    /** That depends on what is not known: an address, or what addresses a name has. */
    MAYBE,
    /** It does. */
    YES;

    /** Returns the better of two answers. */
    Match or(Match other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
