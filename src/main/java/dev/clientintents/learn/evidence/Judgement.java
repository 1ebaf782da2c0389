package dev.clientintents.learn.evidence;

/** What becomes of a connection that was seen once the servers are closed; the names are those that programs read. */
public enum Judgement {
    /** It is declared, or something else admits it. */
    PERMITTED("permitted"),
    /** It is open, and closing the server, or the way out of the client, would block it. */
    WOULD_BE_BLOCKED("would-be-blocked"),
    /** It is blocked by what there is. */
    BLOCKED("blocked"),
    /** It cannot be told, since a party is not known, or policies do not decide it. */
    UNKNOWN("unknown");

    private final String id;

    Judgement(String id) {
        this.id = id;
    }

    @Override
    public String toString() {
        return id;
    }
}
