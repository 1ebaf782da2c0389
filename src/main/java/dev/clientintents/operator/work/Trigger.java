package dev.clientintents.operator.work;

import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.EventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;

/** Has the primary resources of a controller reconciled. Several events for one resource before its turn are one. */
public final class Trigger {

    private volatile @Nullable EventHandler handler;

    public void connect(EventHandler handler) {
        this.handler = handler;
    }

    /** An event for a resource that does not exist is dropped; its creation is an event of its own. */
    void fire(@Nullable String namespace, String name) {
        EventHandler connected = handler;
        if (connected != null) {
            connected.handleEvent(new Event(new ResourceID(name, namespace)));
        }
    }
}
