package dev.clientintents.learn.node;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.clientintents.learn.observe.AddressBits;
import dev.clientintents.learn.observe.ConntrackLine;
import dev.clientintents.model.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the connections of a node together until they are told: who called which port of whom, how often, from when to when.
 * Whatever connections there are, it stays within bounds: a client that calls too much is one line, and so are the clients of a
 * server that are too many.
 *
 * <p>What no policy can decide is left out: what the node itself opens, such as the probes of the kubelet, what stays on one
 * address, and what goes to many at once. So is what looks like an answer, of which the kernel did not see the question.
 */
public final class NodeTraffic {

    /** The bounds. */
    public static final Limits DEFAULT = new Limits(65_536, 8_192, 1_024, 1_024, 128, 64);

    /**
     * The bounds of what is kept.
     *
     * @param connections how many connections are told apart; of others it is not known whether they were counted
     * @param records how many records a batch has
     * @param clientsOfPort how many clients of one port of a server are told apart
     * @param targetsOfClient how many servers and ports a client calls before that is a scan
     * @param unansweredOfClient how many of them do not answer before it is one
     * @param portsOfServer how many ports of one server a client calls before it is one
     */
    public record Limits(
            int connections,
            int records,
            int clientsOfPort,
            int targetsOfClient,
            int unansweredOfClient,
            int portsOfServer) {}

    /** The first of the ports from which kernels have clients call. */
    private static final int FIRST_EPHEMERAL = 32_768;

    /** {@code fe80::/10}. */
    private static final int LINK_LOCAL = 0xFE80;

    private static final int LINK_LOCAL_BITS = 0xFFC0;

    private static final Address ANYBODY = new Address(0, 0);

    private record Address(long high, long low) {

        static Address of(AddressBits bits) {
            return new Address(bits.high(), bits.low());
        }

        String text() {
            return AddressBits.text(high, low);
        }
    }

    /** A port of a server, flat, since there are thousands. */
    private record Target(long high, long low, Protocol protocol, int port) {

        static Target of(ConntrackLine line) {
            AddressBits server = line.server();
            return new Target(server.high(), server.low(), line.protocol(), line.serverPort());
        }
    }

    /** Who called whom, flat as well. */
    private record Key(
            long clientHigh,
            long clientLow,
            long serverHigh,
            long serverLow,
            Protocol protocol,
            int port,
            boolean answered) {

        static Key of(Address client, Target target, boolean answered) {
            return new Key(client.high, client.low, target.high, target.low, target.protocol, target.port, answered);
        }

        boolean isOf(Address client) {
            return clientHigh == client.high && clientLow == client.low;
        }

        Target target() {
            return new Target(serverHigh, serverLow, protocol, port);
        }
    }

    private static final class Tally {

        private long count;
        private final long first;
        private long last;

        private Tally(long first) {
            this.first = first;
            this.last = first;
        }
    }

    /** What one client calls within a batch. */
    private static final class Calls {

        private int keys;
        private final Map<Address, Integer> ports = new HashMap<>();
        private int unanswered;
        private boolean scans;
        private int targets;
        private long first;
        private long last;
    }

    private final Limits limits;
    private final ConnectionTable table;
    private final Map<Key, Tally> tallies = new HashMap<>();
    private final Map<Address, Calls> calls = new HashMap<>();
    private final Map<Target, Integer> clients = new HashMap<>();
    private Set<Address> local = Set.of();
    private Set<String> localTexts = Set.of();
    private boolean begun;
    private long before;
    private long now;
    private long lost;

    public NodeTraffic(Limits limits) {
        this.limits = limits;
        this.table = new ConnectionTable(limits.connections());
    }

    /**
     * Begins a reading of all connections.
     *
     * @param seconds the time by a clock that only goes forward
     * @param addresses the addresses of the node itself
     */
    public void begin(long seconds, Set<String> addresses) {
        before = begun ? now : seconds;
        now = seconds;
        begun = true;
        table.begin(now - before);
        if (!addresses.equals(localTexts)) {
            localTexts = Set.copyOf(addresses);
            local = addresses(addresses);
        }
    }

    private static Set<Address> addresses(Set<String> texts) {
        var addresses = new HashSet<Address>();
        var bits = new AddressBits();
        for (String text : texts) {
            byte[] bytes = text.getBytes(US_ASCII);
            if (bits.read(bytes, 0, bytes.length)) {
                addresses.add(Address.of(bits));
            }
        }
        return addresses;
    }

    /** Takes a connection that the kernel lists. */
    public void see(ConntrackLine line) {
        if (isIrrelevant(line)) {
            return;
        }
        switch (table.see(line.fingerprint(), line.secondsLeft(), line.answered())) {
            case COUNTED -> add(line, 1);
            case USED -> add(line, 0);
            case NO_ROOM -> lost++;
            case SILENT -> {}
        }
    }

