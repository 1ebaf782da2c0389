package dev.clientintents.query;

import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;

/**
 * The ports that a change of manifests opens and closes between two endpoints.
 *
 * @param before the ports that were open for any of the pods
 * @param after the ports that are open for any of the pods
 * @param opened ports that are open after, and were not before for all of the pods
 * @param closed ports that were open before, and are not after for all of the pods
 * @param isNew whether one of the two is a workload that was not there before
 * @param isGone whether one of the two is a workload that is not there any more
 */
public record Change(
        Endpoint source,
        Endpoint destination,
        PortSet before,
        PortSet after,
        PortSet opened,
        PortSet closed,
        boolean isNew,
        boolean isGone) {

    /** The kinds of changes. */
    public enum Kind {
        /** Nothing was open before. */
        opened,
        /** Nothing is open after. */
        closed,
        /** Other ports are open than before, or the same for more or fewer of the pods. */
        changed
    }

    public Kind kind() {
        return before.isEmpty() ? Kind.opened : after.isEmpty() ? Kind.closed : Kind.changed;
    }

    /** Returns the ports that are or were open, with what is told of them, for example {@code TCP 80,443 (was TCP 80)}. */
    public String ports() {
        return switch (kind()) {
            case opened -> after.toString();
            case closed -> before.toString();
            case changed -> after + (before.equals(after) ? ofSomePods() : " (was " + before + ")");
        };
    }

    /** Returns one line, for example {@code changed: a => b : TCP 80,443 (was TCP 80)}. */
    @Override
    public String toString() {
        String note = switch (kind()) {
            case opened -> isNew ? " (new workload)" : "";
            case closed -> isGone ? " (workload is gone)" : "";
            case changed -> "";
        };
        return kind() + ": " + source + " => " + destination + " : " + ports() + note;
    }

    private String ofSomePods() {
        return (opened.isEmpty() ? "" : " (opened for some of the pods: " + opened + ")")
                + (closed.isEmpty() ? "" : " (closed for some of the pods: " + closed + ")");
    }
}
