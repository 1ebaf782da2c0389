package dev.clientintents.graph;

import dev.clientintents.model.Enforcement;

/**
 * All that decides whether a declared server is closed. Only the server's side closes it, unless its namespace lets
 * every client do so; and what is closed stays closed, whoever declared it, until the server's side releases it.
 *
 * @param level the level that holds in its namespace
 * @param released whether the label of the namespace asks for shadow, which no setting of the operator does for it
 * @param deniedByDefault whether its namespace denies what no policy allows, so that a policy could only open it
 * @param declarer the client nearest to the server that declares it and has a live pod
 * @param exists whether there is a pod, a workload object or a Service of it: for names that only others invent nothing
 *     is written
 * @param closedAlready whether all its pods are closed by now
 */
record Closing(
        Enforcement level,
        boolean released,
        boolean deniedByDefault,
        Declarer declarer,
        boolean exists,
        boolean closedAlready) {

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
        if (released) {
            return Closure.SHADOW;
        }
        if (closedAlready) {
            return Closure.CLOSED;
        }
        return switch (level) {
            case SHADOW -> Closure.SHADOW;
            case LOCAL -> closedIf(declarer == Declarer.OWN || (exists && deniedByDefault));
            case ACTIVE ->
                closedIf(declarer == Declarer.OWN || (exists && (deniedByDefault || declarer == Declarer.FOREIGN)));
        };
    }

    private static Closure closedIf(boolean closes) {
        return closes ? Closure.CLOSED : Closure.OPEN;
    }
}
