package dev.clientintents.operator.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.kube.MetadataWatch;
import dev.clientintents.kube.WorkloadSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The metadata of owners in memory, and what was asked for. */
final class FakeOwnerApi implements OwnerApi {

    private final Map<String, Stream<ObjectMeta>> lists = new ConcurrentHashMap<>();
    private final Map<String, KubernetesClientException> failures = new ConcurrentHashMap<>();
    private final Map<String, String> workloads = new ConcurrentHashMap<>();
    private final Map<String, ObjectMeta> objects = new ConcurrentHashMap<>();
    private final Map<String, BlockingQueue<Optional<Consumer<MetadataWatch.Events>>>> events =
            new ConcurrentHashMap<>();
    private final List<String> gets = new CopyOnWriteArrayList<>();
    private final List<String> listed = new CopyOnWriteArrayList<>();
    private final List<String> watched = new CopyOnWriteArrayList<>();
    private final Map<String, KubernetesClientException> refusals = new ConcurrentHashMap<>();
    private final AtomicInteger interrupted = new AtomicInteger();
    private volatile long slowMillis;

    /** The GETs so far. */
    List<String> gets() {
        return gets;
    }

    /** The collections that were listed so far. */
    List<String> listed() {
        return listed;
    }

    /** The versions from which watches were asked for so far. */
    List<String> watched() {
        return watched;
    }

    /** How many GETs were interrupted. */
    int interrupted() {
        return interrupted.get();
    }

    /** Refuses every watch of a collection from now on; with 0, lets them be. */
    void refusesWatches(String path, int code) {
        if (code == 0) {
            refusals.remove(path);
        } else {
            refusals.put(path, failure(code));
        }
    }

    /** Has a watch end, as the API server does after some minutes. */
    void ends(String path) {
        queue(path).add(Optional.empty());
    }

    /** Lets each GET take its time. */
    void slow(long millis) {
        slowMillis = millis;
    }

    void lists(String path, Stream<ObjectMeta> all) {
        lists.put(path, all);
    }

    void serves(String path, ObjectMeta object) {
        objects.put(path, object);
    }

    void fails(String path, int code) {
        failures.put(path, failure(code));
    }

    void heals(String path) {
        failures.remove(path);
    }

    /** Has a watch tell something. */
    void tells(String path, Consumer<MetadataWatch.Events> event) {
        queue(path).add(Optional.of(event));
    }

    private BlockingQueue<Optional<Consumer<MetadataWatch.Events>>> queue(String path) {
        return events.computeIfAbsent(path, first -> new LinkedBlockingQueue<>());
    }

    private void failWhereToldTo(String path) {
        KubernetesClientException failure = failures.get(path);
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public ObjectMeta get(String path, Duration within) {
        gets.add(path);
        try {
            Thread.sleep(slowMillis);
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted");
        }
        failWhereToldTo(path);
        ObjectMeta found = objects.get(path);
        if (found == null) {
            throw failure(404);
        }
        return found;
    }

    /** Serves a whole object, as JSON. */
    void servesWorkload(String path, String json) {
        workloads.put(path, json);
    }

    @Override
    public WorkloadSpec workload(String path, Duration within) {
        gets.add(path);
        failWhereToldTo(path);
        String json = workloads.get(path);
        if (json == null) {
            throw failure(404);
        }
        try {
            return new ObjectMapper().readValue(json, WorkloadSpec.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String list(String path, Consumer<ObjectMeta> each) {
        listed.add(path);
        failWhereToldTo(path);
        Stream<ObjectMeta> all = lists.remove(path);
        if (all != null) {
            all.forEach(each);
        }
        return "1";
    }

    @Override
    public void watch(String path, String version, MetadataWatch.Events each) {
        watched.add(version);
        KubernetesClientException refusal = refusals.get(path);
        if (refusal != null) {
            throw refusal;
        }
        try {
            for (var event = queue(path).take();
                    event.isPresent();
                    event = queue(path).take()) {
                event.get().accept(each);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static KubernetesClientException failure(int code) {
        return new KubernetesClientException("a failure", code, null);
    }

    /** Metadata of an owner, and what controls it: group/version, kind, name and UID, or nothing. */
    static ObjectMeta owner(String namespace, String name, @Nullable String uid, String... controller) {
        var metadata = new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withUid(uid)
                .withResourceVersion("2");
        if (controller.length == 4) {
            metadata.addNewOwnerReference()
                    .withApiVersion(controller[0])
                    .withKind(controller[1])
                    .withName(controller[2])
                    .withUid(controller[3])
                    .withController(true)
                    .endOwnerReference();
        }
        return metadata.build();
    }
}
