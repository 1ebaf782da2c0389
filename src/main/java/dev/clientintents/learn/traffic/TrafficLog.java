package dev.clientintents.learn.traffic;

import dev.clientintents.api.ObservedState;
import dev.clientintents.api.ObservedTrafficStatus;
import dev.clientintents.api.ObservedTrafficStatus.ObservedConnection;
import dev.clientintents.learn.observe.Connection;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.observe.Observations.Scan;
import dev.clientintents.learn.observe.ObservedTraffics;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.learn.observe.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps, for each namespace, the connections that were seen, within bounds, and says which namespaces are to be written. It is not
 * thread-safe.
 */
public final class TrafficLog {

    /** How often a namespace is written at most. */
    static final Duration SOON = Duration.ofMinutes(1);

    /** How often it is written where nothing is new but counts and times. */
    static final Duration LATER = Duration.ofMinutes(15);

    /** How long a connection is kept that is not seen any more: longer than what happens once a month. */
    static final Duration KEPT = Duration.ofDays(40);

    /** The bounds. */
    public static final Limits DEFAULT = new Limits(1_000, 100, 20, 50);

    /**
     * The bounds of what is kept of a namespace.
     *
     * @param connections how many connections
     * @param undeclaredOfClient how many that nobody declares a client has before that is a scan
     * @param addressesOfPort how many addresses outside are told apart that call, or are called, on one port of one workload
     * @param scans how many clients that scan
     */
    public record Limits(int connections, int undeclaredOfClient, int addressesOfPort, int scans) {}

    private static final class Entry {

        private Seen seen;
        private ObservedState state;

        private Entry(Seen seen, ObservedState state) {
            this.seen = seen;
            this.state = state;
        }
    }

    private static final class Kept {

        private final Map<Connection, Entry> connections = new HashMap<>();
        private final Map<Party, Scan> scans = new LinkedHashMap<>();
        private final Map<Party, Integer> undeclared = new HashMap<>();
        private Instant since;
        private Instant until;
        private @Nullable Instant written;
        private int leftOut;
        private boolean isNew;
        private boolean changed;

        private Kept(Instant since) {
            this.since = since;
            this.until = since;
        }
    }

    private final Limits limits;
    private final Map<String, Kept> namespaces = new HashMap<>();

    public TrafficLog(Limits limits) {
        this.limits = limits;
    }

    /** Takes what an object of a namespace held when the operator began, before anything was seen. */
    public void load(String namespace, ObservedTrafficStatus stored) {
        Observations read = ObservedTraffics.read(List.of(stored));
        Instant from = read.from();
        Instant until = read.until();
        if (from == null || until == null) {
            return;
        }
        var kept = new Kept(from);
        kept.until = until;
        kept.leftOut = stored.leftOut() == null ? 0 : stored.leftOut();
        Map<Connection, ObservedState> states = states(stored);
        read.connections().forEach((connection, seen) -> {
            ObservedState state = states.getOrDefault(connection, ObservedState.Undeclared);
            kept.connections.put(connection, new Entry(seen, state));
            count(kept, connection.client(), state, 1);
        });
        read.scans().forEach(scan -> kept.scans.put(scan.client(), scan));
        namespaces.put(namespace, kept);
    }

    private static Map<Connection, ObservedState> states(ObservedTrafficStatus stored) {
        var states = new HashMap<Connection, ObservedState>();
        for (ObservedConnection each : stored.connections()) {
            var alone = new ObservedTrafficStatus(stored.since(), stored.until(), List.of(each), List.of(), null);
            ObservedTraffics.read(List.of(alone))
                    .connections()
                    .keySet()
                    .forEach(connection -> states.put(connection, each.state()));
        }
        return states;
    }

