package dev.clientintents.learn.suggest;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.learn.merging.Addition;
import dev.clientintents.learn.merging.IntentsText;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.query.AccessDocument;
import dev.clientintents.query.FreeNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the ClientIntents into which suggestions go: those that a client has, or else a new one. */
public final class Plan {

    /**
     * A ClientIntents, and what is added to it.
     *
     * @param client the workload
     * @param kind the kind by which it is named; null where its name is enough
     * @param existing the object as it stands; null where it is new
     * @param key its namespace and name
     * @param namespaced whether a new object names its namespace, as the manifest of the workload does
     * @param workload where the workload stands; null where it is not in the input
     * @param additions what is added; never empty
     */
    public record Change(
            WorkloadId client,
            @Nullable String kind,
            @Nullable DeclaredIntents existing,
            ObjectKey key,
            boolean namespaced,
            @Nullable Position workload,
            List<Addition> additions) {

        public Change {
            additions = List.copyOf(additions);
        }

        /** Returns the whole object as it is to be, as a document of a YAML stream. */
        public String yaml() {
            var targets = new ArrayList<Addition.NewTarget>();
            if (existing != null) {
                String own = key.namespace();
                existing.entry()
                        .intents()
                        .forEach(it -> targets.add(new Addition.NewTarget(fields(it, own), List.of())));
                existing.entry().outside().forEach(it -> targets.add(new Addition.NewTarget(fields(it), List.of())));
            }
            for (Addition addition : additions) {
                if (addition instanceof Addition.NewTarget target) {
                    targets.add(target);
                } else {
                    var more = (Addition.MorePorts) addition;
                    targets.set(more.server(), with(targets.get(more.server()), more));
                }
            }
            return existing == null
                    ? IntentsText.of(key, namespaced, client.name(), kind, targets)
                    : IntentsText.of(
                            key,
                            true,
                            existing.entry().clientName(),
                            existing.entry().clientKind(),
                            targets);
        }

        private static Addition.NewTarget with(Addition.NewTarget target, Addition.MorePorts more) {
            var fields = new LinkedHashMap<>(target.fields());
            var ports = new ArrayList<Object>();
            if (fields.get("ports") instanceof Collection<?> some) {
                ports.addAll(some);
            }
            ports.addAll(more.ports());
            fields.put("ports", ports);
            return new Addition.NewTarget(
                    fields,
                    Stream.concat(target.comments().stream(), more.comments().stream())
                            .toList());
        }
    }

    private final Snapshot snapshot;
    private final Servers servers;
    private final FreeNames names;
    private final Map<WorkloadId, Position> places = new HashMap<>();
    private final Map<Position, Manifest> objects = new HashMap<>();

    private Plan(Snapshot snapshot, List<Manifest> manifests) {
        this.snapshot = snapshot;
        servers = new Servers(snapshot);
        var taken = new ArrayList<ObjectKey>();
        snapshot.intents().forEach(it -> taken.add(it.entry().key()));
        Stream.of(snapshot.templates(), snapshot.pods())
                .flatMap(Collection::stream)
                .forEach((SnapshotPod it) -> places.putIfAbsent(it.workload(), it.position()));
        for (Manifest manifest : manifests) {
            objects.put(manifest.position(), manifest);
            if (manifest.kind().equals("ClientIntents")) {
                // even one that is refused has its name
                taken.add(new ObjectKey(manifest.namespace(), manifest.name()));
            }
        }
        names = new FreeNames(taken);
    }

    /**
     * Returns what changes, in the order of the clients.
     *
     * @param manifests the objects of the input
     */
    public static List<Change> of(List<Suggestion> suggestions, Snapshot snapshot, List<Manifest> manifests) {
        var plan = new Plan(snapshot, manifests);
        return suggestions.stream().flatMap(it -> plan.changes(it).stream()).toList();
    }

    private List<Change> changes(Suggestion suggestion) {
        WorkloadId client = suggestion.client();
        List<DeclaredIntents> existing = snapshot.intents().stream()
                .filter(it -> it.entry().isOf(client))
                .toList();
        Map<DeclaredIntents, List<Addition>> additions = new LinkedHashMap<>();
        var fresh = new ArrayList<Addition>();
        for (Suggestion.Target target : suggestion.targets()) {
            if (!addPorts(existing, target, additions)) {
                var added = new Addition.NewTarget(fields(target, client.namespace()), target.evidence());
                if (existing.isEmpty()) {
                    fresh.add(added);
                } else {
                    additions
                            .computeIfAbsent(existing.get(0), it -> new ArrayList<>())
                            .add(added);
                }
            }
        }
        var changes = new ArrayList<Change>();
        @Nullable Position place = places.get(client);
        additions.forEach((object, added) -> changes.add(
                new Change(client, suggestion.kind(), object, object.entry().key(), true, place, added)));
        if (!fresh.isEmpty()) {
            changes.add(new Change(
                    client,
                    suggestion.kind(),
                    null,
                    names.take(client.namespace(), client.name(), client.kind()),
                    isNamespaced(place),
                    place,
                    fresh));
        }
        return changes;
    }

