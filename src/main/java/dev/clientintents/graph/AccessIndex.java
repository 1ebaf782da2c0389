package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private final Map<String, Map<ServerId, Integer>> named = new HashMap<>();

    @Nullable
    AccessEntry get(ObjectKey key) {
        return entries.get(key);
    }

    void put(AccessEntry entry) {
        remove(entry.key());
        entries.put(entry.key(), entry);
        ServerId server = entry.server();
        if (server == null) {
            wide.computeIfAbsent(entry.key().namespace(), first -> new TreeMap<>())
                    .put(entry.key(), entry);
        } else {
            ofServer.computeIfAbsent(server, first -> new TreeMap<>()).put(entry.key(), entry);
            named.computeIfAbsent(server.namespace(), first -> new HashMap<>()).merge(server, 1, Integer::sum);
        }
    }

    void remove(ObjectKey key) {
        AccessEntry old = entries.remove(key);
        if (old == null) {
            return;
        }
        ServerId server = old.server();
        if (server == null) {
            remove(wide, key.namespace(), key);
            return;
        }
        remove(ofServer, server, key);
        named.computeIfPresent(server.namespace(), (namespace, servers) -> {
            servers.computeIfPresent(server, (same, count) -> count == 1 ? null : count - 1);
            return servers.isEmpty() ? null : servers;
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
        return wide.containsKey(namespace) || named.containsKey(namespace);
    }

    /** Returns whether an object names the server. */
    boolean names(ServerId server) {
        return ofServer.containsKey(server);
    }

    /** Returns the servers of a namespace that objects name. */
    Collection<ServerId> named(String namespace) {
        return named.getOrDefault(namespace, Map.of()).keySet();
    }

    /** Returns the objects that name the server, and those of its whole namespace. */
    List<AccessEntry> about(ServerId server) {
        return Stream.concat(
                        wide.getOrDefault(server.namespace(), new TreeMap<>()).values().stream(),
                        ofServer.getOrDefault(server, new TreeMap<>()).values().stream())
                .toList();
    }

    /** Returns the objects that name the server. */
    Collection<AccessEntry> naming(ServerId server) {
        return ofServer.getOrDefault(server, new TreeMap<>()).values();
    }
}
