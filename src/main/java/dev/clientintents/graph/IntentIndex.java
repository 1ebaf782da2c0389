package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds all ClientIntents, by client and by server. */
final class IntentIndex {

    private final Map<ObjectKey, IntentsEntry> entries = new HashMap<>();
    private final Map<ObjectKey, Map<ObjectKey, IntentsEntry>> ofClient = new HashMap<>();
    private final Map<ServerId, Map<ObjectKey, List<Intent>>> ofServer = new HashMap<>();
    private final Map<ServerId, DeclaredKeys> keys = new HashMap<>();

    @Nullable
    IntentsEntry get(ObjectKey key) {
        return entries.get(key);
    }

    @Nullable
    IntentsEntry put(IntentsEntry entry) {
        IntentsEntry old = remove(entry.key());
        entries.put(entry.key(), entry);
        ofClient.computeIfAbsent(entry.client(), client -> new LinkedHashMap<>())
                .put(entry.key(), entry);
        for (Intent intent : entry.intents()) {
            ofServer.computeIfAbsent(intent.server(), server -> new HashMap<>())
                    .computeIfAbsent(entry.key(), key -> new ArrayList<>())
                    .add(intent);
            DeclaredKeys declared =
                    keys.computeIfAbsent(intent.server(), server -> new DeclaredKeys(server.namespace()));
            intent.grants().forEach(grant -> declared.add(entry.key().namespace(), grant));
        }
        return old;
    }

    @Nullable
    IntentsEntry remove(ObjectKey key) {
        IntentsEntry old = entries.remove(key);
        if (old != null) {
            removeFrom(ofClient, old.client(), key);
            for (Intent intent : old.intents()) {
                removeFrom(ofServer, intent.server(), key);
                keys.computeIfPresent(intent.server(), (server, declared) -> {
                    intent.grants().forEach(grant -> declared.remove(key.namespace(), grant));
                    return declared.isEmpty() ? null : declared;
                });
            }
        }
        return old;
    }

    Collection<IntentsEntry> all() {
        return entries.values();
    }

    /** Returns the ClientIntents of all workloads of that namespace and name. */
    Collection<IntentsEntry> ofClient(ObjectKey client) {
        return ofClient.getOrDefault(client, Map.of()).values();
    }

    /** Returns the intents on the server, by the ClientIntents that declare them. */
    Map<ObjectKey, List<Intent>> ofServer(ServerId server) {
        return ofServer.getOrDefault(server, Map.of());
    }

    /** Returns the keys that are declared of the server; null where none is. */
    @Nullable
    DeclaredKeys keysOf(ServerId server) {
        return keys.get(server);
    }

    private static <K, V> void removeFrom(Map<K, Map<ObjectKey, V>> index, K group, ObjectKey key) {
        index.computeIfPresent(group, (same, members) -> {
            members.remove(key);
            return members.isEmpty() ? null : members;
        });
    }
}
