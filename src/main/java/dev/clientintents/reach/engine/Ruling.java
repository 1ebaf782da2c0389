package dev.clientintents.reach.engine;

import dev.clientintents.reach.PortSet;
import org.jspecify.annotations.Nullable;

/** A decision in which something may not be known. It is kept for many connections, and with it what most of them ask. */
final class Ruling {

    static final Ruling NONE = of(Decision.NONE);

    static final Ruling DEFAULT = of(Decision.DEFAULT);

    private final Decision taken;
    private final @Nullable Decision possible;
    private final boolean saysNothing;
    private @Nullable Boolean isCertain;
    private @Nullable PortSet acceptedAlone;
    private @Nullable PortSet leftOpen;

    /**
     * Creates a ruling.
     *
     * @param taken the decision where what only may match does not: what lists have
     * @param possible everything that is possible; null for the same decision, because it is known what matches
     */
    Ruling(Decision taken, @Nullable Decision possible) {
        this.taken = taken;
        this.possible = possible;
        saysNothing = taken.isNone() && (possible == null || possible.isNone());
    }

    static Ruling of(Decision known) {
        return new Ruling(known, null);
    }

    Decision taken() {
        return taken;
    }

    /** Returns everything that is possible. */
    Decision full() {
        return possible == null ? taken : possible;
    }

    boolean saysNothing() {
        return saysNothing;
    }

    /** Returns whether every port has one fate. */
    boolean isCertain() {
        if (isCertain == null) {
            isCertain = full().isCertain();
        }
        return isCertain;
    }

    /** Returns the ports that are open where nobody opens what is passed. */
    PortSet acceptedAlone() {
        if (acceptedAlone == null) {
            acceptedAlone = taken.then(Decision.ofPolicies(PortSet.NONE)).open();
        }
        return acceptedAlone;
    }

    /** Returns the ports that are open where nobody else decides. */
    PortSet leftOpen() {
        if (leftOpen == null) {
            leftOpen = taken.then(Decision.DEFAULT).open();
        }
        return leftOpen;
    }

    Ruling then(Ruling next) {
        return new Ruling(
                taken.then(next.taken), possible == null && next.possible == null ? null : full().then(next.full()));
    }
}
