package dev.clientintents.kube;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Reads the events of a watch, a line for each, on the thread that follows it. */
public final class MetadataWatch {

    /** Is told of changes, one after the other. */
    public interface Events {

        /** Is called when an object was made or changed, and has this metadata now. */
        void changed(ObjectMeta metadata);

        /** Is called when an object is gone, and had this metadata at last. */
        void deleted(ObjectMeta metadata);

        /** Is called when everything up to this version has been told. */
        void reached(String version);
    }

    private final KubernetesSerialization json;
    private final Events events;
    private final LineStream lines = new LineStream(this::tell);

    MetadataWatch(KubernetesSerialization json, Events events) {
        this.json = json;
        this.events = events;
    }

    /** Takes what came; more is asked for when that is read. */
    void received(List<ByteBuffer> buffers, AsyncBody body) {
        lines.received(buffers, body);
    }

    /**
     * Tells of events until there are no more.
     *
     * @param silence after which time without a word the connection counts as dead
     */
    void follow(AsyncBody body, Duration silence) {
        lines.follow(body, silence);
    }

    private void tell(String text) {
        PartialMetadata.Event event = event(text);
        PartialMetadata.ChangedObject object = event.object();
        switch (event.type()) {
            case "ADDED", "MODIFIED" -> events.changed(object.metadata());
            case "DELETED" -> events.deleted(object.metadata());
            case "BOOKMARK" -> {}
            default ->
                throw new KubernetesClientException(new StatusBuilder()
                        .withCode(Objects.requireNonNullElse(object.code(), 0))
                        .withMessage("the watch ended: " + object.message())
                        .build());
        }
        events.reached(object.metadata().getResourceVersion());
    }

    private PartialMetadata.Event event(String text) {
        try {
            return json.unmarshal(text, PartialMetadata.Event.class);
        } catch (KubernetesClientException e) {
            throw LineStream.notAnEvent(text, e);
        }
    }
}
