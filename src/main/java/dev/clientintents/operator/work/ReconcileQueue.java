package dev.clientintents.operator.work;

import dev.clientintents.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.EventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceDeleteEvent;
import org.jspecify.annotations.Nullable;

/** Queues objects of one kind for reconciliation by JOSDK. Several requests for one object before its turn are one. */
public final class ReconcileQueue<R extends HasMetadata> {

    private record Connected<R extends HasMetadata>(EventHandler handler, Cache<R> cache) {}

    private volatile @Nullable Connected<R> connected;

    /**
     * Takes JOSDK's side, which there is once it knows the controller; what is requested before is dropped.
     *
     * @param handler takes one event at a time
     * @param cache what the controller's informer knows, before the handler is told of it
     */
    public void connect(EventHandler handler, Cache<R> cache) {
        this.connected = new Connected<>(handler, cache);
    }

    /** Queues an object. A request for one that does not exist is dropped; its creation is an event of its own. */
    public void request(ObjectKey key) {
        Connected<R> josdk = connected;
        if (josdk != null) {
            josdk.handler.handleEvent(new Event(new ResourceID(key.name(), key.namespace())));
        }
    }

    /**
     * Has JOSDK forget an object that is gone, once more: where an object ends while it is reconciled, JOSDK forgets it
     * at once, and afterwards keeps for good that its reconciliation has finished. One of the same name that has come
     * since is left alone.
     */
    public void forget(R gone) {
        Connected<R> josdk = connected;
        if (josdk == null) {
            return;
        }
        ResourceID id = ResourceID.fromResource(gone);
        synchronized (josdk.handler) {
            if (josdk.cache.get(id).isEmpty()) {
                josdk.handler.handleEvent(new ResourceDeleteEvent(ResourceAction.DELETED, id, gone, false));
            }
        }
    }
}
