package dev.clientintents.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Gathers the bytes of one answer, and breaks it off where there are too many. */
final class BoundedBody implements AsyncBody.Consumer<List<ByteBuffer>> {

    /** Says that the answer is larger than may be read. */
    static final class TooLarge extends IOException {

        private static final long serialVersionUID = 1;

        private TooLarge(int limit) {
            super("the answer is larger than " + limit + " bytes");
        }
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int limit;

    BoundedBody(int limit) {
        this.limit = limit;
    }

    @Override
    public synchronized void consume(List<ByteBuffer> parts, AsyncBody body) throws IOException {
        for (ByteBuffer part : parts) {
            if (part.remaining() > limit - bytes.size()) {
                throw new TooLarge(limit);
            }
            var copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
        }
        body.consume();
    }

    /** Returns the bytes so far. */
    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }
}
