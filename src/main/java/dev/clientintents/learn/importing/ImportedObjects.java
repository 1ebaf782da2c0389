package dev.clientintents.learn.importing;

import dev.clientintents.api.Client;
import dev.clientintents.api.ClientIntentsSpec;
import dev.clientintents.api.Port;
import dev.clientintents.api.ServerAccessSpec;
import dev.clientintents.api.Target;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Position;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import dev.clientintents.query.FreeNames;
import dev.clientintents.reach.PortSet;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes what a source says as ClientIntents, one for each client, and ServerAccesses, one for each closed server. */
public final class ImportedObjects {

    /** What the custom resources hold at most. */
    private static final int MOST_TARGETS = 256;

    private static final int MOST_PORTS_OF_ENTRY = 64;
    private static final int MOST_PORTS = 1024;
    private static final int MOST_ENTRANCES = 60;

    private static final Comparator<Position> ORDER = Comparator.naturalOrder();

    private final Imported imported;
    private final FreeNames intentsNames;
    private final FreeNames accessNames;
    private final List<ImportedObject> objects = new ArrayList<>();

    private ImportedObjects(Imported imported, Snapshot snapshot) {
        this.imported = imported;
        intentsNames = new FreeNames(
                snapshot.intents().stream().map(it -> it.entry().key()).toList());
        accessNames = new FreeNames(
                snapshot.accesses().stream().map(it -> it.entry().key()).toList());
    }

    /**
     * Returns the objects, those of clients first, by namespace and name.
     *
     * @param snapshot has the objects whose names they cannot have
     */
    public static List<ImportedObject> of(Imported imported, Snapshot snapshot) {
        var all = new ImportedObjects(imported, snapshot);
        all.intents();
        all.accesses();
        return List.copyOf(all.objects);
    }

    private void intents() {
        Map<String, List<Consumption>> byClient = new TreeMap<>();
        imported.consumptions()
                .forEach(it -> byClient.computeIfAbsent(order(it.client().server()), client -> new ArrayList<>())
                        .add(it));
        byClient.values().forEach(this::intents);
    }

    /** Writes the objects of one client: one, unless that would be more than one holds. */
    private void intents(List<Consumption> consumptions) {
        Party client = consumptions.get(0).client();
        Map<String, List<Consumption>> byServer = new TreeMap<>();
        consumptions.forEach(it -> byServer.computeIfAbsent(order(it.server()), server -> new ArrayList<>())
                .add(it));
        var parts = new ArrayList<Part>();
        for (List<Consumption> ofServer : byServer.values()) {
            ServerId server = ofServer.get(0).server();
            Set<Position> origins = new TreeSet<>(ORDER);
            ofServer.forEach(it -> origins.add(it.origin()));
            for (List<Port> ports :
                    pieces(merged(ofServer.stream().map(Consumption::ports).toList()))) {
                var target = Target.server(
                        server.name(),
                        server.namespace().equals(client.namespace()) ? null : server.namespace(),
                        server.kind(),
                        ports);
                parts.stream()
                        .filter(it -> it.takes(server, ports))
                        .findFirst()
                        .orElseGet(() -> {
                            var part = new Part();
                            parts.add(part);
                            return part;
                        })
                        .add(server, target, origins);
            }
        }
        for (Part part : parts) {
            objects.add(new ImportedObject.Intents(
                    intentsNames.take(client.namespace(), client.name(), client.kind()),
                    new ClientIntentsSpec(new Client(client.name(), client.kind()), List.copyOf(part.targets.values())),
                    List.copyOf(part.origins)));
        }
    }

    /** What one object of a client holds: each server once. */
    private static final class Part {

        final Map<ServerId, Target> targets = new LinkedHashMap<>();
        final Set<Position> origins = new TreeSet<>(ORDER);
        private int ports;

        boolean takes(ServerId server, List<Port> more) {
            return !targets.containsKey(server) && targets.size() < MOST_TARGETS && ports + more.size() <= MOST_PORTS;
        }

        void add(ServerId server, Target target, Set<Position> its) {
            targets.put(server, target);
            origins.addAll(its);
            ports += target.ports().size();
        }
    }

    /** Returns a text by which parties are sorted: namespace, name, kind. */
    private static String order(ServerId id) {
        return id.namespace() + " " + id.name() + " " + (id.kind() == null ? "" : id.kind());
    }

    private void accesses() {
        Map<String, ServerId> servers = new TreeMap<>();
        imported.closed().forEach(it -> servers.put(order(it), it));
        servers.values().forEach(this::access);
    }

    private void access(ServerId server) {
        Set<Position> origins = new TreeSet<>(ORDER);
        boolean replicas = false;
        for (Closure closure : imported.closures()) {
            if (closure.server().equals(server)) {
                origins.add(closure.origin());
                replicas |= closure.replicas();
            }
        }
        var entrances = new LinkedHashSet<ServerAccessSpec.Entrance>();
        for (AddressEntrance entrance : imported.entrances()) {
            if (entrance.server().equals(server)) {
                origins.add(entrance.origin());
                for (List<Port> ports : pieces(merged(List.of(entrance.ports())))) {
                    entrances.add(new ServerAccessSpec.Entrance(
                            null, null, null, null, entrance.blocks(), null, null, ports));
                }
            }
        }
        if (!replicas) {
            entrances.add(new ServerAccessSpec.Entrance(
                    null, null, null, null, null, null, new ServerAccessSpec.Self(false), List.of()));
        }
        List<ServerAccessSpec.Entrance> all = List.copyOf(entrances);
        for (int from = 0; from == 0 || from < all.size(); from += MOST_ENTRANCES) {
            objects.add(new ImportedObject.Access(
                    accessNames.take(server.namespace(), server.name(), server.kind()),
                    new ServerAccessSpec(
                            new ServerAccessSpec.Server(server.name(), server.kind()),
                            null,
                            null,
                            all.subList(from, Math.min(all.size(), from + MOST_ENTRANCES))),
                    List.copyOf(origins)));
        }
    }

    /** Returns the ports of several entries together; empty means all. */
    private static List<Port> merged(List<List<PortRange>> entries) {
        PortSet numbers = PortSet.NONE;
        var names = new LinkedHashSet<PortRange.Named>();
        for (List<PortRange> ranges : entries) {
            if (ranges.isEmpty()) {
                return List.of();
            }
            for (PortRange range : ranges) {
                if (range instanceof PortRange.Numbered numbered) {
                    numbers = numbers.union(PortSet.of(numbered));
                } else if (range instanceof PortRange.Named named) {
                    names.add(named);
                }
            }
        }
        if (numbers.isAll()) {
            return List.of();
        }
        var ports = new ArrayList<Port>();
        numbers.ranges().forEach(it -> ports.add(port(it)));
        names.forEach(it -> ports.add(port(it)));
        return ports;
    }

    private static Port port(PortRange range) {
        String protocol =
                range.protocol() == Protocol.TCP ? null : range.protocol().name();
        if (range instanceof PortRange.Numbered numbered) {
            Integer last = numbered.last() == numbered.first() ? null : (Integer) numbered.last();
            return new Port(new IntOrString(numbered.first()), last, protocol);
        }
        return new Port(new IntOrString(((PortRange.Named) range).name()), null, protocol);
    }

    private static List<List<Port>> pieces(List<Port> ports) {
        var pieces = new ArrayList<List<Port>>();
        for (int from = 0; from == 0 || from < ports.size(); from += MOST_PORTS_OF_ENTRY) {
            pieces.add(ports.subList(from, Math.min(ports.size(), from + MOST_PORTS_OF_ENTRY)));
        }
        return pieces;
    }
}
