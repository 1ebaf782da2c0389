package dev.clientintents.operator.watch;

import dev.clientintents.api.ClientIntents;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.ExceptionHandler;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Passes the events of objects of one type, beside the controller's own, on to the graph, which knows the old state and
 * names what either touches.
 */
public final class SecondaryEvents<R extends HasMetadata> extends AbstractEventSource<R, ClientIntents>
        implements ResourceEventHandler<R> {

    private static final long PAGE_SIZE = 500;

    private final List<SharedIndexInformer<R>> informers;
    private final Feed<R> feed;
    private final Runnable onSynced;

    /** @param namespaces where the objects are looked for; empty for all namespaces */
    public SecondaryEvents(
            Class<R> type, KubernetesClient client, Set<String> namespaces, Feed<R> feed, Runnable onSynced) {
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
        await(lists);
        informers.forEach(this::seed);
        onSynced.run();
    }

    /**
     * Waits for the lists, which the informers try again without end. The start finds out what holds them up, and
     * interrupts this.
     */
    private static void await(List<CompletableFuture<?>> lists) {
        try {
            CompletableFuture.allOf(lists.toArray(CompletableFuture[]::new)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperatorException("interrupted", e);
        } catch (ExecutionException e) {
            throw new OperatorException(e.getCause());
        }
    }

    private void seed(SharedIndexInformer<R> informer) {
        List<R> listed = informer.getStore().list();
        listed.forEach(feed.observed());
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
    public Set<R> getSecondaryResources(ClientIntents primary) {
        return Set.of();
    }
}
