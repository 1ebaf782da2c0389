package dev.clientintents.graph;

import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All that one change of the graph touches: everything whose labels, policy or status may have to follow, and no more.
 */
public final class Change {

    private final Set<ObjectKey> pods = new LinkedHashSet<>();
    private final Set<ServerId> servers = new LinkedHashSet<>();
    private final Set<ServerId> withdrawn = new LinkedHashSet<>();
    private final Set<ObjectKey> intents = new LinkedHashSet<>();
    private final Set<String> namespaces = new LinkedHashSet<>();
    private final Set<ObjectKey> accesses = new LinkedHashSet<>();
    private final Set<ObjectKey> sources = new LinkedHashSet<>();
    private final Set<ClientId> clients = new LinkedHashSet<>();

    /** Those of the ClientIntents of whose servers only the number of pods changed, which no way out depends on. */
    private final Set<ObjectKey> counted = new HashSet<>();

    Change() {}

    /** Returns a change that touches nothing. */
    public static Change none() {
        return new Change();
    }

    /** Returns the pods that changed, were removed, or whose labels may have to change. */
    public Set<ObjectKey> pods() {
        return Collections.unmodifiableSet(pods);
    }

    /** Returns the servers whose policy may change. */
    public Set<ServerId> servers() {
        return Collections.unmodifiableSet(servers);
    }

    /** Returns the servers of which an intent was withdrawn or changed; revocations come before all other work. */
    public Set<ServerId> withdrawn() {
        return Collections.unmodifiableSet(withdrawn);
    }

    /** Returns the ClientIntents whose status may change. */
    public Set<ObjectKey> intents() {
        return Collections.unmodifiableSet(intents);
    }

    /** Returns the namespaces whose default deny may change. */
    public Set<String> namespaces() {
        return Collections.unmodifiableSet(namespaces);
    }

    /** Returns the ServerAccess objects whose status may change. */
    public Set<ObjectKey> accesses() {
        return Collections.unmodifiableSet(accesses);
    }

    /** Returns the names of workloads of which the graph has to be told because they are sources of entrances. */
    public Set<ObjectKey> sources() {
        return Collections.unmodifiableSet(sources);
    }

    /** Returns the clients whose way out may have to be closed, or opened, in another way. */
    public Set<ClientId> clients() {
        return Collections.unmodifiableSet(clients);
    }

    /** Returns everything that this change and the other touch. */
    public Change and(Change other) {
        var both = new Change();
        for (Change one : List.of(this, other)) {
            both.pods.addAll(one.pods);
            both.servers.addAll(one.servers);
            both.withdrawn.addAll(one.withdrawn);
            both.intents.addAll(one.intents);
            both.namespaces.addAll(one.namespaces);
            both.accesses.addAll(one.accesses);
            both.sources.addAll(one.sources);
            both.clients.addAll(one.clients);
        }
        return both;
    }

    void pod(ObjectKey pod) {
        pods.add(pod);
    }

    void server(ServerId server) {
        servers.add(server);
    }

    void withdrawn(ServerId server) {
        withdrawn.add(server);
    }

    void intents(ObjectKey key) {
        intents.add(key);
        counted.remove(key);
    }

    /** Notes ClientIntents whose status counts pods of a server otherwise, and nothing else. */
    void counted(ObjectKey key) {
        if (intents.add(key)) {
            counted.add(key);
        }
    }

    boolean isOnlyCounted(ObjectKey key) {
        return counted.contains(key);
    }

    void access(ObjectKey key) {
        accesses.add(key);
    }

    void source(ObjectKey name) {
        sources.add(name);
    }

    void client(ClientId client) {
        clients.add(client);
    }

    void namespace(String namespace) {
        namespaces.add(namespace);
    }
}
