package dev.clientintents.operator.watch;

import dev.clientintents.kube.MetadataWatch;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lists and watches the owners of one kind. */
final class OwnerWatch implements AutoCloseable {

    private final OwnerApi api;
    private final OwnerStore store;
    private final OwnerStore.Kind kind;
    private final String path;
    private final @Nullable String namespace;
    private final Consumer<List<OwnerChange>> onChange;
    private final ListWatch watch;

    /**
     * Prepares a watch.
     *
     * @param path of the collection
     * @param namespace of the collection; null where it is of all
     * @param onChange is told what may change whose pods are, when the store knows it
     */
    OwnerWatch(
            OwnerApi api,
            OwnerStore store,
            OwnerStore.Kind kind,
            String path,
            @Nullable String namespace,
            Consumer<List<OwnerChange>> onChange) {
        this.api = api;
        this.store = store;
        this.kind = kind;
        this.path = path;
        this.namespace = namespace;
        this.onChange = onChange;
        this.watch = new ListWatch(
                "owners-" + kind.name(),
                path,
                "Could not watch owners of pods; it will be retried, and meanwhile each is looked up on its own",
                new Owners());
    }

    void start() {
        watch.start();
    }

    /**
     * Returns a future that is done when the owners are listed, or will not be for now because the API server refuses.
     */
    CompletableFuture<Void> settled() {
        return watch.settled();
    }

    @Override
    public void close() {
        watch.close();
    }

    /** Writes lists and events to the store. */
    private final class Owners implements ListWatch.Collection {

        @Override
        public String list() {
            OwnerStore.Listing listing = store.list(kind, namespace);
            String listed = api.list(path, listing::add);
            onChange.accept(listing.finish());
            return listed;
        }

        @Override
        public void watch(String version, Consumer<String> reached) {
            api.watch(path, version, new MetadataWatch.Events() {
                @Override
                public void changed(ObjectMeta metadata) {
                    store.put(kind, metadata).ifPresent(change -> onChange.accept(List.of(change)));
                }

                @Override
                public void deleted(ObjectMeta metadata) {
                    store.remove(kind, metadata).ifPresent(change -> onChange.accept(List.of(change)));
                }

                @Override
                public void reached(String now) {
                    reached.accept(now);
                }
            });
        }
    }
}
