package dev.clientintents.operator;

import dev.clientintents.graph.Change;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.identity.IdentityResolver;
import dev.clientintents.identity.PodIdentity;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedPod;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Brings pods into the graph. A pod whose owner is not known yet waits for its reconciliation, which looks it up. */
final class PodFeed {

    private final SharedGraph graph;
    private final Scope scope;
    private final IdentityResolver fromCache;
    private final IdentityResolver fromServer;
    private final Triggers triggers;
    private final ResourceVersions versions = new ResourceVersions();
    private final Set<ObjectKey> unresolved = ConcurrentHashMap.newKeySet();
    private final Map<ObjectKey, String> invalidOverrides = new ConcurrentHashMap<>();

    PodFeed(SharedGraph graph, Scope scope, OwnerCache owners, Triggers triggers) {
        this.graph = graph;
        this.scope = scope;
        this.fromCache = new IdentityResolver(owners.cachedOnly());
        this.fromServer = new IdentityResolver(owners);
        this.triggers = triggers;
    }

    /** Takes a state of a pod from the watch, without ever waiting. */
    void observed(Pod pod) {
        if (scope.excludes(pod.getMetadata().getNamespace())) {
            return;
        }
        try {
            put(pod, fromCache.resolve(ObservedPod.metadata(pod)));
        } catch (OwnerCache.NotCached e) {
            unresolved.add(key(pod.getMetadata()));
            triggers.pod(key(pod.getMetadata()));
        }
    }

    /** Takes a state of a pod, asking the API server for owners that are not known; its errors pass through. */
    void resolve(Pod pod) {
        if (!scope.excludes(pod.getMetadata().getNamespace())) {
            put(pod, fromServer.resolve(ObservedPod.metadata(pod)));
        }
    }

    /** Whether the pod waits for {@link #resolve}. */
    boolean isUnresolved(ObjectKey key) {
        return unresolved.contains(key);
    }

    /** The pods that wait for {@link #resolve}. */
    Set<ObjectKey> unresolved() {
        return Set.copyOf(unresolved);
    }

    /** The override that a pod carries but that is no name; empty where there is none. */
    Optional<String> invalidOverride(ObjectKey key) {
        return Optional.ofNullable(invalidOverrides.get(key));
    }

    /** The pods that carry an override which is no name. */
    Set<ObjectKey> withInvalidOverride() {
        return Set.copyOf(invalidOverrides.keySet());
    }

    /** Takes what a pod's metadata became by our own patch, ahead of the watch. */
    void patched(ObjectMeta metadata) {
        graph.change(current -> {
            Optional<PodEntry> entry = current.pod(key(metadata));
            if (entry.isEmpty() || !versions.knows(metadata) || !versions.advance(metadata)) {
                return Change.none();
            }
            return current.put(entry.get()
                    .withLabels(Optional.ofNullable(metadata.getLabels()).orElse(Map.of())));
        });
    }

    void deleted(Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        unresolved.remove(key(metadata));
        invalidOverrides.remove(key(metadata));
        graph.change(current -> {
            versions.forget(metadata);
            return current.removePod(key(metadata));
        });
    }

    private void put(Pod pod, PodIdentity identity) {
        ObjectMeta metadata = pod.getMetadata();
        unresolved.remove(key(metadata));
        if (identity.invalidOverride() == null) {
            invalidOverrides.remove(key(metadata));
        } else {
            invalidOverrides.put(key(metadata), identity.invalidOverride());
        }
        PodEntry entry = ObservedPod.entry(pod, identity);
        graph.change(current -> versions.advance(metadata) ? current.put(entry) : Change.none());
    }

    private static ObjectKey key(ObjectMeta metadata) {
        return new ObjectKey(metadata.getNamespace(), metadata.getName());
    }
}
