package dev.clientintents.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a watch, a JSON object each, on the thread that follows it. */
final class LineStream {

    private static final byte[] END = {};

    /** How much of a line that is not an event is told. */
    private static final int QUOTED = 100;

    private final Consumer<String> each;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** @param each is told of each line that is not blank */
    LineStream(Consumer<String> each) {
        this.each = each;
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
        if (!text.startsWith("{")) {
            // would be read as YAML
            throw notAnEvent(text, null);
        }
        each.accept(text);
    }

    static KubernetesClientException notAnEvent(String text, @Nullable Throwable cause) {
        String begin = text.length() > QUOTED ? text.substring(0, QUOTED) + "…" : text;
        return new KubernetesClientException("a line of the watch is not a valid event: " + begin, cause);
    }
}
