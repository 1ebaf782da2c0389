package dev.clientintents.operator.watch;

import static dev.clientintents.operator.watch.FakeOwnerApi.failure;
import static dev.clientintents.operator.watch.FakeOwnerApi.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.Owners.Lookup;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class OwnerWatchTest {

    private static final String PATH = "/apis/games.example/v1/fleets";
    private static final OwnerStore.Kind KIND = new OwnerStore.Kind("games.example", "Fleet");
    private static final OwnerReference ARENA = new OwnerReference("games.example/v1", "Fleet", "arena", "uid");
    private static final OwnerReference OLD = new OwnerReference("apps/v1", "Deployment", "old", "1");
    private static final OwnerReference NEW = new OwnerReference("apps/v1", "Deployment", "new", "2");

    private final FakeOwnerApi api = new FakeOwnerApi();
    private final OwnerStore store = new OwnerStore();
    private final List<OwnerChange> told = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ListWatch.class);
    private volatile boolean listenerFails;
    private final OwnerWatch watch = new OwnerWatch(api, store, KIND, PATH, null, changes -> {
        told.addAll(changes);
        if (listenerFails) {
            throw new IllegalStateException("the listener failed");
        }
    });

    OwnerWatchTest() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        watch.close();
        logger.detachAppender(log);
    }

    @Test
    void aWatchThatEndsGoesOnFromTheVersionThatItReached() {
        api.lists(PATH, Stream.of(controlledBy(OLD)));
        watch.start();
        assertThat(watch.settled()).succeedsWithin(Duration.ofSeconds(5));

        api.tells(PATH, events -> events.reached("7"));
        api.ends(PATH);

        await().untilAsserted(() -> assertThat(api.watched()).containsExactly("1", "7"));
        assertThat(api.listed()).hasSize(1);
        assertThat(find()).contains(new Lookup.Found("uid", OLD));
        assertThat(log.list).isEmpty();
    }

    @Test
    void afterGoneItListsAgainAndTellsWhatItMissed() {
        api.lists(PATH, Stream.of(controlledBy(OLD), owner("shop", "pond", "other")));
        watch.start();
        await().until(() -> !api.watched().isEmpty());
        told.clear();

        api.lists(PATH, Stream.of(controlledBy(NEW)));
        api.tells(PATH, events -> {
            throw failure(410);
        });

        await().untilAsserted(() -> assertThat(told)
                .containsExactly(
                        new OwnerChange("shop", "arena", "uid", OwnerChange.Kind.MOVED),
                        new OwnerChange("shop", "pond", TrimmedOwner.text("other"), OwnerChange.Kind.GONE)));
        assertThat(find()).contains(new Lookup.Found("uid", NEW));
        assertThat(store.size()).as("what is not in the list is gone").isEqualTo(1);
        await().untilAsserted(() -> assertThat(api.watched()).containsExactly("1", "1"));
        assertThat(log.list).as("that happens, and is nobody's concern").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404})
    void whereOnlyANewListHelpsItListsAgain(int code) {
        watch.start();
        await().until(() -> !api.watched().isEmpty());

        api.tells(PATH, events -> {
            throw failure(code);
        });

        await().untilAsserted(() -> assertThat(api.listed()).hasSize(2));
        assertThat(log.list).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 429, 500, 503})
    void anyOtherFailureOfAWatchCostsNoNewList(int code) {
        watch.start();
        await().until(() -> !api.watched().isEmpty());

        api.tells(PATH, events -> {
            events.reached("7");
            throw failure(code);
        });

        await().untilAsserted(() -> assertThat(api.watched()).containsExactly("1", "7"));
        assertThat(api.listed()).hasSize(1);
    }

    @Test
    void aReconnectThatIsRefusedIsTriedEverMoreSeldomAndToldOnce() {
        watch.start();
        await().until(() -> !api.watched().isEmpty());
        api.refusesWatches(PATH, 503);
        api.tells(PATH, events -> events.reached("7"));
        api.ends(PATH);

        await().pollDelay(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(api.watched()).hasSizeBetween(3, 6));
        assertThat(log.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getKeyValuePairs())
                        .anyMatch(it -> PATH.equals(it.value))
                        .anyMatch(it -> String.valueOf(it.value).contains("a failure")));

        api.refusesWatches(PATH, 0);
        api.tells(PATH, events -> events.changed(controlledBy(NEW)));
        await().untilAsserted(() -> assertThat(find()).contains(new Lookup.Found("uid", NEW)));
        assertThat(api.watched().stream().skip(1)).containsOnly("7");
        assertThat(api.listed()).hasSize(1);
    }

    @Test
    void aWatchThatEndsAtOnceIsNotBegunAtOnce() {
        for (int i = 0; i < 1000; i++) {
            api.ends(PATH);
        }
        watch.start();

        await().pollDelay(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(api.watched()).hasSizeBetween(2, 5));
    }

    @Test
    void itSettlesWhenItIsListed() {
        api.fails(PATH, 500);
        watch.start();
        await().until(() -> log.list.size() == 1);
        assertThat(watch.settled()).isNotDone();

        api.heals(PATH);

        assertThat(watch.settled()).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void itSettlesWithoutAListWhereThatIsRefused() {
        api.fails(PATH, 403);
        watch.start();

        assertThat(watch.settled()).succeedsWithin(Duration.ofSeconds(5));
        assertThat(api.watched()).isEmpty();
    }

    @Test
    void anOwnerThatIsDeletedIsForgottenUnlessAnotherHasItsName() {
        api.lists(PATH, Stream.of(controlledBy(OLD)));
        watch.start();
        await().until(() -> find().isPresent());

        api.tells(PATH, events -> events.deleted(owner("shop", "arena", "an earlier one")));
        api.tells(PATH, events -> events.reached("7"));
        api.ends(PATH);
        await().until(() -> api.watched().contains("7"));
        assertThat(find()).isPresent();

        api.tells(PATH, events -> events.deleted(controlledBy(OLD)));
        await().until(() -> find().isEmpty());
    }

    @Test
    void aListenerThatFailsStopsNothing() {
        watch.start();
        await().until(() -> !api.watched().isEmpty());
        listenerFails = true;
        api.tells(PATH, events -> events.changed(controlledBy(OLD)));
        await().until(() -> !told.isEmpty());

        listenerFails = false;
        api.tells(PATH, events -> events.changed(controlledBy(NEW)));

        await().untilAsserted(() ->
                assertThat(told).contains(new OwnerChange("shop", "arena", "uid", OwnerChange.Kind.MOVED)));
    }

    @Test
    void itEndsWhileItWatches() {
        watch.start();
        await().until(() -> !api.watched().isEmpty());

        watch.close();

        await().until(() -> !isRunning());
        assertThat(log.list).isEmpty();
    }

    @Test
    void itEndsWhileItWaitsForTheNextTry() {
        api.fails(PATH, 500);
        watch.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> api.listed().size() == 4);

        watch.close();

        await().atMost(Duration.ofSeconds(1)).until(() -> !isRunning());
        assertThat(api.listed()).hasSize(4);
    }

    private boolean isRunning() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(it -> it.getName().startsWith("owners-Fleet"));
    }

    private Optional<Lookup> find() {
        return store.find("shop", ARENA);
    }

    private static ObjectMeta controlledBy(OwnerReference controller) {
        return owner(
                "shop",
                "arena",
                "uid",
                controller.apiVersion(),
                controller.kind(),
                controller.name(),
                controller.uid());
    }
}
