package dev.clientintents.graph;

import dev.clientintents.model.Enforcement;

/**
 * All that decides whether a declared server is closed. Only the server's side closes it, unless its namespace lets
 * every client do so; and what is closed stays closed, whoever declared it, until the server's side releases it.
 *
 * @param word what ServerAccess objects say of its enforcement
 * @param level the level that holds in its namespace
 * @param released whether the label of the namespace asks for shadow, which no setting of the operator does for it
 * @param deniedByDefault whether its namespace denies what no policy allows, so that a policy could only open it
 * @param declarer the client nearest to the server that declares it and has a live pod
 * @param exists whether there is a pod, a workload object or a Service of it: for names that only others invent nothing
 *     is written
 * @param kept whether a policy of its own closes it by now
 * @param closedByOthers whether all its pods are closed as those of other servers
 */
record Closing(
        Word word,
        Enforcement level,
        boolean released,
        boolean deniedByDefault,
        Declarer declarer,
        boolean exists,
        boolean kept,
        boolean closedByOthers) {

    /** What the ServerAccess objects that speak of a server say of its enforcement; the strictest of them counts. */
    enum Word {
        /** Nothing. */
        NONE,
        /** That it is to be in shadow. */
        SHADOW,
        /** That it is to be closed, unless its namespace is in shadow. */
        CLOSED,
        /** That it is to be closed, whatever its namespace says. */
        ACTIVE
    }

    /** A client that declares the server and has a live pod; one without closes nothing. */
    enum Declarer {
        /** There is no such client. */
        NOBODY,
        /** There are some, all of them in other namespaces. */
        FOREIGN,
        /** There is one in the server's own namespace. */
        OWN
    }

    Closure closure() {
        if (word == Word.ACTIVE || closedByOthers) {
            return Closure.CLOSED;
        }
        if (word == Word.SHADOW || released) {
            return Closure.SHADOW;
        }
        if (kept) {
            return Closure.CLOSED;
        }
        return switch (level) {
            case SHADOW -> Closure.SHADOW;
            case LOCAL -> closedIf(isClosedByOwnSide() || (exists && deniedByDefault));
            case ACTIVE ->
                closedIf(isClosedByOwnSide() || (exists && (deniedByDefault || declarer == Declarer.FOREIGN)));
        };
    }

    private boolean isClosedByOwnSide() {
        return word == Word.CLOSED || declarer == Declarer.OWN;
    }

    private static Closure closedIf(boolean closes) {
        return closes ? Closure.CLOSED : Closure.OPEN;
    }
}
