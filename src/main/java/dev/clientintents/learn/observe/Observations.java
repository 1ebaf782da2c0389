package dev.clientintents.learn.observe;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that was seen.
 *
 * @param connections what was seen and is of use, in an order that is the same for the same content
 * @param apart what was seen and is not taken for a connection that is to be declared, such as one on a port that no container
 *     declares; in the same order
 * @param scans the parties that called so many servers and ports that it was no use of them; what they called is in neither
 * @param from when the watching began; null where no source tells
 * @param until when it ended; null where no source tells
 * @param passedOver how many records were passed over, by the reason, for people
 */
public record Observations(
        Map<Connection, Seen> connections,
        Map<Connection, Apart> apart,
        List<Scan> scans,
        @Nullable Instant from,
        @Nullable Instant until,
        Map<String, Long> passedOver) {

    public Observations {
        connections = Collections.unmodifiableMap(new LinkedHashMap<>(connections));
        apart = Collections.unmodifiableMap(new LinkedHashMap<>(apart));
        scans = List.copyOf(scans);
        passedOver = Collections.unmodifiableMap(new LinkedHashMap<>(passedOver));
    }

    /** Returns both together. */
    public Observations plus(Observations other) {
        var connectionsOfBoth = new LinkedHashMap<>(connections);
        other.connections.forEach((connection, seen) -> connectionsOfBoth.merge(connection, seen, Seen::plus));
        var apartInBoth = new LinkedHashMap<Connection, Apart>();
        for (Observations one : List.of(this, other)) {
            one.apart.forEach((connection, its) -> {
                // what one of them takes for a connection is one
                if (connectionsOfBoth.computeIfPresent(connection, (same, seen) -> seen.plus(its.seen())) == null) {
                    apartInBoth.merge(
                            connection, its, (was, more) -> new Apart(was.seen().plus(more.seen()), was.why()));
                }
            });
        }
        var passedOverInBoth = new LinkedHashMap<>(passedOver);
        other.passedOver.forEach((why, count) -> passedOverInBoth.merge(why, count, Long::sum));
        Seen window = new Seen(0, 0, 0, from, until).plus(new Seen(0, 0, 0, other.from, other.until));
        return new Observations(
                connectionsOfBoth,
                apartInBoth,
                Stream.concat(scans.stream(), other.scans.stream()).toList(),
                window.first(),
                window.last(),
                passedOverInBoth);
    }

    /**
     * What is kept apart.
     *
     * @param why the reason, for people
     */
    public record Apart(Seen seen, String why) {}

    /**
     * A party that called more than anything calls.
     *
     * @param targets how many servers and ports at least
     */
    public record Scan(Party client, int targets, Seen seen) {}
}