    /**
     * Takes a connection that was seen.
     *
     * @param namespace that of the server; that of the client where the server is outside
     * @param now the time; what is seen counts from when the watching of the namespace began
     */
    public void add(String namespace, Connection connection, ObservedState state, Seen seen, Instant now) {
        Kept kept = kept(namespace, seen, now);
        Scan scan = kept.scans.get(connection.client());
        Entry entry = kept.connections.get(connection);
        if (entry == null && scan != null && isSuspect(state)) {
            kept.scans.put(
                    connection.client(),
                    new Scan(scan.client(), scan.targets(), scan.seen().plus(seen)));
            return;
        }
        Connection bounded = entry == null ? bounded(kept, connection) : connection;
        entry = kept.connections.get(bounded);
        if (entry != null) {
            kept.isNew |= entry.state != state;
            count(kept, bounded.client(), entry.state, -1);
            count(kept, bounded.client(), state, 1);
            entry.seen = entry.seen.plus(seen);
            entry.state = state;
            return;
        }
        if (kept.connections.size() >= limits.connections() && !makeRoom(kept, now)) {
            kept.leftOut++;
            return;
        }
        kept.connections.put(bounded, new Entry(seen, state));
        kept.isNew = true;
        if (count(kept, bounded.client(), state, 1) > limits.undeclaredOfClient()) {
            collapse(kept, bounded.client());
        }
    }

    /** Takes a client that scans. */
    public void addScan(String namespace, Scan scan, Instant now) {
        Kept kept = kept(namespace, scan.seen(), now);
        putScan(kept, scan);
    }

    private static void putScan(Kept kept, Scan scan) {
        Scan before = kept.scans.get(scan.client());
        kept.isNew |= before == null;
        kept.scans.put(
                scan.client(),
                before == null
                        ? scan
                        : new Scan(
                                scan.client(),
                                Math.max(before.targets(), scan.targets()),
                                before.seen().plus(scan.seen())));
    }

    private Kept kept(String namespace, Seen seen, Instant now) {
        Instant first = seen.first() == null ? now : seen.first();
        Kept kept = namespaces.computeIfAbsent(namespace, name -> new Kept(first));
        kept.since = first.isBefore(kept.since) ? first : kept.since;
        kept.until = now.isAfter(kept.until) ? now : kept.until;
        kept.changed = true;
        return kept;
    }

    private static boolean isSuspect(ObservedState state) {
        return state == ObservedState.Undeclared;
    }

    /** Counts the undeclared connections of a client, and returns how many it has. */
    private static int count(Kept kept, Party client, ObservedState state, int more) {
        if (!isSuspect(state)) {
            return 0;
        }
        Integer count = kept.undeclared.merge(client, more, Integer::sum);
        if (count == 0) {
            kept.undeclared.remove(client);
        }
        return count;
    }

    /** Makes one scan of the undeclared connections of a client. */
    private void collapse(Kept kept, Party client) {
        List<Connection> its = kept.connections.entrySet().stream()
                .filter(it -> it.getKey().client().equals(client) && isSuspect(it.getValue().state))
                .map(Map.Entry::getKey)
                .toList();
        Seen seen = its.stream()
                .flatMap(it -> Optional.ofNullable(kept.connections.remove(it)).stream())
                .map(it -> it.seen)
                .reduce(Seen::plus)
                .orElse(new Seen(0, 0, 0, null, null));
        kept.undeclared.remove(client);
        if (kept.scans.size() < limits.scans()) {
            putScan(kept, new Scan(client, its.size(), seen));
        }
    }

    /** Returns the connection, or one of many addresses where there are too many that differ by nothing else. */
    private Connection bounded(Kept kept, Connection connection) {
        if (connection.client() instanceof Party.Outside client && client.address() != null) {
            long same = kept.connections.keySet().stream()
                    .filter(it -> it.client() instanceof Party.Outside other
                            && other.address() != null
                            && it.server().equals(connection.server())
                            && it.protocol() == connection.protocol()
                            && it.port() == connection.port())
                    .count();
            return same < limits.addressesOfPort()
                    ? connection
                    : new Connection(
                            withoutAddress(client), connection.server(), connection.protocol(), connection.port());
        }
        if (connection.server() instanceof Party.Outside server && server.address() != null) {
            long same = kept.connections.keySet().stream()
                    .filter(it -> it.server() instanceof Party.Outside other
                            && other.address() != null
                            && it.client().equals(connection.client())
                            && it.protocol() == connection.protocol()
                            && it.port() == connection.port())
                    .count();
            long ports = kept.connections.keySet().stream()
                    .filter(it ->
                            it.server() instanceof Party.Outside && it.client().equals(connection.client()))
                    .count();
            if (same >= limits.addressesOfPort() || ports >= 5L * limits.addressesOfPort()) {
                return new Connection(
                        connection.client(),
                        withoutAddress(server),
                        connection.protocol(),
                        same >= limits.addressesOfPort() ? connection.port() : 0);
            }
        }
        return connection;
    }

