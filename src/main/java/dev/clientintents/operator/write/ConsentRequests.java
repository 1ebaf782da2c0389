package dev.clientintents.operator.write;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.ServerAccess;
import dev.clientintents.api.TargetState;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.watch.DeclarationFeed;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells a server's side, by an event, that a declaration waits for its consent: once, when the status of the declaration
 * says so for the first time.
 */
public final class ConsentRequests {

    private static final String REASON = "ConsentWanted";

    /** The number of objects of the server's side that get the event: the first, by name. */
    private static final int TOLD = 3;

    private final SharedGraph graph;
    private final DeclarationFeed<ServerAccess> accesses;
    private final EventRecorder events;

    /**
     * Tells by events.
     *
     * @param accesses knows the objects of the servers' sides, which are told
     */
    public ConsentRequests(SharedGraph graph, DeclarationFeed<ServerAccess> accesses, EventRecorder events) {
        this.graph = graph;
        this.accesses = accesses;
        this.events = events;
    }

    /**
     * Tells the sides of the servers that are new among those that a status says to wait for.
     *
     * @param before the status before; null where there was none
     */
    public void tell(ClientIntents object, ClientIntentsStatus status, @Nullable ClientIntentsStatus before) {
        Set<ServerId> wanted = notGranted(status);
        if (before != null) {
            wanted.removeAll(notGranted(before));
        }
        wanted.forEach(server -> tell(object, server));
    }

    private static Set<ServerId> notGranted(ClientIntentsStatus status) {
        return status.servers().stream()
                .filter(target -> target.state() == TargetState.NotGranted)
                .map(target -> new ServerId(target.namespace(), target.kind(), target.name()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void tell(ClientIntents object, ServerId server) {
        String message = "ClientIntents " + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName() + " declares " + (server.kind() == null ? "" : server.kind() + " ")
                + server.name() + ", and waits for consent (spec.consumers of a ServerAccess)";
        List<WarningWindow.Subject> told = side(server);
        if (told.isEmpty()) {
            events.warn(server.namespace(), REASON, message);
        }
        told.forEach(subject -> events.warn(subject, REASON, message));
    }

    /** Returns the objects of the server's side that speak of consent. */
    private List<WarningWindow.Subject> side(ServerId server) {
        List<ObjectKey> keys = graph.read(current -> current.accessesOf(server).stream()
                .filter(access -> access.consumers() != null)
                .map(AccessEntry::key)
                .sorted(Comparator.comparing(ObjectKey::name))
                .limit(TOLD)
                .toList());
        String version = HasMetadata.getApiVersion(ServerAccess.class);
        String kind = HasMetadata.getKind(ServerAccess.class);
        return keys.stream()
                .flatMap(key -> accesses
                        .uid(key)
                        .map(uid -> new WarningWindow.Subject(version, kind, key.namespace(), key.name(), uid))
                        .stream())
                .toList();
    }
}
