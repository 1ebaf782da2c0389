package dev.clientintents.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final AsyncBody stream = new AsyncBody() {
        @Override
        public void consume() {
            asked.incrementAndGet();
        }

        @Override
        public CompletableFuture<Void> done() {
            return new CompletableFuture<>();
        }

        @Override
        public void cancel() {
            throw new AssertionError("whoever reads cancels");
        }
    };

    @Test
    void asMuchAsTheLimitIsGathered() throws IOException {
        var body = new BoundedBody(4);

        body.consume(List.of(bytes(1, 2), bytes(3)), stream);
        body.consume(List.of(bytes(4)), stream);

        assertThat(body.bytes()).containsExactly(1, 2, 3, 4);
        assertThat(asked).hasValue(2);
    }

    @Test
    void moreIsNotAskedFor() throws IOException {
        var body = new BoundedBody(4);
        body.consume(List.of(bytes(1, 2, 3)), stream);

        assertThatThrownBy(() -> body.consume(List.of(bytes(4, 5)), stream))
                .isInstanceOf(BoundedBody.TooLarge.class)
                .hasMessageContaining("larger than 4 bytes");

        assertThat(asked).hasValue(1);
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }
}
