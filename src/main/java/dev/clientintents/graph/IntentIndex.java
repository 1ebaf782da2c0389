package dev.clientintents.graph;

import dev.clientintents.model.AccessKey;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds all ClientIntents, by client and by server. */
final class IntentIndex {

    private final Map<ObjectKey, IntentsEntry> entries = new HashMap<>();
    private final Map<ObjectKey, ClientDeclarations> ofClient = new HashMap<>();
    private final Map<ObjectKey, ClientId> clientOfPolicy = new HashMap<>();
    private final Map<ServerId, Map<ObjectKey, List<Intent>>> ofServer = new HashMap<>();
    private final Map<ServerId, DeclaredKeys> keys = new HashMap<>();

    /** The grants that do not count, by the ClientIntents that declare them. */
    private final Map<ServerId, Map<ObjectKey, Set<Intent.Grant>>> waiting = new HashMap<>();

    private final int keysOfClient;
    private final Consenting consenting;

    /** Decides whether a declared grant counts. */
    interface Consenting {

        boolean counts(IntentsEntry entry, ServerId server, Intent.Grant grant);
    }

    /** @param keysOfClient how many keys of one client count */
    IntentIndex(int keysOfClient, Consenting consenting) {
        this.keysOfClient = keysOfClient;
        this.consenting = consenting;
    }

    /** Returns the client that declares something and whose way out a policy of that name closes; null for none. */
    @Nullable
    ClientId clientOfPolicy(ObjectKey policy) {
        return clientOfPolicy.get(policy);
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
        ClientId client = IntentGraph.client(entry);
        clientOfPolicy.put(EgressIndex.policyOf(client), client);
        for (Intent intent : entry.intents()) {
            ofServer.computeIfAbsent(intent.server(), server -> new HashMap<>())
                    .computeIfAbsent(entry.key(), key -> new ArrayList<>())
                    .add(intent);
            count(entry, intent);
        }
        return old;
    }

    private void count(IntentsEntry entry, Intent intent) {
        ServerId server = intent.server();
        for (Intent.Grant grant : intent.grants()) {
            if (consenting.counts(entry, server, grant)) {
                keys.computeIfAbsent(server, first -> new DeclaredKeys(server.namespace()))
                        .add(entry.key().namespace(), grant);
            } else {
                waiting.computeIfAbsent(server, first -> new HashMap<>())
                        .computeIfAbsent(entry.key(), first -> new LinkedHashSet<>())
                        .add(grant);
            }
        }
    }

    private void discount(IntentsEntry entry, Intent intent, Set<Intent.Grant> waited) {
        for (Intent.Grant grant : intent.grants()) {
            if (!waited.contains(grant)) {
                keys.computeIfPresent(intent.server(), (server, declared) -> {
                    declared.remove(entry.key().namespace(), grant);
                    return declared.isEmpty() ? null : declared;
                });
            }
        }
    }

    /**
     * Decides anew which grants of a server count.
     *
     * @return the grants that waited until now, by the ClientIntents of which others wait than before
     */
    Map<ObjectKey, Set<Intent.Grant>> reconsider(ServerId server) {
        Map<ObjectKey, Set<Intent.Grant>> changed = new HashMap<>();
        ofServer(server).forEach((key, intents) -> {
            IntentsEntry entry = entries.get(key);
            if (entry == null || key.namespace().equals(server.namespace())) {
                return;
            }
            Set<Intent.Grant> before = waiting(server, key);
            removeFrom(waiting, server, key);
            intents.forEach(intent -> discount(entry, intent, before));
            intents.forEach(intent -> count(entry, intent));
            if (!waiting(server, key).equals(before)) {
                changed.put(key, before);
            }
        });
        return changed;
    }

    /** Returns the grants of a server that an object declares and that do not count. */
    Set<Intent.Grant> waiting(ServerId server, ObjectKey declaration) {
        return waiting.getOrDefault(server, Map.of()).getOrDefault(declaration, Set.of());
    }

    /** Returns how many declarations wait for consent: those of one object for one server are one. */
    int waitingCount() {
        return waiting.values().stream().mapToInt(Map::size).sum();
    }

    @Nullable
    IntentsEntry remove(ObjectKey key) {
        IntentsEntry old = entries.remove(key);
        if (old != null) {
            ofClient.computeIfPresent(old.client(), (client, declarations) -> {
                declarations.remove(old);
                return declarations.entries().isEmpty() ? null : declarations;
            });
            ClientId declarer = IntentGraph.client(old);
            if (ofClient(old.client()).stream()
                    .noneMatch(other -> IntentGraph.client(other).equals(declarer))) {
                clientOfPolicy.remove(EgressIndex.policyOf(declarer));
            }
            for (Intent intent : old.intents()) {
                removeFrom(ofServer, intent.server(), key);
                discount(old, intent, waiting(intent.server(), key));
            }
            old.intents().forEach(intent -> removeFrom(waiting, intent.server(), key));
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
