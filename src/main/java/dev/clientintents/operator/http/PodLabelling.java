package dev.clientintents.operator.http;

import dev.clientintents.admission.Admission;
import dev.clientintents.admission.Outcome;
import dev.clientintents.admission.Verdict;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.identity.IdentityResolver;
import dev.clientintents.identity.PodIdentity;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.label.LabelChange;
import dev.clientintents.label.PodLabels;
import dev.clientintents.observe.ObservedPod;
import dev.clientintents.operator.watch.OwnerCache;
import dev.clientintents.operator.work.DaemonThreads;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives new pods the labels that the reconciler would give them a moment later, from the same graph and by the same
 * function, so that it finds nothing to write. Where that cannot be said in time, the pod is let in as it is and the
 * reconciler labels it.
 */
final class PodLabelling implements Admission, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PodLabelling.class);
    private static final Duration LOOK_UP_WITHIN = Duration.ofMillis(800);
    private static final int LOOK_UPS = 8;
    private static final int WAITING = 200;

    private final Scope scope;
    private final SharedGraph graph;
    private final BooleanSupplier synced;
    private final IdentityResolver fromCache;
    private final IdentityResolver fromServer;
    private final ExecutorService lookUps = new ThreadPoolExecutor(
            LOOK_UPS,
            LOOK_UPS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            DaemonThreads.named("webhook-owners"));

    PodLabelling(Scope scope, SharedGraph graph, BooleanSupplier synced, OwnerCache owners) {
        this.scope = scope;
        this.graph = graph;
        this.synced = synced;
        this.fromCache = new IdentityResolver(owners.existingOnly());
        this.fromServer = new IdentityResolver(owners);
    }

    @Override
    public CompletionStage<Verdict> admit(Pod pod) {
        if (!synced.getAsBoolean()) {
            return unpatched(Outcome.NOT_SYNCED);
        }
        if (scope.excludes(pod.getMetadata().getNamespace())) {
            return unpatched(Outcome.EXCLUDED);
        }
        try {
            return CompletableFuture.completedFuture(label(pod, fromCache));
        } catch (OwnerCache.NotCached e) {
            return lookUp(pod);
        }
    }

    private CompletionStage<Verdict> lookUp(Pod pod) {
        try {
            return CompletableFuture.supplyAsync(() -> afterLookUp(pod), lookUps)
                    .completeOnTimeout(
                            Verdict.unpatched(Outcome.LATE), LOOK_UP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return unpatched(Outcome.LATE);
        }
    }

    private Verdict afterLookUp(Pod pod) {
        try {
            return label(pod, fromServer);
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("namespace", pod.getMetadata().getNamespace())
                    .addKeyValue("cause", FailureCause.message(e))
                    .log("Could not look up the owner of a new pod; it will be labelled after its creation");
            return Verdict.unpatched(Outcome.FAILED);
        }
    }

    private Verdict label(Pod pod, IdentityResolver resolver) {
        PodIdentity identity = resolver.resolve(ObservedPod.metadata(pod, scope.virtualClusters()));
        if (identity.workload().name().isEmpty()) {
            return Verdict.unpatched(Outcome.UNNAMED);
        }
        PodEntry entry = ObservedPod.entry(pod, identity);
        return Verdict.changing(
                pod, graph.read(current -> LabelChange.between(entry.labels(), PodLabels.of(current, entry))));
    }

    private static CompletionStage<Verdict> unpatched(Outcome outcome) {
        return CompletableFuture.completedFuture(Verdict.unpatched(outcome));
    }

    @Override
    public void close() {
        lookUps.shutdownNow();
    }
}
