package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds all ServerAccess objects that count, by namespace and by the server that they name. */
final class AccessIndex {

    private final Map<ObjectKey, AccessEntry> entries = new HashMap<>();

    /** By the server, in the order of the objects' names. */
    private final Map<ServerId, SortedMap<ObjectKey, AccessEntry>> ofServer = new HashMap<>();

    /** Those of whole namespaces. */
    private final Map<String, SortedMap<ObjectKey, AccessEntry>> wide = new HashMap<>();

    /** The servers that objects name, by namespace and name; the Services once more, by namespace. */
    private final Map<ObjectKey, Set<ServerId>> named = new HashMap<>();

    private final Map<String, Set<ServerId>> services = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    @Nullable
    AccessEntry get(ObjectKey key) {
        return entries.get(key);
    }

    void put(AccessEntry entry) {
        remove(entry.key());
        entries.put(entry.key(), entry);
        counts.merge(entry.key().namespace(), 1, Integer::sum);
        ServerId server = entry.server();
        if (server == null) {
            wide.computeIfAbsent(entry.key().namespace(), first -> new TreeMap<>())
                    .put(entry.key(), entry);
        } else if (ofServer.computeIfAbsent(server, first -> new TreeMap<>()).put(entry.key(), entry) == null) {
            named.computeIfAbsent(name(server), first -> new LinkedHashSet<>(2)).add(server);
            if (server.isService()) {
                services.computeIfAbsent(server.namespace(), first -> new LinkedHashSet<>(2))
                        .add(server);
            }
        }
    }

    void remove(ObjectKey key) {
        AccessEntry old = entries.remove(key);
        if (old == null) {
            return;
        }
        counts.computeIfPresent(key.namespace(), (same, count) -> count == 1 ? null : count - 1);
        ServerId server = old.server();
        if (server == null) {
            remove(wide, key.namespace(), key);
            return;
        }
        remove(ofServer, server, key);
        if (!ofServer.containsKey(server)) {
            remove(named, name(server), server);
            remove(services, server.namespace(), server);
        }
    }

    private static <K> void remove(Map<K, Set<ServerId>> index, K group, ServerId server) {
        index.computeIfPresent(group, (same, members) -> {
            members.remove(server);
            return members.isEmpty() ? null : members;
        });
    }

    private static <K> void remove(Map<K, SortedMap<ObjectKey, AccessEntry>> index, K group, ObjectKey key) {
        index.computeIfPresent(group, (same, members) -> {
            members.remove(key);
            return members.isEmpty() ? null : members;
        });
    }

    Collection<AccessEntry> all() {
        return entries.values();
    }

    /** Returns whether any object is of the namespace. */
    boolean has(String namespace) {
        return counts.containsKey(namespace);
    }

    /** Returns whether an object names the server. */
    boolean names(ServerId server) {
        return ofServer.containsKey(server);
    }

    /** Returns the servers of that name that objects name. */
    Set<ServerId> named(ObjectKey name) {
        return named.getOrDefault(name, Set.of());
    }

    /** Returns the Services of a namespace that objects name. */
    Set<ServerId> services(String namespace) {
        return services.getOrDefault(namespace, Set.of());
    }

    /** Returns the objects that name the server, and those of its whole namespace. */
    List<AccessEntry> about(ServerId server) {
        return Stream.concat(
                        wide.getOrDefault(server.namespace(), new TreeMap<>()).values().stream(),
                        ofServer.getOrDefault(server, new TreeMap<>()).values().stream())
                .toList();
    }

    /** Returns the objects that speak of all servers of a namespace. */
    Collection<AccessEntry> wide(String namespace) {
        return wide.getOrDefault(namespace, new TreeMap<>()).values();
    }

    /** Returns the objects that name the server. */
    Collection<AccessEntry> naming(ServerId server) {
        return ofServer.getOrDefault(server, new TreeMap<>()).values();
    }

    private static ObjectKey name(ServerId server) {
        return new ObjectKey(server.namespace(), server.name());
    }
}
