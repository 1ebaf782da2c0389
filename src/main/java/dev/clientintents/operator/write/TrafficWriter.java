package dev.clientintents.operator.write;

import dev.clientintents.api.ObservedTraffic;
import dev.clientintents.api.ObservedTrafficStatus;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.model.Labels;
import dev.clientintents.operator.watch.TrafficFeed;
import dev.clientintents.operator.work.Backoff;
import dev.clientintents.operator.work.DaemonThreads;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.StartupBarrier;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was seen in one ObservedTraffic object a namespace, by the replica that leads: it reads what another one wrote, and
 * then writes a namespace once a minute at most, and only where something is new.
 */
public final class TrafficWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrafficWriter.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration AT_THE_END = Duration.ofSeconds(3);
    private static final long PAGE_SIZE = 50;

    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final TrafficFeed feed;
    private final StartupBarrier barrier;
    private final OperatorMetrics metrics;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("traffic-writes"));
    private volatile boolean loaded;
    private int failures;
    private boolean warned;

    /** @param namespaces where objects are kept; empty for all namespaces */
    public TrafficWriter(
            KubernetesClient client,
            Set<String> namespaces,
            TrafficFeed feed,
            StartupBarrier barrier,
            OperatorMetrics metrics) {
        this.client = client;
        this.namespaces = namespaces;
        this.feed = feed;
        this.barrier = barrier;
        this.metrics = metrics;
    }

    /** Begins, as soon as this replica leads. */
    public void start() {
        barrier.onOpen(() -> schedule(this::load, Duration.ZERO));
    }

    /** Returns whether what was written before is known, so that more may come. */
    public boolean isLoaded() {
        return loaded;
    }

    private void schedule(Runnable task, Duration pause) {
        try {
            var unused = thread.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("What is seen of traffic is not kept any more");
        }
    }

    private void load() {
        try {
            if (namespaces.isEmpty()) {
                load(client.resources(ObservedTraffic.class).inAnyNamespace());
            } else {
                namespaces.forEach(
                        it -> load(client.resources(ObservedTraffic.class).inNamespace(it)));
            }
            loaded = true;
            failures = 0;
            warned = false;
            schedule(this::write, LOOK_EVERY);
        } catch (RuntimeException e) {
            failures++;
            warn(e, "Could not read what was seen of traffic before; until that is possible, nothing is taken");
            schedule(this::load, Duration.ofMillis(Backoff.LOOK_UP.millis(failures)));
        }
    }

    private void load(
            FilterWatchListDeletable<ObservedTraffic, ? extends KubernetesResourceList<ObservedTraffic>, ?> objects) {
        String next = null;
        do {
            ListOptions page = new ListOptionsBuilder()
                    .withLimit(PAGE_SIZE)
                    .withContinue(next)
                    .build();
            KubernetesResourceList<ObservedTraffic> list = objects.list(page);
            for (ObservedTraffic object : list.getItems()) {
                if (object.getMetadata().getName().equals(ObservedTraffic.NAME) && object.getStatus() != null) {
                    feed.load(object.getMetadata().getNamespace(), object.getStatus());
                }
            }
            next = list.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
    }

    private void write() {
        try {
            if (barrier.isOpen()) {
                feed.due().forEach(this::write);
            }
        } finally {
            schedule(this::write, LOOK_EVERY);
        }
    }

    private void write(String namespace, ObservedTrafficStatus status) {
        var object = new ObservedTraffic();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(ObservedTraffic.NAME)
                .withLabels(Map.of(Labels.MANAGED_BY, Labels.MANAGER))
                .build());
        object.setStatus(status);
        try {
            client.resource(object)
                    .fieldManager(Labels.MANAGER)
                    .forceConflicts()
                    .serverSideApply();
            metrics.written(OperatorMetrics.Write.TRAFFIC_PATCHED);
            warned = false;
        } catch (RuntimeException e) {
            if (feed.exists(namespace)) {
                feed.failed(namespace);
                warn(e, "Could not write what was seen of traffic; it will be tried again");
            } else {
                feed.gone(namespace);
            }
        }
    }

    private void warn(RuntimeException failure, String what) {
        if (!warned) {
            warned = true;
            LOG.atWarn().addKeyValue("cause", FailureCause.message(failure)).log(what);
        }
    }

    /** Writes what is left to write, if the API server answers in time. */
    @Override
    public void close() {
        try {
            if (loaded && barrier.isOpen()) {
                thread.submit(() -> feed.unwritten().forEach(this::write))
                        .get(AT_THE_END.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("What was seen of traffic could not be written at the end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }
}
