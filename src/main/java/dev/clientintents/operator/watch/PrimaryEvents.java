package dev.clientintents.operator.watch;

import dev.clientintents.operator.work.Trigger;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.EventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Passes every event of a controller's primary resources on to the graph, and the graph's triggers on to the controller.
 * The graph compares the new state with the old and names what either touches, so that a target taken out of an intent is
 * revoked; an informer's own mapping knows only the new state.
 */
public final class PrimaryEvents<P extends HasMetadata> extends AbstractEventSource<P, P>
        implements ResourceEventAware<P> {

    /**
     * Where the states of objects go.
     *
     * @param observed takes a state from the watch, without waiting
     * @param seeded takes a state from the first list, and may wait
     * @param deleted takes the last state of an object that is gone
     */
    public record Feed<R>(Consumer<R> observed, Consumer<R> seeded, Consumer<R> deleted) {}

    private final IndexerResourceCache<P> cache;
    private final Trigger trigger;
    private final Feed<P> feed;
    private final Runnable onSynced;

    public PrimaryEvents(
            Class<P> type, IndexerResourceCache<P> cache, Trigger trigger, Feed<P> feed, Runnable onSynced) {
        super(type, "intent graph");
        this.cache = cache;
        this.trigger = trigger;
        this.feed = feed;
        this.onSynced = onSynced;
    }

    @Override
    public void setEventHandler(EventHandler handler) {
        super.setEventHandler(handler);
        trigger.connect(handler);
    }

    /** Called when the controller's informer has its first full list, the events of which may still be on their way. */
    @Override
    public void start() {
        super.start();
        List<P> listed = cache.list().toList();
        listed.parallelStream().forEach(feed.seeded);
        listed.stream()
                .filter(resource -> cache.get(ResourceID.fromResource(resource)).isEmpty())
                .forEach(feed.deleted);
        onSynced.run();
    }

    @Override
    public void onResourceCreated(P resource) {
        feed.observed.accept(resource);
    }

    @Override
    public void onResourceUpdated(P resource, P old) {
        feed.observed.accept(resource);
    }

    @Override
    public void onResourceDeleted(P resource) {
        feed.deleted.accept(resource);
    }

    @Override
    public Set<P> getSecondaryResources(P primary) {
        return Set.of();
    }
}
