package dev.clientintents.operator.write;

import dev.clientintents.kube.FailureCause;
import dev.clientintents.operator.watch.Orphans;
import dev.clientintents.operator.watch.PodFeed;
import dev.clientintents.operator.work.Backoff;
import dev.clientintents.operator.work.DaemonThreads;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.StartupBarrier;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps whose the running pods are that have lost their owners, across restarts of the operator: in a ConfigMap of its own
 * namespace, which nobody but the operator and administrators may write. Pods that have not lost an owner cost nothing.
 * It is read before anything is written, and written by the replica that leads, all that changed within a moment at once.
 */
public final class OrphanRecord implements AutoCloseable {

    /** The name of the ConfigMap. */
    public static final String NAME = "client-intents-orphaned-pods";

    private static final Logger LOG = LoggerFactory.getLogger(OrphanRecord.class);

    /** A ConfigMap may have a mebibyte. */
    private static final int MOST_BYTES = 900_000;

    private static final Duration TOGETHER = Duration.ofSeconds(2);
    private static final Duration AT_THE_END = Duration.ofSeconds(2);

    /** After how many failures in a row without any answer the start goes on without the record. */
    private static final int UNANSWERED = 3;

    private final KubernetesClient client;
    private final String namespace;
    private final PodFeed pods;
    private final StartupBarrier barrier;
    private final OperatorMetrics metrics;
    private final int mostBytes;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("orphans"));
    private final AtomicBoolean requested = new AtomicBoolean();
    private final Resource<ConfigMap> resource;

    // by the one thread
    private boolean read;
    private @Nullable Map<String, String> stored;
    private int failures;
    private volatile int leftOut;

    /**
     * Reads and writes nothing before {@link #start}.
     *
     * @param namespace the operator's own
     * @param barrier is told when the record has been read, or cannot be
     */
    public OrphanRecord(
            KubernetesClient client, String namespace, PodFeed pods, StartupBarrier barrier, OperatorMetrics metrics) {
        this(client, namespace, pods, barrier, metrics, MOST_BYTES);
    }

    OrphanRecord(
            KubernetesClient client,
            String namespace,
            PodFeed pods,
            StartupBarrier barrier,
            OperatorMetrics metrics,
            int mostBytes) {
        this.client = client;
        this.namespace = namespace;
        this.pods = pods;
        this.barrier = barrier;
        this.metrics = metrics;
        this.mostBytes = mostBytes;
        this.resource = client.configMaps().inNamespace(namespace).withName(NAME);
    }

    /** Begins to read the record, and follows the pods from then on. */
    public void start() {
        pods.announceOrphansTo(() -> request(TOGETHER));
        barrier.onOpen(this::onLeadershipAcquired);
        request(Duration.ZERO);
    }

    /** Reads once more, because another replica may have written since. */
    private void onLeadershipAcquired() {
        execute(() -> {
            read = false;
            step();
        });
    }

    private void request(Duration pause) {
        if (requested.compareAndSet(false, true)) {
            try {
                var unused = thread.schedule(this::step, pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.atDebug().log("Orphaned pods are not recorded any more");
            }
        }
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("Orphaned pods are not recorded any more");
        }
    }

    private void step() {
        requested.set(false);
        try {
            if (!read) {
                read();
            }
            if (barrier.isOpen()) {
                pods.forgetAbsent();
                write(pods.orphans());
            }
            failures = 0;
        } catch (RuntimeException e) {
            failed(e);
        }
        if (read) {
            barrier.reached(StartupBarrier.Condition.ORPHANS);
        }
    }

    private void failed(RuntimeException failure) {
        failures++;
        boolean answered = failure instanceof KubernetesClientException answer && answer.getCode() > 0;
        if (failures == 1) {
            LOG.atWarn()
                    .addKeyValue("namespace", namespace)
                    .addKeyValue("name", NAME)
                    .addKeyValue("cause", FailureCause.message(failure))
                    .log(
                            "Could not keep whose orphaned pods are; it will be retried, and until then pods that lose their"
                                    + " owners keep their identity only as long as this replica runs");
        }
        request(Duration.ofMillis(Backoff.LOOK_UP.millis(failures)));
        if (answered || failures >= UNANSWERED) {
            barrier.reached(StartupBarrier.Condition.ORPHANS);
        }
    }

    private void read() {
        ConfigMap found = resource.get();
        stored = found == null
                ? null
                : Optional.ofNullable(found.getData()).map(Map::copyOf).orElse(Map.of());
        read = true;
        if (stored != null) {
            pods.remember(Orphans.read(
                    stored,
                    unreadable -> LOG.atWarn()
                            .addKeyValue("namespace", namespace)
                            .addKeyValue("name", NAME)
                            .addKeyValue("key", unreadable)
                            .log("Somebody changed what is recorded of orphaned pods; it is not used")));
        }
    }

    private void write(Orphans orphans) {
        Orphans.Text wanted = orphans.text(mostBytes);
        if (wanted.leftOut() > 0 && leftOut == 0) {
            LOG.atWarn()
                    .addKeyValue("pods", orphans.size())
                    .addKeyValue("leftOut", wanted.leftOut())
                    .log(
                            "There is no room to record all orphaned pods; those lose their identity with the next restart");
        }
        leftOut = wanted.leftOut();
        Map<String, @Nullable String> changes = changes(wanted.namespaces());
        if (changes.isEmpty()) {
            return;
        }
        if (stored == null) {
            create(wanted.namespaces());
        } else {
            patch(changes);
        }
        stored = Map.copyOf(wanted.namespaces());
        LOG.atInfo()
                .addKeyValue("pods", orphans.size() - wanted.leftOut())
                .addKeyValue("namespaces", changes.keySet())
                .log("Recorded whose orphaned pods are");
    }

    private Map<String, @Nullable String> changes(Map<String, String> wanted) {
        Map<String, String> before = stored == null ? Map.of() : stored;
        var changes = new HashMap<String, @Nullable String>();
        wanted.forEach((key, text) -> {
            if (!text.equals(before.get(key))) {
                changes.put(key, text);
            }
        });
        before.keySet().stream().filter(key -> !wanted.containsKey(key)).forEach(key -> changes.put(key, null));
        return changes;
    }

    private void create(Map<String, String> data) {
        try {
            client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withNamespace(namespace)
                            .withName(NAME)
                            .endMetadata()
                            .withData(data)
                            .build())
                    .create();
            metrics.written(OperatorMetrics.Write.ORPHANS_CREATED);
        } catch (KubernetesClientException e) {
            read = e.getCode() != HttpURLConnection.HTTP_CONFLICT;
            throw e;
        }
    }

    private void patch(Map<String, @Nullable String> changes) {
        try {
            resource.patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    client.getKubernetesSerialization().asJson(Map.of("data", changes)));
            metrics.written(OperatorMetrics.Write.ORPHANS_PATCHED);
        } catch (KubernetesClientException e) {
            read = e.getCode() != HttpURLConnection.HTTP_NOT_FOUND;
            throw e;
        }
    }

    /** Returns how many orphaned pods there is no room for. */
    public int leftOut() {
        return leftOut;
    }

    /** Writes what is left to write, if the API server answers in time. */
    @Override
    public void close() {
        try {
            if (requested.get() && barrier.isOpen()) {
                thread.submit(this::step).get(AT_THE_END.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("Orphaned pods could not be recorded at the end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }
}
