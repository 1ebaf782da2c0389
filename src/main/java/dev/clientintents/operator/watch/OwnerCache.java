package dev.clientintents.operator.watch;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.Owners;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.observe.ObservedPod;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owners of pods. A reference is only answered for the object of exactly that kind, name and UID, so that a forged one
 * finds nothing, and spoils nothing for others. The usual kinds are listed once at the start; an owner that is seen first
 * later costs one GET of its metadata.
 */
public final class OwnerCache implements Owners {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerCache.class);
    private static final int CAPACITY = 100_000;

    /** How long an owner that may not be read is not asked for again. */
    public static final Duration UNREADABLE_FOR = Duration.ofSeconds(15);

    /** Says that the answer is not at hand. Thrown often and caught at once, hence without a trace. */
    public static final class NotCached extends RuntimeException {

        private NotCached() {
            super(null, null, false, false);
        }
    }

    private record Key(String namespace, String group, String kind, String name, String uid) {

        static Key of(String namespace, OwnerReference reference) {
            return new Key(namespace, reference.group(), reference.kind(), reference.name(), reference.uid());
        }
    }

    private record Entry(Lookup lookup, long expires) {}

    private final MetadataApi api;
    private final OwnerKinds kinds;
    private final Set<String> namespaces;
    private final Map<Key, CompletableFuture<Optional<Lookup>>> underWay = new ConcurrentHashMap<>();
    private final Map<Key, Entry> entries = Collections.synchronizedMap(new LinkedHashMap<>(1024, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Entry> eldest) {
            return size() > CAPACITY;
        }
    });

    /** @param namespaces where the usual kinds are listed; empty for all namespaces */
    public OwnerCache(MetadataApi api, OwnerKinds kinds, Set<String> namespaces) {
        this.api = api;
        this.kinds = kinds;
        this.namespaces = namespaces;
    }

    /** Lists the usual owner kinds. A kind that may not be listed is looked up one by one when needed. */
    public void load() {
        OwnerKinds.USUAL.entrySet().parallelStream().forEach(kindAndPath -> {
            String[] parts = kindAndPath.getKey().split("/", -1);
            paths(kindAndPath.getValue()).forEach(path -> load(parts[0], parts[parts.length - 1], path));
        });
    }

    /** A kind that cannot be listed holds nothing up: the owners of pods are what is missing, one by one. */
    private void load(String group, String kind, String path) {
        try {
            api.list(path, owner -> add(group, kind, owner));
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("path", path)
                    .addKeyValue("cause", FailureCause.message(e))
                    .log(
                            isRefused(e)
                                    ? "May not list owners of pods; each will be looked up on its own"
                                    : "Could not list owners of pods; each will be looked up on its own");
        }
    }

    private Stream<String> paths(String everywhere) {
        int plural = everywhere.lastIndexOf('/');
        return namespaces.isEmpty()
                ? Stream.of(everywhere)
                : namespaces.stream()
                        .map(namespace -> everywhere.substring(0, plural) + "/namespaces/" + namespace
                                + everywhere.substring(plural));
    }

    private void add(String group, String kind, ObjectMeta owner) {
        var key = new Key(owner.getNamespace(), group, kind, owner.getName(), owner.getUid());
        put(key, new Lookup.Found(owner.getUid(), ObservedPod.controller(owner)), Long.MAX_VALUE);
    }

    /** Answers from the cache, or asks the API server: once for all who want to know the same at the same time. */
    @Override
    public Lookup find(String namespace, OwnerReference reference) {
        if (!reference.isPlausible()) {
            return new Lookup.Missing();
        }
        return cached(namespace, reference).orElseGet(() -> ask(namespace, reference));
    }

    private Lookup ask(String namespace, OwnerReference reference) {
        Key key = Key.of(namespace, reference);
        var mine = new CompletableFuture<Optional<Lookup>>();
        CompletableFuture<Optional<Lookup>> others = underWay.putIfAbsent(key, mine);
        if (others != null) {
            return others.join().orElseGet(() -> fetch(namespace, reference));
        }
        Optional<Lookup> answer = Optional.empty();
        try {
            Lookup found = cached(namespace, reference).orElseGet(() -> fetch(namespace, reference));
            answer = Optional.of(found);
            return found;
        } finally {
            underWay.remove(key);
            mine.complete(answer);
        }
    }

    /** Answers from the cache only; throws {@link NotCached} where it has no answer. */
    public Owners cachedOnly() {
        return (namespace, reference) -> reference.isPlausible()
                ? cached(namespace, reference).orElseThrow(NotCached::new)
                : new Lookup.Missing();
    }

    private Optional<Lookup> cached(String namespace, OwnerReference reference) {
        return Optional.ofNullable(entries.get(Key.of(namespace, reference)))
                .filter(entry -> entry.expires == Long.MAX_VALUE || entry.expires - System.nanoTime() > 0)
                .map(Entry::lookup);
    }

    private Lookup fetch(String namespace, OwnerReference reference) {
        Key key = Key.of(namespace, reference);
        try {
            Optional<String> path = kinds.path(reference.apiVersion(), reference.kind(), namespace, reference.name());
            ObjectMeta owner = path.map(api::get).orElse(null);
            if (owner != null && owner.getUid().equals(reference.uid())) {
                var found = new Lookup.Found(owner.getUid(), ObservedPod.controller(owner));
                return put(key, found, Long.MAX_VALUE);
            }
            return missing(key, path.isPresent());
        } catch (KubernetesClientException e) {
            if (isRefused(e)) {
                return put(key, new Lookup.Unreadable(), System.nanoTime() + UNREADABLE_FOR.toNanos());
            }
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return missing(key, true);
            }
            throw e;
        } catch (RuntimeException e) {
            // told in a line, as any other look-up that failed: what a reference says is somebody else's
            throw new KubernetesClientException("the owner could not be looked up: " + e.getMessage(), e);
        }
    }

    /** The server chooses UIDs, so a UID that is not there today never will be; a kind may be served later. */
    private Lookup missing(Key key, boolean served) {
        return put(key, new Lookup.Missing(), served ? Long.MAX_VALUE : System.nanoTime() + UNREADABLE_FOR.toNanos());
    }

    private Lookup put(Key key, Lookup lookup, long expires) {
        entries.put(key, new Entry(lookup, expires));
        return lookup;
    }

    private static boolean isRefused(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN || e.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED;
    }
}
