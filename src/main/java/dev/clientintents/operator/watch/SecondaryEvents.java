package dev.clientintents.operator.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.ExceptionHandler;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Passes the events of objects that lie in namespaces on to the graph, which knows the old state and names what either
 * touches.
 */
public final class SecondaryEvents<R extends HasMetadata> extends AbstractEventSource<R, Namespace>
        implements ResourceEventHandler<R> {

    private static final long PAGE_SIZE = 500;

    private final List<SharedIndexInformer<R>> informers;
    private final PrimaryEvents.Feed<R> feed;
    private final Runnable onSynced;

    /** @param namespaces where the objects are looked for; empty for all namespaces */
    public SecondaryEvents(
            Class<R> type,
            KubernetesClient client,
            Set<String> namespaces,
            PrimaryEvents.Feed<R> feed,
            Runnable onSynced) {
        super(type, type.getSimpleName());
        this.feed = feed;
        this.onSynced = onSynced;
        var resources = client.resources(type);
        this.informers = namespaces.isEmpty()
                ? List.of(informer(resources.inAnyNamespace()))
                : namespaces.stream()
                        .map(namespace -> informer(resources.inNamespace(namespace)))
                        .toList();
    }

    private SharedIndexInformer<R> informer(FilterWatchListDeletable<R, ?, ?> resources) {
        return resources
                .withLimit(PAGE_SIZE)
                .runnableInformer(0)
                .addEventHandler(this)
                .exceptionHandler((started, failure) -> !ExceptionHandler.isDeserializationException(failure));
    }

    @Override
    public void start() {
        super.start();
        List<CompletableFuture<?>> lists = informers.stream()
                .<CompletableFuture<?>>map(informer -> informer.start().toCompletableFuture())
                .toList();
        lists.forEach(CompletableFuture::join);
        informers.forEach(this::seed);
        onSynced.run();
    }

    private void seed(SharedIndexInformer<R> informer) {
        List<R> listed = informer.getStore().list();
        listed.forEach(feed.seeded());
        listed.stream()
                .filter(resource -> informer.getStore().get(resource) == null)
                .forEach(feed.deleted());
    }

    @Override
    public void stop() {
        informers.forEach(SharedIndexInformer::stop);
        super.stop();
    }

    @Override
    public void onAdd(R resource) {
        feed.observed().accept(resource);
    }

    @Override
    public void onUpdate(R old, R resource) {
        feed.observed().accept(resource);
    }

    @Override
    public void onDelete(R resource, boolean finalStateUnknown) {
        feed.deleted().accept(resource);
    }

    @Override
    public Set<R> getSecondaryResources(Namespace primary) {
        return Set.of();
    }
}
