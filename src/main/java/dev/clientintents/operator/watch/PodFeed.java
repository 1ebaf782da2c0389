package dev.clientintents.operator.watch;

import dev.clientintents.graph.Change;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.identity.IdentityResolver;
import dev.clientintents.identity.PodIdentity;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedPod;
import dev.clientintents.operator.watch.ResourceVersions.Version;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.Triggers;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings pods into the graph. A pod whose owner is not known yet waits for its reconciliation, which looks it up. */
public final class PodFeed {

    private static final Logger LOG = LoggerFactory.getLogger(PodFeed.class);

    private final SharedGraph graph;
    private final Scope scope;
    private final IdentityResolver fromCache;
    private final IdentityResolver fromServer;
    private final Triggers triggers;
    private final ResourceVersions versions = new ResourceVersions();
    private final Map<ObjectKey, Version> unresolved = new ConcurrentHashMap<>();
    private final Map<ObjectKey, String> invalidOverrides = new ConcurrentHashMap<>();

    public PodFeed(SharedGraph graph, Scope scope, OwnerCache owners, Triggers triggers) {
        this.graph = graph;
        this.scope = scope;
        this.fromCache = new IdentityResolver(owners.cachedOnly());
        this.fromServer = new IdentityResolver(owners);
        this.triggers = triggers;
    }

    /** Takes a state of a pod from the watch, without ever waiting. */
    public void observed(Pod pod) {
        if (scope.excludes(pod.getMetadata().getNamespace())) {
            return;
        }
        try {
            PodEntry entry = entry(pod, fromCache);
            unresolved.remove(entry.key());
            graph.change(current -> versions.advance(pod.getMetadata()) ? current.put(entry) : Change.none());
        } catch (OwnerCache.NotCached e) {
            unresolved.put(key(pod.getMetadata()), Version.of(pod.getMetadata()));
            triggers.pod(key(pod.getMetadata()));
        }
    }

    /**
     * Takes a state of a pod from the first list, asking the API server for owners that are not known. A pod whose owner
     * cannot be looked up is set aside and tried again on its own: it holds up nobody else.
     */
    public void seeded(Pod pod) {
        if (!scope.excludes(pod.getMetadata().getNamespace())) {
            PodEntry entry;
            try {
                entry = entry(pod, fromServer);
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("namespace", pod.getMetadata().getNamespace())
                        .addKeyValue("name", pod.getMetadata().getName())
                        .addKeyValue("cause", FailureCause.message(e))
                        .log("Could not find out to which workload a pod belongs; it will be retried");
                unresolved.put(key(pod.getMetadata()), Version.of(pod.getMetadata()));
                triggers.pod(key(pod.getMetadata()));
                return;
            }
            graph.change(current -> versions.advance(pod.getMetadata()) ? current.put(entry) : Change.none());
        }
    }

    /**
     * Finds out to which workload a pod belongs that waits for that, asking the API server; its errors pass through. A pod
     * that went meanwhile stays away, and labels that are known to be newer stay.
     */
    public void resolve(Pod pod) {
        PodEntry entry = entry(pod, fromServer);
        graph.change(current -> {
            // a state that came while this one was looked up waits for a look-up of its own
            Version waiting = unresolved.get(entry.key());
            Version found = Version.of(pod.getMetadata());
            if (waiting == null || !waiting.uid().equals(found.uid()) || waiting.isNewerThan(found)) {
                return Change.none();
            }
            unresolved.remove(entry.key(), waiting);
            if (versions.advance(pod.getMetadata())) {
                return current.put(entry);
            }
            return current.pod(entry.key())
                    .map(known -> current.put(entry.withLabels(known.labels())))
                    .orElse(Change.none());
        });
    }

    /** Whether the pod waits for {@link #resolve}. */
    public boolean isUnresolved(ObjectKey key) {
        return unresolved.containsKey(key);
    }

    /** The pods that wait for {@link #resolve}. */
    public Set<ObjectKey> unresolved() {
        return Set.copyOf(unresolved.keySet());
    }

    /** Has the pods looked up again whose owner could not be read: the right to may have been given since. */
    public void lookUpUnreadable() {
        graph.<List<PodEntry>>read(current -> current.allPods()
                        .filter(pod -> pod.unreadable() != null)
                        .toList())
                .forEach(pod -> {
                    unresolved.putIfAbsent(pod.key(), new Version(pod.uid(), "0"));
                    triggers.pod(pod.key());
                });
    }

    /** The override that a pod carries but that is no name; empty where there is none. */
    public Optional<String> invalidOverride(ObjectKey key) {
        return Optional.ofNullable(invalidOverrides.get(key));
    }

    /** The pods that carry an override which is no name. */
    public Set<ObjectKey> withInvalidOverride() {
        return Set.copyOf(invalidOverrides.keySet());
    }

    /** Takes what a pod's metadata became by our own patch, ahead of the watch. */
    public void patched(ObjectMeta metadata) {
        graph.change(current -> {
            Optional<PodEntry> entry = current.pod(key(metadata));
            if (entry.isEmpty() || !versions.knows(metadata) || !versions.advance(metadata)) {
                return Change.none();
            }
            return current.put(entry.get()
                    .withLabels(Optional.ofNullable(metadata.getLabels()).orElse(Map.of())));
        });
    }

    public void deleted(Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        ObjectKey key = key(metadata);
        unresolved.computeIfPresent(key, (same, it) -> it.uid().equals(metadata.getUid()) ? null : it);
        graph.change(current -> {
            boolean known = versions.knows(metadata);
            if (!known && current.pod(key).isPresent()) {
                return Change.none(); // another pod of its name came meanwhile
            }
            versions.forget(metadata);
            invalidOverrides.remove(key);
            return current.removePod(key);
        });
    }

    private PodEntry entry(Pod pod, IdentityResolver resolver) {
        PodIdentity identity = resolver.resolve(ObservedPod.metadata(pod));
        ObjectKey key = key(pod.getMetadata());
        if (identity.invalidOverride() == null) {
            invalidOverrides.remove(key);
        } else {
            invalidOverrides.put(key, identity.invalidOverride());
        }
        return ObservedPod.entry(pod, identity);
    }

    private static ObjectKey key(ObjectMeta metadata) {
        return new ObjectKey(metadata.getNamespace(), metadata.getName());
    }
}
