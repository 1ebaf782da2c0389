package dev.clientintents.operator.watch;

import dev.clientintents.kube.FailureCause;
import dev.clientintents.kube.ObjectApi;
import dev.clientintents.model.ObjectKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects of one kind that tell of entrances or of ways out, in one namespace or in all. */
final class ExposingCollection implements ListWatch.Collection {

    private static final Logger LOG = LoggerFactory.getLogger(ExposingCollection.class);

    private final ObjectApi api;
    private final ExposureFeed feed;
    private final ExposingKind kind;
    private final String path;
    private final String query;
    private final Set<ObjectKey> known = ConcurrentHashMap.newKeySet();
    private final Set<ObjectKey> setAside = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /**
     * Prepares a collection.
     *
     * @param path for example {@code /apis/networking.k8s.io/v1/ingresses}
     * @param query what selects some of them; begins with {@code &}, or is empty
     */
    ExposingCollection(ObjectApi api, ExposureFeed feed, ExposingKind kind, String path, String query) {
        this.api = api;
        this.feed = feed;
        this.kind = kind;
        this.path = path;
        this.query = query;
    }

    /** Returns how many objects cannot be read. */
    int setAside() {
        return setAside.size();
    }

    @Override
    public String list() {
        Map<ObjectKey, Optional<Consumer<ClusterFacts>>> listed = new LinkedHashMap<>();
        String version = api.list(path, query, new ObjectApi.Listing() {
            @Override
            public void add(Map<?, ?> object) {
                ObjectKey key = key(object);
                listed.put(key, read(key, object));
            }

            @Override
            public void restart() {
                listed.clear();
            }
        });
        tell(facts -> {
            known.stream().filter(key -> !listed.containsKey(key)).forEach(key -> {
                kind.gone(key).accept(facts);
                setAside.remove(key);
            });
            known.clear();
            known.addAll(listed.keySet());
            listed.values().forEach(it -> it.ifPresent(told -> told.accept(facts)));
            kind.listed().accept(facts);
        });
        return version;
    }

    @Override
    public void watch(String version, Consumer<String> reached) {
        api.watch(path, query, version, new ObjectApi.Events() {
            @Override
            public void changed(Map<?, ?> object) {
                ObjectKey key = key(object);
                known.add(key);
                read(key, object).ifPresent(ExposingCollection.this::tell);
            }

            @Override
            public void deleted(Map<?, ?> object) {
                ObjectKey key = key(object);
                known.remove(key);
                setAside.remove(key);
                tell(kind.gone(key));
            }

            @Override
            public void reached(String now) {
                reached.accept(now);
            }
        });
    }

    /** Forgets all objects, because the cluster does not serve the kind any more; nothing is told after that. */
    void forget() {
        feed.change(facts -> {
            closed = true;
            known.forEach(key -> kind.gone(key).accept(facts));
            known.clear();
            setAside.clear();
        });
    }

    /** Tells what is known, unless it was told that there is nothing more to come; both by the thread that changes the graph. */
    private void tell(Consumer<ClusterFacts> told) {
        feed.change(facts -> {
            if (!closed) {
                told.accept(facts);
            }
        });
    }

    /** Reads an object; one that cannot be read is said, and counts as it did before. */
    private Optional<Consumer<ClusterFacts>> read(ObjectKey key, Map<?, ?> object) {
        try {
            Consumer<ClusterFacts> read = kind.read(key, object);
            setAside.remove(key);
            return Optional.of(read);
        } catch (RuntimeException e) {
            if (setAside.add(key)) {
                LOG.atWarn()
                        .addKeyValue("kind", kind.name())
                        .addKeyValue("namespace", key.namespace())
                        .addKeyValue("name", key.name())
                        .addKeyValue("cause", FailureCause.message(e))
                        .log("Could not read an object that may lead traffic to servers; it counts as it did before");
            }
            return Optional.empty();
        }
    }

    private static ObjectKey key(Map<?, ?> object) {
        Map<?, ?> metadata = object.get("metadata") instanceof Map<?, ?> its ? its : Map.of();
        return new ObjectKey(text(metadata, "namespace"), text(metadata, "name"));
    }

    private static String text(Map<?, ?> metadata, String field) {
        return metadata.get(field) instanceof String text ? text : "";
    }
}
