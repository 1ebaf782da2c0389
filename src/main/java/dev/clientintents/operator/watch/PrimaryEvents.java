package dev.clientintents.operator.watch;

import dev.clientintents.operator.work.ReconcileQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.EventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.List;
import java.util.Set;

/**
 * Passes every event of a controller's own objects on to the graph, and the graph's requests on to the controller. The graph
 * compares the new state with the old and names what either touches, so that a target taken out of an intent is
 * revoked; an informer's own mapping knows only the new state.
 */
public final class PrimaryEvents<R extends HasMetadata> extends AbstractEventSource<R, R>
        implements ResourceEventAware<R> {

    private final IndexerResourceCache<R> cache;
    private final ReconcileQueue<R> queue;
    private final Feed<R> feed;
    private final Runnable onSynced;

    /**
     * Connects the two ways.
     *
     * @param cache what the controller's informer knows
     * @param onSynced is called when the first list is in the graph
     */
    public PrimaryEvents(
            Class<R> type, IndexerResourceCache<R> cache, ReconcileQueue<R> queue, Feed<R> feed, Runnable onSynced) {
        super(type, "intent graph");
        this.cache = cache;
        this.queue = queue;
        this.feed = feed;
        this.onSynced = onSynced;
    }

    @Override
    public void setEventHandler(EventHandler handler) {
        super.setEventHandler(handler);
        queue.connect(handler, cache);
    }

    /**
     * Is called when the controller's informer has its first full list, the events of which may still be on their way.
     */
    @Override
    public void start() {
        super.start();
        List<R> listed = cache.list().toList();
        listed.parallelStream().forEach(feed.observed());
        listed.stream()
                .filter(resource -> cache.get(ResourceID.fromResource(resource)).isEmpty())
                .forEach(feed.deleted());
        onSynced.run();
    }

    @Override
    public void onResourceCreated(R resource) {
        feed.observed().accept(resource);
    }

    @Override
    public void onResourceUpdated(R resource, R old) {
        feed.observed().accept(resource);
    }

    @Override
    public void onResourceDeleted(R resource) {
        feed.deleted().accept(resource);
    }

    @Override
    public Set<R> getSecondaryResources(R primary) {
        return Set.of();
    }
}