    private boolean isNamespaced(@Nullable Position place) {
        Manifest manifest = place == null ? null : objects.get(place);
        return manifest == null
                || manifest.content()
                        .mapping("metadata")
                        .filter(it -> it.has("namespace"))
                        .isPresent();
    }

    /** Adds the ports of a target to a target of the client that names the same server with ports, if there is one. */
    private boolean addPorts(
            List<DeclaredIntents> existing, Suggestion.Target target, Map<DeclaredIntents, List<Addition>> additions) {
        if (!(target.called() instanceof Called.Server called) || target.ports().isEmpty()) {
            return false;
        }
        for (DeclaredIntents object : existing) {
            List<Intent> intents = object.entry().intents();
            for (int i = 0; i < intents.size(); i++) {
                Optional<List<PortRange>> ports = ports(intents.get(i), called.server(), target.ports());
                if (ports.isPresent()) {
                    additions
                            .computeIfAbsent(object, it -> new ArrayList<>())
                            .add(new Addition.MorePorts(
                                    i,
                                    ports.get().stream()
                                            .distinct()
                                            .map(AccessDocument::port)
                                            .toList(),
                                    ofPorts(target, ports.get())));
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the evidence of ports that are added to others, so that it says which it is about. */
    private static List<String> ofPorts(Suggestion.Target target, List<PortRange> ports) {
        return ports.size() == 1
                ? target.evidence().stream().map(it -> ports.get(0) + ": " + it).toList()
                : target.evidence();
    }

    /** Returns ports of a server as an intent names the same server; empty where it names another, or cannot say them. */
    private Optional<List<PortRange>> ports(Intent intent, ServerId server, List<PortRange> ports) {
        ServerId declared = intent.server();
        if (!declared.namespace().equals(server.namespace())) {
            return Optional.empty();
        }
        if (declared.isService() == server.isService()) {
            boolean same = declared.name().equals(server.name())
                    && (declared.kind() == null
                            || server.kind() == null
                            || declared.kind().equals(server.kind()));
            return same ? Optional.of(ports) : Optional.empty();
        }
        if (server.isService()) {
            return Optional.empty();
        }
        return servers.service(declared)
                .filter(it -> servers.behind(it).stream()
                        .anyMatch(workload -> workload.name().equals(server.name())
                                && (server.kind() == null || server.kind().equals(workload.kind()))))
                .flatMap(it -> ofService(it, ports));
    }

    private Optional<List<PortRange>> ofService(ServiceEntry service, List<PortRange> ports) {
        var found = new ArrayList<PortRange>();
        for (PortRange port : ports) {
            for (ServiceEntry.Port candidate : service.ports()) {
                boolean leads = servers.behind(service).stream()
                        .allMatch(it -> servers.numbered(it, candidate.target()).equals(port));
                if (leads) {
                    found.add(PortRange.Numbered.of(candidate.protocol(), candidate.number()));
                    break;
                }
            }
        }
        return found.size() == ports.size() ? Optional.of(found) : Optional.empty();
    }

    /** Returns the fields of a target of an object in a namespace. */
    static Map<String, Object> fields(Suggestion.Target target, String own) {
        Map<String, Object> fields = target.called() instanceof Called.Server it
                ? named(it.server(), own)
                : outside(((Called.Outside) target.called()).server());
        return withPorts(fields, target.ports());
    }

    private static Map<String, Object> fields(Intent intent, String own) {
        return withPorts(
                named(intent.server(), own),
                intent.grants().stream()
                        .map(Intent.Grant::ports)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static Map<String, Object> fields(OutsideIntent intent) {
        return withPorts(outside(intent.server()), intent.ports());
    }

    private static Map<String, Object> named(ServerId server, String own) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", server.name());
        if (!server.namespace().equals(own)) {
            fields.put("namespace", server.namespace());
        }
        if (server.kind() != null) {
            fields.put("kind", server.kind());
        }
        return fields;
    }

    private static Map<String, Object> outside(OutsideServer server) {
        var fields = new LinkedHashMap<String, Object>();
        if (server instanceof OutsideServer.Host host) {
            fields.put("host", host.name());
        } else {
            var addresses = (OutsideServer.Addresses) server;
            fields.put("cidr", addresses.block().cidr());
            if (!addresses.block().except().isEmpty()) {
                fields.put("except", addresses.block().except());
            }
        }
        return fields;
    }

    private static Map<String, Object> withPorts(Map<String, Object> fields, List<PortRange> ports) {
        if (!ports.isEmpty()) {
            fields.put("ports", ports.stream().map(AccessDocument::port).toList());
        }
        return fields;
    }
}
