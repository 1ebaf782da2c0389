package dev.clientintents.http;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;

/**
 * Reads a body without holding a thread. The bytes are copied as they come: a chunk keeps a whole buffer from being
 * used again, and whoever sends them one by one would hold thousands of times what he sent.
 */
final class BodyReader implements Runnable {

    private static final int FIRST = 16 * 1024;

    private final Content.Source source;
    private final int length;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private byte[] bytes;
    private int filled;

    private BodyReader(Content.Source source, int length) {
        this.source = source;
        this.length = length;
        this.bytes = new byte[Math.min(length, FIRST)];
    }

    /** @param length how long the body says that it is */
    static CompletableFuture<byte[]> read(Content.Source source, int length) {
        var reader = new BodyReader(source, length);
        reader.run();
        return reader.body;
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = source.read();
            if (chunk == null) {
                source.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                body.completeExceptionally(chunk.getFailure());
                return;
            }
            boolean last = chunk.isLast();
            try {
                add(chunk);
            } finally {
                chunk.release();
            }
            if (last) {
                body.complete(filled == bytes.length ? bytes : Arrays.copyOf(bytes, filled));
                return;
            }
        }
    }

    private void add(Content.Chunk chunk) {
        int more = chunk.remaining();
        if (filled + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(length, Math.max(2 * bytes.length, filled + more)));
        }
        chunk.get(bytes, filled, more);
        filled += more;
    }
}