    private static Party.Outside withoutAddress(Party.Outside party) {
        return new Party.Outside(party.what(), null, null);
    }

    /** Returns whether a connection could be forgotten that was not seen for the longest time, and not for a day. */
    private static boolean makeRoom(Kept kept, Instant now) {
        Optional<Map.Entry<Connection, Entry>> oldest =
                kept.connections.entrySet().stream().min(Comparator.comparing(it -> last(it.getValue())));
        if (oldest.isEmpty() || last(oldest.get().getValue()).isAfter(now.minus(Duration.ofDays(1)))) {
            return false;
        }
        remove(kept, oldest.get().getKey());
        return true;
    }

    private static void remove(Kept kept, Connection connection) {
        Entry entry = kept.connections.remove(connection);
        if (entry != null) {
            count(kept, connection.client(), entry.state, -1);
        }
    }

    private static Instant last(Entry entry) {
        return entry.seen.last() == null ? Instant.EPOCH : entry.seen.last();
    }

    /** Forgets what was not seen for very long. */
    public void forget(Instant now) {
        Instant before = now.minus(KEPT);
        for (Kept kept : namespaces.values()) {
            List<Connection> old = kept.connections.entrySet().stream()
                    .filter(it -> last(it.getValue()).isBefore(before))
                    .map(Map.Entry::getKey)
                    .toList();
            old.forEach(it -> remove(kept, it));
            boolean scans = kept.scans.values().removeIf(it -> {
                Instant last = it.seen().last();
                return last == null || last.isBefore(before);
            });
            kept.isNew |= scans || !old.isEmpty();
        }
    }

    /** Forgets a namespace, because it is gone. */
    public void remove(String namespace) {
        namespaces.remove(namespace);
    }

    /** Returns the namespaces that are to be written now. */
    public List<String> due(Instant now) {
        var due = new ArrayList<String>();
        namespaces.forEach((name, kept) -> {
            Duration pause = kept.isNew ? SOON : LATER;
            boolean ripe = kept.written == null || !kept.written.plus(pause).isAfter(now);
            if ((kept.isNew || kept.changed) && ripe) {
                due.add(name);
            }
        });
        due.sort(Comparator.naturalOrder());
        return due;
    }

    /** Returns the namespaces of which something is not written yet. */
    public List<String> unwritten() {
        return namespaces.entrySet().stream()
                .filter(it -> it.getValue().isNew || it.getValue().changed)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /**
     * Returns what the object of a namespace is to hold, which counts as written from now on; empty where nothing was seen there.
     */
    public Optional<ObservedTrafficStatus> write(String namespace, Instant now) {
        Kept kept = namespaces.get(namespace);
        if (kept == null) {
            return Optional.empty();
        }
        kept.written = now;
        kept.isNew = false;
        kept.changed = false;
        var connections = new HashMap<Connection, Seen>();
        kept.connections.forEach((connection, entry) -> connections.put(connection, entry.seen));
        var seen = new Observations(
                connections, Map.of(), List.copyOf(kept.scans.values()), kept.since, kept.until, Map.of());
        return Optional.of(ObservedTraffics.write(
                seen,
                connection -> Optional.ofNullable(kept.connections.get(connection))
                        .map(it -> it.state)
                        .orElse(ObservedState.Undeclared),
                kept.leftOut));
    }

    /** Notes that a namespace could not be written, so that it is tried again. */
    public void failed(String namespace) {
        Kept kept = namespaces.get(namespace);
        if (kept != null) {
            kept.isNew = true;
        }
    }

    /** Returns how many connections of a state are kept, in all namespaces. */
    public int count(ObservedState state) {
        int count = 0;
        for (Kept kept : namespaces.values()) {
            for (Entry entry : kept.connections.values()) {
                count += entry.state == state ? 1 : 0;
            }
        }
        return count;
    }

    /** Returns how many clients scan. */
    public int scans() {
        return namespaces.values().stream().mapToInt(it -> it.scans.size()).sum();
    }
}
