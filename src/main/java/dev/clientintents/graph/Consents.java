package dev.clientintents.graph;

import dev.clientintents.consent.Consent;
import dev.clientintents.consent.Consumer;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows whose declarations count at each server. What the objects about a server say adds up; one that says nothing of
 * consumers widens nothing.
 */
final class Consents {

    private final IntentGraph graph;

    /** Of the servers of which any object says who consumes them; all others have what holds by default. */
    private final Map<ServerId, Consent> known = new HashMap<>();

    /** The objects that speak of each server, as of the last update; none where there are none. */
    private final Map<ServerId, List<AccessEntry>> speaking = new HashMap<>();

    Consents(IntentGraph graph) {
        this.graph = graph;
    }

    Consent of(ServerId server) {
        return known.getOrDefault(server, byDefault());
    }

    private Consent byDefault() {
        return graph.scope().consentRequired() ? Consent.NOBODY : Consent.EVERYBODY;
    }

    /**
     * Brings what is known of a server up to date.
     *
     * @return the objects that speak of it now, or did before; none where these are the same and as they were
     */
    Set<AccessEntry> update(ServerId server) {
        List<AccessEntry> now = graph.isServer(server) ? graph.accessesOf(server) : List.of();
        List<AccessEntry> before = now.isEmpty() ? speaking.remove(server) : speaking.put(server, now);
        if (now.equals(before == null ? List.of() : before) && now.stream().allMatch(it -> it.consumers() == null)) {
            return Set.of();
        }
        Consent old = of(server);
        if (now.stream().allMatch(it -> it.consumers() == null)) {
            known.remove(server);
        } else {
            known.put(server, new Consent(false, consumers(server, now)));
        }
        if (now.equals(before) && old.equals(of(server))) {
            return Set.of();
        }
        var concerned = new LinkedHashSet<>(now);
        concerned.addAll(before == null ? List.of() : before);
        return concerned;
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
