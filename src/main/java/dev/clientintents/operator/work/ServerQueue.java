package dev.clientintents.operator.work;

import dev.clientintents.model.ServerId;
import dev.clientintents.status.WriteState;
import dev.clientintents.status.WriteStates;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The servers whose policies have to be looked at, by namespace, and how far each is. So a namespace's reconciliation
 * looks at what changed in it and not at all its servers.
 */
public final class ServerQueue implements WriteStates {

    /** What one reconciliation of a namespace looks at. */
    public record Work(Set<ServerId> servers, boolean defaultDeny) {}

    private final Map<String, Set<ServerId>> servers = new HashMap<>();
    private final Set<String> defaultDenies = new LinkedHashSet<>();
    private final Map<ServerId, WriteState> unfinished = new HashMap<>();

    /** Has the server looked at. */
    public void add(ServerId server) {
        add(server, WriteState.QUEUED);
    }

    /** Has the server looked at again, after it failed. */
    public void retry(ServerId server, String reason) {
        add(server, new WriteState.Pending(reason));
    }

    private synchronized void add(ServerId server, WriteState state) {
        servers.computeIfAbsent(server.namespace(), namespace -> new LinkedHashSet<>())
                .add(server);
        unfinished.put(server, state);
    }

    /** Has the default deny of a namespace looked at. */
    public synchronized void addDefaultDeny(String namespace) {
        defaultDenies.add(namespace);
    }

    /** Takes everything that waits in a namespace. */
    public synchronized Work take(String namespace) {
        Set<ServerId> taken = servers.remove(namespace);
        return new Work(taken == null ? Set.of() : taken, defaultDenies.remove(namespace));
    }

    /** Says how far a server is that was taken; false where it was queued again meanwhile, so that this says nothing. */
    public synchronized boolean report(ServerId server, WriteState state) {
        if (servers.getOrDefault(server.namespace(), Set.of()).contains(server)) {
            return false;
        }
        if (state instanceof WriteState.Done) {
            unfinished.remove(server);
        } else {
            unfinished.put(server, state);
        }
        return true;
    }

    /** The namespaces in which anything waits. */
    public synchronized Set<String> namespaces() {
        var waiting = new LinkedHashSet<>(servers.keySet());
        waiting.addAll(defaultDenies);
        return waiting;
    }

    @Override
    public synchronized WriteState of(ServerId server) {
        return unfinished.getOrDefault(server, WriteState.DONE);
    }

    /** Whether the policy of a server may differ from the plan. */
    public boolean isPending(ServerId server) {
        return of(server) instanceof WriteState.Pending;
    }
}
