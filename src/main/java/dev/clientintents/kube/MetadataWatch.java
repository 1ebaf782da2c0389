package dev.clientintents.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the events of a watch, a line for each, on the thread that follows it. */
public final class MetadataWatch {

    private static final byte[] END = {};

    /** How much of a line that is not an event is told. */
    private static final int QUOTED = 100;

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
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    MetadataWatch(KubernetesSerialization json, Events events) {
        this.json = json;
        this.events = events;
    }

    /** Takes what came; more is asked for when that is read. */
    void received(List<ByteBuffer> buffers, AsyncBody body) {
        for (ByteBuffer buffer : buffers) {
            var bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            if (bytes.length > 0) {
                received.add(bytes);
            }
        }
        if (received.isEmpty()) {
            body.consume();
        }
    }

    /**
     * Tells of events until there are no more.
     *
     * @param silence after which time without a word the connection counts as dead
     */
    void follow(AsyncBody body, Duration silence) {
        var unused = body.done().whenComplete((nothing, failure) -> received.add(END));
        body.consume();
        try {
            while (true) {
                byte[] bytes = received.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
                if (bytes == null) {
                    throw new KubernetesClientException("the watch went silent");
                }
                if (bytes.length == 0) {
                    return;
                }
                read(bytes);
                if (received.isEmpty()) {
                    body.consume();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            body.cancel();
        }
    }

    private void read(byte[] bytes) {
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, from, i - from);
                from = i + 1;
                tell(line.toString(UTF_8));
                line.reset();
            }
        }
        line.write(bytes, from, bytes.length - from);
    }

    private void tell(String text) {
        if (text.isBlank()) {
            return;
        }
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
        if (!text.startsWith("{")) {
            // would be read as YAML
            throw notAnEvent(text, null);
        }
        try {
            return json.unmarshal(text, PartialMetadata.Event.class);
        } catch (KubernetesClientException e) {
            throw notAnEvent(text, e);
        }
    }

    private static KubernetesClientException notAnEvent(String text, @Nullable Throwable cause) {
        String begin = text.length() > QUOTED ? text.substring(0, QUOTED) + "…" : text;
        return new KubernetesClientException("a line of the watch is not a valid event: " + begin, cause);
    }
}