    private boolean isIrrelevant(ConntrackLine line) {
        return (line.serverPort() >= FIRST_EPHEMERAL && line.clientPort() < FIRST_EPHEMERAL)
                || Address.of(line.client()).equals(Address.of(line.server()))
                || isOfManyOrNobody(line.client())
                || isOfManyOrNobody(line.server())
                || local.contains(Address.of(line.client()));
    }

    /** Returns whether an address is of a loop, of a link, of a group, or no address of anybody. */
    private static boolean isOfManyOrNobody(AddressBits address) {
        if (AddressBits.isIpv4(address.high(), address.low())) {
            int first = (int) (address.low() >>> 24) & 255;
            return first == 0 || first == 127 || first >= 224;
        }
        int first = (int) (address.high() >>> 48);
        boolean ofNobody = address.high() == 0 && (address.low() == 0 || address.low() == 1);
        return ofNobody || (first >>> 8) == 0xFF || (first & LINK_LOCAL_BITS) == LINK_LOCAL;
    }

    private void add(ConntrackLine line, int count) {
        Address client = Address.of(line.client());
        Calls its = calls.get(client);
        if (its != null && its.scans) {
            its.targets += count;
            its.last = now;
            return;
        }
        Target target = Target.of(line);
        Key key = Key.of(client, target, line.answered());
        Tally tally = tallies.get(key);
        if (tally == null) {
            tally = tallyOf(client, target, key);
            if (tally == null) {
                return;
            }
        }
        tally.count += count;
        tally.last = now;
    }

    /** Makes room for a key; null where there is none, or its client scans. */
    private @Nullable Tally tallyOf(Address client, Target target, Key key) {
        if (clients.getOrDefault(target, 0) >= limits.clientsOfPort()) {
            Key anybody = Key.of(ANYBODY, target, key.answered);
            Tally tally = tallies.get(anybody);
            return tally == null ? put(anybody) : tally;
        }
        if (tallies.size() >= limits.records() || calls.size() >= limits.records()) {
            lost++;
            return null;
        }
        Calls its = calls.computeIfAbsent(client, it -> new Calls());
        if (its.keys == 0) {
            its.first = before;
        }
        its.keys++;
        its.last = now;
        its.unanswered += key.answered ? 0 : 1;
        int ports = its.ports.merge(new Address(target.high, target.low), 1, Integer::sum);
        if (its.keys > limits.targetsOfClient()
                || its.unanswered > limits.unansweredOfClient()
                || ports > limits.portsOfServer()) {
            collapse(client, its);
            return null;
        }
        clients.merge(target, 1, Integer::sum);
        return put(key);
    }

    private @Nullable Tally put(Key key) {
        if (tallies.size() >= limits.records()) {
            lost++;
            return null;
        }
        var tally = new Tally(before);
        tallies.put(key, tally);
        return tally;
    }

    private void collapse(Address client, Calls its) {
        its.scans = true;
        its.targets = its.keys;
        its.ports.clear();
        tallies.keySet().removeIf(key -> {
            boolean isOfIt = key.isOf(client);
            if (isOfIt) {
                clients.merge(key.target(), -1, Integer::sum);
            }
            return isOfIt;
        });
    }

    /** Ends a reading. */
    public void end() {
        table.end();
    }

    /** Returns whether there is anything to tell. */
    public boolean isEmpty() {
        return tallies.isEmpty() && lost == 0 && calls.values().stream().noneMatch(it -> it.scans);
    }

    /** Returns how many connections are told apart now. */
    public int connections() {
        return table.size();
    }

    /**
     * Returns what there is to tell.
     *
     * @param node the name of the node
     * @param seconds the time by the same clock
     */
    public TrafficBatch batch(String node, long seconds) {
        var records = new ArrayList<TrafficRecord>(tallies.size());
        tallies.forEach((key, tally) -> records.add(new TrafficRecord(
                key.isOf(ANYBODY) ? null : AddressBits.text(key.clientHigh, key.clientLow),
                AddressBits.text(key.serverHigh, key.serverLow),
                key.protocol,
                key.port,
                key.answered,
                tally.count,
                seconds - tally.first,
                seconds - tally.last)));
        List<ScanRecord> scans = new ArrayList<>();
        calls.forEach((client, its) -> {
            if (its.scans) {
                scans.add(new ScanRecord(client.text(), its.targets, seconds - its.first, seconds - its.last));
            }
        });
        return new TrafficBatch(node, false, localTexts, records, scans, lost);
    }

    /** Forgets what was told; which connections were counted is still known. */
    public void told() {
        tallies.clear();
        calls.clear();
        clients.clear();
        lost = 0;
    }
}
