package dev.clientintents.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataWatchTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String ADDED = event("ADDED", "web", 5, "Grüße ✓");
    private static final String MODIFIED = event("MODIFIED", "db", 6, "");
    private static final String DELETED = event("DELETED", "web", 7, "");

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Body body = new Body();
    private final MetadataWatch watch = new MetadataWatch(new KubernetesSerialization(), new MetadataWatch.Events() {
        @Override
        public void changed(ObjectMeta metadata) {
            told.add("changed " + metadata.getName() + " "
                    + metadata.getAnnotations().get("words"));
        }

        @Override
        public void deleted(ObjectMeta metadata) {
            told.add("deleted " + metadata.getName());
        }

        @Override
        public void reached(String version) {
            told.add("reached " + version);
        }
    });

    @Test
    void eachEventIsToldBeforeTheVersionThatItReaches() {
        receive(ADDED + MODIFIED, DELETED);
        body.done.complete(null);

        watch.follow(body, LONG);

        assertThat(told)
                .containsExactly(
                        "changed web Grüße ✓", "reached 5", "changed db ", "reached 6", "deleted web", "reached 7");
    }

    @Test
    void aLineIsTheSameWhereverItIsSplit() {
        byte[] whole = (ADDED + DELETED).getBytes(UTF_8);
        for (int split = 0; split <= whole.length; split++) {
            receive(Arrays.copyOf(whole, split));
            receive(Arrays.copyOfRange(whole, split, whole.length));
        }
        body.done.complete(null);

        watch.follow(body, LONG);

        assertThat(told).hasSize(4 * (whole.length + 1));
        assertThat(told.stream().distinct())
                .containsExactly("changed web Grüße ✓", "reached 5", "deleted web", "reached 7");
    }

    @Test
    void aBookmarkOnlyMovesTheVersionAndABlankLineNothing() {
        receive("\n", event("BOOKMARK", "", 9, ""), " \r\n");
        body.done.complete(null);

        watch.follow(body, LONG);

        assertThat(told).containsExactly("reached 9");
    }

    @Test
    void halfALineAtTheEndIsNotTold() {
        receive(ADDED, MODIFIED.substring(0, MODIFIED.length() - 1));
        body.done.complete(null);

        watch.follow(body, LONG);

        assertThat(told).containsExactly("changed web Grüße ✓", "reached 5");
    }

    @Test
    void aConnectionThatBreaksEndsTheWatchAfterWhatCame() {
        receive(ADDED);
        body.done.completeExceptionally(new IOException("connection reset"));

        watch.follow(body, LONG);

        assertThat(told).containsExactly("changed web Grüße ✓", "reached 5");
        assertThat(body.cancelled).isTrue();
    }

    @Test
    void anErrorEndsTheWatchWithItsCodeAndNothingAfterItIsTold() {
        receive(
                ADDED,
                "{\"type\": \"ERROR\", \"object\": {\"kind\": \"Status\", \"code\": 410,"
                        + " \"message\": \"too old resource version\", \"metadata\": {}}}\n",
                MODIFIED);

        assertThatThrownBy(() -> watch.follow(body, LONG))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(410))
                .hasMessageContaining("too old resource version");
        assertThat(told).containsExactly("changed web Grüße ✓", "reached 5");
        assertThat(body.cancelled).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>Bad Gateway</html>",
                "{\"type\": \"MODIFIED\", \"object\": {\"metadata\": {\"name\": ",
                "{\"type\": \"MODIFIED\"}",
                "{\"type\": \"MODIFIED\", \"object\": {}}",
                "{}",
                "{\"type\": \"BOOKMARK\", \"object\": {\"metadata\": {\"name\": \"web\"}}}",
                "null"
            })
    void aLineThatIsNotAnEventEndsTheWatchAndMovesNoVersion(String garbage) {
        receive(ADDED, garbage + "\n", MODIFIED);

        assertThatThrownBy(() -> watch.follow(body, LONG))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessage("a line of the watch is not a valid event: " + garbage);

        assertThat(told).containsExactly("changed web Grüße ✓", "reached 5");
        assertThat(body.cancelled).isTrue();
    }

    @Test
    void ofALongLineThatIsNotAnEventOnlyTheBeginningIsTold() {
        receive("x".repeat(100_000) + "\n");

        assertThatThrownBy(() -> watch.follow(body, LONG))
                .hasMessageEndingWith("x…")
                .extracting(e -> String.valueOf(e.getMessage()).length())
                .satisfies(length -> assertThat(length).isLessThan(200));
    }

    @Test
    void anErrorWithoutACodeEndsTheWatchToo() {
        receive("{\"type\": \"ERROR\", \"object\": {\"message\": \"no code\"}}\n");

        assertThatThrownBy(() -> watch.follow(body, LONG))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isZero())
                .hasMessageContaining("no code");
    }

    @Test
    void aSilentConnectionCountsAsDead() {
        receive(ADDED);

        assertThatThrownBy(() -> watch.follow(body, Duration.ofMillis(50)))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("silent");

        assertThat(told).containsExactly("changed web Grüße ✓", "reached 5");
        assertThat(body.cancelled).isTrue();
    }

    @Test
    void anInterruptEndsTheWatchAndIsKept() throws InterruptedException {
        var interrupted = new AtomicBoolean();
        var follower = new Thread(() -> {
            watch.follow(body, LONG);
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        follower.start();
        await().until(() -> follower.getState() == Thread.State.TIMED_WAITING);

        follower.interrupt();
        follower.join(5_000);

        assertThat(follower.isAlive()).isFalse();
        assertThat(interrupted).isTrue();
        assertThat(body.cancelled).isTrue();
    }

    @Test
    void nothingMoreIsAskedForUntilWhatCameIsRead() {
        receive(ADDED, MODIFIED);
        assertThat(body.asked).hasValue(0);

        watch.received(List.of(ByteBuffer.allocate(0)), body);
        assertThat(body.asked).as("still something to read").hasValue(0);

        body.done.complete(null);
        watch.follow(body, LONG);
        assertThat(body.asked).as("once to begin; what came was not the last").hasValue(1);
    }

    @Test
    void anEmptyBufferIsNoEndAndMoreIsAskedFor() {
        watch.received(List.of(ByteBuffer.allocate(0)), body);
        assertThat(body.asked).hasValue(1);

        receive(ADDED);
        body.done.complete(null);
        watch.follow(body, LONG);
        assertThat(told).hasSize(2);
    }

    private void receive(String... texts) {
        for (String text : texts) {
            receive(text.getBytes(UTF_8));
        }
    }

    private void receive(byte[] bytes) {
        watch.received(List.of(ByteBuffer.wrap(bytes)), body);
    }

    private static String event(String type, String name, int version, String words) {
        return "{\"type\": \"%s\", \"object\": {\"metadata\": {\"name\": \"%s\", \"resourceVersion\": \"%d\", \"annotations\": {\"words\": \"%s\"}}}}\n"
                .formatted(type, name, version, words);
    }

    private static final class Body implements AsyncBody {

        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicBoolean cancelled = new AtomicBoolean();

        @Override
        public void consume() {
            asked.incrementAndGet();
        }

        @Override
        public CompletableFuture<Void> done() {
            return done;
        }

        @Override
        public void cancel() {
            cancelled.set(true);
        }
    }
}
