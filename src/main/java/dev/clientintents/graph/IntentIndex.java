package dev.clientintents.graph;

import dev.clientintents.model.AccessKey;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds all ClientIntents, by client and by server. */
final class IntentIndex {

    private final Map<ObjectKey, IntentsEntry> entries = new HashMap<>();
    private final Map<ObjectKey, ClientDeclarations> ofClient = new HashMap<>();
    private final Map<ServerId, Map<ObjectKey, List<Intent>>> ofServer = new HashMap<>();
    private final Map<ServerId, DeclaredKeys> keys = new HashMap<>();
    private final int keysOfClient;

    /** @param keysOfClient how many keys of one client count */
    IntentIndex(int keysOfClient) {
        this.keysOfClient = keysOfClient;
    }

    @Nullable
    IntentsEntry get(ObjectKey key) {
        return entries.get(key);
    }

    @Nullable
    IntentsEntry put(IntentsEntry entry) {
        IntentsEntry old = remove(entry.key());
        entries.put(entry.key(), entry);
        ofClient.computeIfAbsent(entry.client(), client -> new ClientDeclarations(keysOfClient))
                .add(entry);
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
            ofClient.computeIfPresent(old.client(), (client, declarations) -> {
                declarations.remove(old);
                return declarations.entries().isEmpty() ? null : declarations;
            });
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

    /** Returns the ClientIntents of all workloads of that namespace and name, the oldest first. */
    Collection<IntentsEntry> ofClient(ObjectKey client) {
        ClientDeclarations declarations = ofClient.get(client);
        return declarations == null ? List.of() : declarations.entries();
    }

    /** Returns whether all workloads of that namespace and name declare more keys than count. */
    boolean isOverBudget(ObjectKey client) {
        ClientDeclarations declarations = ofClient.get(client);
        return declarations != null && declarations.isOverBudget();
    }

    /** Returns whether a key that the client declares does not count. */
    boolean isBeyondBudget(ObjectKey client, AccessKey key) {
        ClientDeclarations declarations = ofClient.get(client);
        return declarations != null && declarations.isBeyond(key);
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
