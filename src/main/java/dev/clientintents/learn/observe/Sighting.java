package dev.clientintents.learn.observe;

/**
 * What one record of a source tells.
 *
 * @param flow the connection; where it is not certain that the record is not about a reply, as if it were not
 * @param side at which end it was seen
 * @param replyPort the port of the end that the flow has for the client, where the record may be about a reply, whose server has
 *     that port; 0 where it certainly is not
 */
public record Sighting(Flow flow, Side side, int replyPort) {

    /** Creates what a record tells that is certainly about no reply. */
    public Sighting(Flow flow, Side side) {
        this(flow, side, 0);
    }

    /** Returns whether the source leaves it open which end opened the connection. */
    public boolean isUndecided() {
        return replyPort > 0;
    }
}
