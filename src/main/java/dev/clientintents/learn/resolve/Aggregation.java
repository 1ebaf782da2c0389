package dev.clientintents.learn.resolve;

import dev.clientintents.learn.observe.Connection;
import dev.clientintents.learn.observe.Flow;
import dev.clientintents.learn.observe.FlowSink;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.observe.Observations.Apart;
import dev.clientintents.learn.observe.Observations.Scan;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.learn.observe.PassedOver;
import dev.clientintents.learn.observe.Seen;
import dev.clientintents.learn.observe.Sighting;
import dev.clientintents.model.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers sightings to observations, whatever their order. Memory is bounded: {@value #MOST_CONNECTIONS} different connections are
 * kept, and what comes after them is counted as {@link PassedOver#NOT_HELD}; before that, connections that only differ in an
 * address of the world or in a port of clients become one where there are many, and so does all that a client calls which scans. Not
 * thread-safe.
 */
public final class Aggregation implements FlowSink {

    /** How many different connections are kept. */
    public static final int MOST_CONNECTIONS = 200_000;

    /** How many servers and ports a client may call and be none that scans, whatever comes of it. */
    private static final int FEWEST_OF_SCAN = 100;

    /** With how many servers and ports a client that scans is known, before all has been seen. */
    private static final int MOST_OF_CLIENT = 4096;

    /** How many ports of one server that it does not declare a client may call: some declare none of theirs. */
    private static final int FEWEST_UNDECLARED = 4;

    /** For how long one has to watch for it to mean something that a connection was seen once. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final Comparator<Connection> ORDER = Comparator.comparing((Connection it) -> order(it.client()))
            .thenComparing(it -> order(it.server()))
            .thenComparing(it -> it.protocol() == null ? "" : it.protocol().name())
            .thenComparing(Connection::port);

    /** All that one client calls. */
    private static final class Calls {

        private final Map<Connection, Tally> connections = new HashMap<>();
        private @Nullable Tally scanned;
        private int targets;
        private boolean wasLookedAt;
    }

    /** Connections that are alike, until they are too many. */
    private static final class Alike {

        private final Set<Connection> connections = new HashSet<>();
        private boolean isFolded;
    }

    private final Parties parties;
    private final Folding folding;
    private final Map<Party, Calls> clients = new HashMap<>();
    private final Map<Connection, Alike> alike = new HashMap<>();
    private final Map<PassedOver, Long> passedOver = new EnumMap<>(PassedOver.class);
    private int held;
    private long records;
    private @Nullable Instant from;
    private @Nullable Instant until;

    /** Creates one that has seen nothing yet. */
    public Aggregation(Parties parties) {
        this.parties = parties;
        folding = new Folding(parties);
    }

    /** Returns how many records have been taken or passed over so far. */
    public long records() {
        return records;
    }

    /** Returns how often something was passed over for a reason so far. */
    public long passedOver(PassedOver why) {
        return passedOver.getOrDefault(why, 0L);
    }

    @Override
    public void passOver(PassedOver why, long count) {
        records++;
        passedOver.merge(why, count, Long::sum);
    }

    @Override
    public void watched(@Nullable Instant began, @Nullable Instant ended) {
        if (began != null && (from == null || began.isBefore(from))) {
            from = began;
        }
        if (ended != null && (until == null || ended.isAfter(until))) {
            until = ended;
        }
    }

    @Override
    public void accept(Sighting sighting) {
        Flow flow = sighting.flow();
        watched(flow.first(), flow.last());
        Party client = parties.client(flow.client());
        Parties.Server server = parties.server(flow.server(), flow.protocol(), flow.port());
        PassedOver why = why(client, server.party());
        if (why == null
                && sighting.isUndecided()
                && !isDecided(client, sighting.replyPort(), server, flow.protocol())) {
            why = PassedOver.UNDECIDED;
        }
        if (why != null) {
            passOver(why);
        } else {
            records++;
            add(new Connection(client, server.party(), flow.protocol(), server.port()), sighting);
        }
    }

    private static @Nullable PassedOver why(Party client, Party server) {
        if (client.equals(server) && client instanceof Party.OfWorkload) {
            return PassedOver.REPLICAS;
        }
        return client instanceof Party.OfWorkload || server instanceof Party.OfWorkload ? null : PassedOver.NO_WORKLOAD;
    }

    /** Returns whether the ports tell who was called: the server declares its port, and the client not the one that it uses. */
    private boolean isDecided(Party client, int clientPort, Parties.Server server, @Nullable Protocol protocol) {
        return parties.declares(server.party(), protocol, server.port())
                && !parties.declares(client, protocol, clientPort);
    }

    private void add(Connection connection, Sighting sighting) {
        Calls calls = clients.computeIfAbsent(connection.client(), key -> new Calls());
        Tally tally = calls.connections.get(connection);
        if (tally == null) {
            tally = newTally(calls, connection);
        }
        if (tally == null) {
            passedOver.merge(PassedOver.NOT_HELD, 1L, Long::sum);
        } else {
            tally.add(sighting.flow(), sighting.side());
        }
    }

    /** Returns where a connection is counted that is not yet; null where there is no room for it. */
    private @Nullable Tally newTally(Calls calls, Connection connection) {
        if (calls.scanned != null) {
            return calls.scanned;
        }
        Folding.Fold fold = folding.of(connection);
        Connection key = fold == null ? connection : folded(connection, fold);
        // folded, a client may be another party
        Calls ofKey = key.equals(connection) ? calls : clients.computeIfAbsent(key.client(), it -> new Calls());
        Tally known = ofKey.connections.get(key);
        if (known != null) {
            return known;
        }
        if (held >= MOST_CONNECTIONS) {
            return null;
        }
        held++;
        var tally = new Tally();
        ofKey.connections.put(key, tally);
        if (ofKey.connections.size() > MOST_OF_CLIENT && !ofKey.wasLookedAt) {
            ofKey.wasLookedAt = true;
            if (isScan(ofKey.connections)) {
                return scanned(ofKey);
            }
        }
        return tally;
    }

    /** Returns the connection under which one is counted that is like others, which become one where they are too many. */
    private Connection folded(Connection connection, Folding.Fold fold) {
        Alike group = alike.computeIfAbsent(fold.into(), key -> new Alike());
        if (!group.isFolded && group.connections.size() < fold.most()) {
            group.connections.add(connection);
            return connection;
        }
        if (!group.isFolded) {
            group.isFolded = true;
            var together = new Tally();
            for (Connection each : group.connections) {
                Calls calls = clients.get(each.client());
                Tally tally = calls == null ? null : calls.connections.remove(each);
                if (calls != null && tally != null) {
                    together.add(tally);
                    held--;
                    if (calls.connections.isEmpty() && calls.scanned == null) {
                        clients.remove(each.client());
                    }
                }
            }
            group.connections.clear();
            clients.computeIfAbsent(fold.into().client(), key -> new Calls())
                    .connections
                    .put(fold.into(), together);
            held++;
        }
        return fold.into();
    }

    private Tally scanned(Calls calls) {
        var together = new Tally();
        calls.connections.values().forEach(together::add);
        calls.targets = calls.connections.size();
        held -= calls.targets;
        calls.connections.clear();
        calls.scanned = together;
        return together;
    }

    /** Returns whether most of what a client calls is of no use to it. */
    private boolean isScan(Map<Connection, Tally> connections) {
        if (connections.size() < FEWEST_OF_SCAN) {
            return false;
        }
        var undeclared = new HashMap<Party, Integer>();
        connections.keySet().stream()
                .filter(this::isUndeclared)
                .forEach(it -> undeclared.merge(it.server(), 1, Integer::sum));
        long fruitless = connections.entrySet().stream()
                .filter(it -> it.getValue().seen().allowed() == 0
                        || (isUndeclared(it.getKey())
                                && undeclared.getOrDefault(it.getKey().server(), 0) > FEWEST_UNDECLARED))
                .count();
        return 2 * fruitless > connections.size();
    }

    private boolean isUndeclared(Connection connection) {
        return connection.server() instanceof Party.OfWorkload
                && connection.port() > 0
                && !parties.declares(connection.server(), connection.protocol(), connection.port());
    }

    /** Returns all that was seen so far. */
    public Observations observations() {
        var scans = new ArrayList<Scan>();
        var all = new ArrayList<Map.Entry<Connection, Tally>>();
        clients.forEach((client, calls) -> {
            if (calls.scanned != null) {
                scans.add(new Scan(client, calls.targets, calls.scanned.seen()));
            } else if (isScan(calls.connections)) {
                var together = new Tally();
                calls.connections.values().forEach(together::add);
                scans.add(new Scan(client, calls.connections.size(), together.seen()));
            } else {
                all.addAll(calls.connections.entrySet());
            }
        });
        scans.sort(Comparator.comparing(it -> order(it.client())));
        all.sort(Map.Entry.comparingByKey(ORDER));
        var connections = new LinkedHashMap<Connection, Seen>();
        var apart = new LinkedHashMap<Connection, Apart>();
        all.forEach(entry -> {
            Seen seen = entry.getValue().seen();
            String why = whyApart(entry.getKey(), seen);
            if (why == null) {
                connections.put(entry.getKey(), seen);
            } else {
                apart.put(entry.getKey(), new Apart(seen, why));
            }
        });
        return new Observations(connections, apart, scans, from, until, reasons());
    }

    private Map<String, Long> reasons() {
        var reasons = new LinkedHashMap<String, Long>();
        passedOver.forEach((why, count) -> reasons.put(why.toString(), count));
        return reasons;
    }

    private @Nullable String whyApart(Connection connection, Seen seen) {
        Alike group = alike.get(connection);
        if (connection.port() == 0
                && group != null
                && group.isFolded
                && connection.server() instanceof Party.OfWorkload) {
            return "many ports that clients use, and no container or Service of the server declares";
        }
        if (folding.isOfClients(connection)) {
            return "the port is one that clients use, and no container or Service of the server declares it";
        }
        return seen.count() == 1 && seen.last() != null && isLong() ? "seen only once" : null;
    }

    private boolean isLong() {
        return from != null && until != null && Duration.between(from, until).compareTo(LONG) >= 0;
    }

    /** Returns a text that sorts workloads first, then what is outside, then what is unknown. */
    private static String order(Party party) {
        return (party instanceof Party.OfWorkload ? "0" : party instanceof Party.Outside ? "1" : "2") + party;
    }
}
