package dev.clientintents.reach.engine;

import org.jspecify.annotations.Nullable;

/**
 * A decision in which something may not be known.
 *
 * @param taken the decision where what only may match does not: what lists have
 * @param possible everything that is possible; null for the same decision, because it is known what matches
 */
record Ruling(Decision taken, @Nullable Decision possible) {

    static final Ruling NONE = of(Decision.NONE);

    static final Ruling DEFAULT = of(Decision.DEFAULT);

    static Ruling of(Decision known) {
        return new Ruling(known, null);
    }

    /** Returns everything that is possible. */
    Decision full() {
        return possible == null ? taken : possible;
    }

    boolean saysNothing() {
        return taken.isNone() && full().isNone();
    }

    Ruling then(Ruling next) {
        return new Ruling(
                taken.then(next.taken), possible == null && next.possible == null ? null : full().then(next.full()));
    }
}
