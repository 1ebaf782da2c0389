package dev.clientintents.learn.evidence;

import dev.clientintents.learn.observe.Connection;
import dev.clientintents.learn.observe.Seen;
import org.jspecify.annotations.Nullable;

/**
 * A connection that was seen, and what becomes of it.
 *
 * @param apart why little follows from it, such as that it was seen only once; null where it is an observation like others
 * @param why why that is so, for people; null where the judgement says it all
 * @param remedy what would permit it; null where nothing has to, or can
 */
public record Judged(
        Connection connection,
        Seen seen,
        Judgement judgement,
        @Nullable String apart,
        @Nullable String why,
        @Nullable Remedy remedy) {

    /** Creates one of an observation like others. */
    Judged(Connection connection, Seen seen, Judgement judgement, @Nullable String why, @Nullable Remedy remedy) {
        this(connection, seen, judgement, null, why, remedy);
    }

    Judged apart(String reason) {
        return new Judged(connection, seen, judgement, reason, why, remedy);
    }
}
