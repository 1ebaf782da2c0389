package dev.clientintents.map;

import java.util.Locale;

/** What a line of a drawing says by its style; its text says it, too. */
public enum Stroke {
    /** {@link Edge.State#ENFORCED}. */
    ENFORCED,
    /** {@link Edge.State#OPEN}. */
    OPEN,
    /** {@link Edge.State#BLOCKED}. */
    BLOCKED,
    /** {@link Edge.State#UNKNOWN}. */
    UNKNOWN,
    /** {@link Edge.State#ENTRANCE}. */
    ENTRANCE,
    /** {@link Edge.State#UNDECLARED}. */
    UNDECLARED,
    /** A connection that a change opens. */
    OPENED,
    /** A connection that a change closes. */
    CLOSED,
    /** A connection of which a change opens or closes a part. */
    CHANGED,
    /** A connection that stays as it is. */
    SAME;

    static Stroke of(Edge.State state) {
        return switch (state) {
            case ENFORCED -> ENFORCED;
            case OPEN -> OPEN;
            case BLOCKED -> BLOCKED;
            case UNKNOWN -> UNKNOWN;
            case ENTRANCE -> ENTRANCE;
            case UNDECLARED -> UNDECLARED;
        };
    }

    /** Returns whether nothing passes, so that the line ends at a bar and not in an arrow. */
    boolean isBarred() {
        return this == BLOCKED || this == CLOSED;
    }

    /** Returns the class by which style sheets know it. */
    String style() {
        return name().toLowerCase(Locale.ROOT);
    }
}
