package dev.clientintents.graph;

import dev.clientintents.consent.Consent;
import dev.clientintents.consent.Consumer;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Knows whose declarations count at each server. What the objects about a server say adds up; one that says nothing of
 * consumers widens nothing.
 */
final class Consents {

    private final IntentGraph graph;

    /** Of the servers of which any object speaks; all others have what holds by default. */
    private final Map<ServerId, Consent> known = new HashMap<>();

    Consents(IntentGraph graph) {
        this.graph = graph;
    }

    Consent of(ServerId server) {
        return known.getOrDefault(server, byDefault());
    }

    private Consent byDefault() {
        return graph.scope().consentRequired() ? Consent.NOBODY : Consent.EVERYBODY;
    }

    /** Brings what is known of a server up to date, and returns whether it is something else than before. */
    boolean update(ServerId server) {
        Consent before = of(server);
        List<AccessEntry> accesses = graph.isServer(server) ? graph.accessesOf(server) : List.of();
        if (accesses.stream().allMatch(it -> it.consumers() == null)) {
            known.remove(server);
        } else {
            known.put(server, new Consent(false, consumers(server, accesses)));
        }
        return !before.equals(of(server));
    }

    private List<Consumer> consumers(ServerId server, List<AccessEntry> accesses) {
        var consumers = new ArrayList<Consumer>();
        for (AccessEntry access : accesses) {
            ServerId about = access.server() == null ? server : access.server();
            for (Consumer consumer : Optional.ofNullable(access.consumers()).orElse(List.of())) {
                onPods(about, consumer).ifPresent(consumers::add);
            }
        }
        return consumers;
    }

    /** Returns the consumer with ports of the pods; empty where the server has none of the ports. */
    private Optional<Consumer> onPods(ServerId about, Consumer consumer) {
        List<PortRange> ports = consumer.ports() == null ? null : opened(about, consumer.ports());
        return ports != null && ports.isEmpty()
                ? Optional.empty()
                : Optional.of(new Consumer(consumer.namespace(), consumer.name(), consumer.kind(), ports));
    }

    private List<PortRange> opened(ServerId server, List<PortRange> ports) {
        return ports.stream()
                .flatMap(it -> Optional.ofNullable(graph.opened(server, it)).orElse(List.of()).stream())
                .toList();
    }

    /** Returns whether a grant of a declaration counts for the client's workloads of a kind, or of any where it is null. */
    boolean counts(IntentsEntry entry, @Nullable String kind, ServerId server, Intent.Grant grant) {
        String namespace = entry.key().namespace();
        if (namespace.equals(server.namespace())) {
            return true;
        }
        Consent consent = of(server);
        return consent.everybody()
                || consent.covers(namespace, entry.clientName(), kind, graph.opened(server, grant.ports()));
    }
}
