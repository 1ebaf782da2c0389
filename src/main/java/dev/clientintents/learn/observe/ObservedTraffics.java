package dev.clientintents.learn.observe;

import dev.clientintents.api.ObservedState;
import dev.clientintents.api.ObservedTrafficStatus;
import dev.clientintents.api.ObservedTrafficStatus.ObservedConnection;
import dev.clientintents.api.ObservedTrafficStatus.ObservedParty;
import dev.clientintents.api.ObservedTrafficStatus.ObservedScan;
import dev.clientintents.learn.observe.Observations.Scan;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.WorkloadId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and writes what ObservedTraffic objects hold. */
public final class ObservedTraffics {

    /** The order of connections in an object. */
    public static final Comparator<Connection> ORDER = Comparator.<Connection, String>comparing(
                    it -> it.client().toString())
            .thenComparing(it -> it.server().toString())
            .thenComparing(Connection::protocol, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Connection::port);

    private ObservedTraffics() {}

    /**
     * Returns what several objects tell, those of one namespace or of many. A connection without a client or a server, and a time
     * that is none, tell nothing.
     */
    public static Observations read(Collection<ObservedTrafficStatus> objects) {
        var connections = new LinkedHashMap<Connection, Seen>();
        var scans = new ArrayList<Scan>();
        Instant from = null;
        Instant until = null;
        long leftOut = 0;
        for (ObservedTrafficStatus object : objects) {
            Instant since = time(object.since());
            Instant last = time(object.until());
            from = from == null || (since != null && since.isBefore(from)) ? since : from;
            until = until == null || (last != null && last.isAfter(until)) ? last : until;
            leftOut += object.leftOut() == null ? 0 : object.leftOut();
            for (ObservedConnection it : object.connections()) {
                Optional<Party> client = party(it.client());
                Optional<Party> server = party(it.server());
                if (client.isPresent() && server.isPresent()) {
                    connections.merge(
                            new Connection(client.get(), server.get(), protocol(it.protocol()), it.port()),
                            seen(it),
                            Seen::plus);
                }
            }
            for (ObservedScan it : object.scans()) {
                party(it.client())
                        .ifPresent(client -> scans.add(
                                new Scan(client, it.targets(), new Seen(0, 0, 0, time(it.first()), time(it.last())))));
            }
        }
        return new Observations(
                connections,
                Map.of(),
                scans,
                from,
                until,
                leftOut == 0 ? Map.of() : Map.of("there was no room to keep them", leftOut));
    }

    private static Seen seen(ObservedConnection it) {
        return new Seen(
                it.count() == null ? 0 : it.count(),
                0,
                it.unanswered() == null ? 0 : it.unanswered(),
                time(it.first()),
                time(it.last()));
    }

    private static @Nullable Protocol protocol(@Nullable String text) {
        for (Protocol protocol : Protocol.values()) {
            if (protocol.name().equals(text)) {
                return protocol;
            }
        }
        return null;
    }

    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Optional<Party> party(@Nullable ObservedParty party) {
        if (party == null) {
            return Optional.empty();
        }
        if (party.outside() != null) {
            return Optional.of(new Party.Outside(party.outside(), null, party.address()));
        }
        if (party.unknown() != null) {
            return Optional.of(new Party.Unknown(party.name() == null ? "unknown" : party.name(), party.unknown()));
        }
        return party.namespace() == null || party.kind() == null || party.name() == null
                ? Optional.empty()
                : Optional.of(new Party.OfWorkload(new WorkloadId(party.namespace(), party.kind(), party.name())));
    }

    /**
     * Returns what an object is to hold.
     *
     * @param seen what was seen in its namespace, with the time that the watching began and up to which it went
     * @param states what was declared of each connection
     * @param leftOut how many connections there is no room for
     */
    public static ObservedTrafficStatus write(
            Observations seen, Function<Connection, ObservedState> states, int leftOut) {
        List<ObservedConnection> connections = seen.connections().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(ORDER))
                .map(it -> connection(it.getKey(), it.getValue(), states.apply(it.getKey())))
                .toList();
        List<ObservedScan> scans = seen.scans().stream()
                .sorted(Comparator.comparing(it -> it.client().toString()))
                .map(it -> new ObservedScan(
                        party(it.client()),
                        it.targets(),
                        text(it.seen().first()),
                        text(it.seen().last())))
                .toList();
        return new ObservedTrafficStatus(
                text(seen.from()), text(seen.until()), connections, scans, leftOut == 0 ? null : leftOut);
    }

    private static ObservedConnection connection(Connection connection, Seen seen, ObservedState state) {
        Protocol protocol = connection.protocol();
        return new ObservedConnection(
                party(connection.client()),
                party(connection.server()),
                protocol == null ? Protocol.TCP.name() : protocol.name(),
                connection.port(),
                state,
                seen.allowed(),
                seen.unanswered() == 0 ? null : seen.unanswered(),
                text(seen.first()),
                text(seen.last()));
    }

    private static String text(@Nullable Instant time) {
        return String.valueOf(time == null ? Instant.EPOCH : time);
    }

    private static ObservedParty party(Party party) {
        if (party instanceof Party.OfWorkload pods) {
            WorkloadId workload = pods.workload();
            return new ObservedParty(workload.namespace(), workload.kind(), workload.name(), null, null, null);
        }
        return party instanceof Party.Outside outside
                ? new ObservedParty(null, null, null, outside.what(), null, outside.address())
                : new ObservedParty(null, null, null, null, ((Party.Unknown) party).why(), null);
    }
}
