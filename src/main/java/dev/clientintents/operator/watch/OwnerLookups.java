package dev.clientintents.operator.watch;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.Owners.Lookup;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.kube.WorkloadSpec;
import dev.clientintents.observe.ObservedPod;
import dev.clientintents.operator.work.FairExecutor;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks the API server for single owners, on threads of its own, with a deadline, and for each namespace only a few at a
 * time: a namespace whose conversion webhook is dead delays nobody else.
 */
final class OwnerLookups implements AutoCloseable {

    static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int THREADS = 8;
    private static final int SHARE = 2;

    private final OwnerApi api;
    private final OwnerKinds kinds;
    private final ScheduledExecutorService clock;
    private final FairExecutor threads;
    private final Map<OwnerKey, CompletableFuture<Lookup>> underWay = new ConcurrentHashMap<>();

    OwnerLookups(OwnerApi api, OwnerKinds kinds, ScheduledExecutorService clock) {
        this.api = api;
        this.kinds = kinds;
        this.clock = clock;
        this.threads = new FairExecutor("owners", THREADS, SHARE, clock);
    }

    /**
     * Asks for an owner: once for all who want to know the same at the same time. The answer fails with a
     * {@link KubernetesClientException} where nothing can be said.
     */
    CompletableFuture<Lookup> ask(String namespace, OwnerReference reference) {
        OwnerKey key = OwnerKey.of(namespace, reference);
        var mine = new CompletableFuture<Lookup>();
        CompletableFuture<Lookup> others = underWay.putIfAbsent(key, mine);
        if (others != null) {
            return others;
        }
        threads.execute(namespace, () -> answer(() -> fetch(namespace, reference), () -> underWay.remove(key), mine));
        return mine;
    }

    /**
     * Asks for what says which pods are a workload's own. The answer fails with a {@link KubernetesClientException}
     * where there is none.
     *
     * @param path of the workload
     */
    CompletableFuture<WorkloadSpec> askForWorkload(String namespace, String path) {
        var answer = new CompletableFuture<WorkloadSpec>();
        threads.execute(namespace, () -> answer(() -> api.workload(path, DEADLINE), () -> {}, answer));
        return answer;
    }

    private <T> void answer(Callable<T> question, Runnable ended, CompletableFuture<T> answer) {
        var request = new FutureTask<>(question);
        ScheduledFuture<?> end = clock.schedule(() -> request.cancel(true), DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        request.run();
        end.cancel(false);
        ended.run();
        try {
            answer.complete(request.get());
        } catch (CancellationException e) {
            answer.completeExceptionally(
                    new KubernetesClientException("no answer within " + DEADLINE.toSeconds() + " s"));
        } catch (ExecutionException e) {
            answer.completeExceptionally(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.completeExceptionally(new KubernetesClientException("interrupted"));
        } finally {
            // the deadline may have come too late
            boolean unused = Thread.interrupted();
        }
    }

    private Lookup fetch(String namespace, OwnerReference reference) {
        try {
            Optional<String> path = kinds.path(reference.apiVersion(), reference.kind(), namespace, reference.name());
            if (path.isEmpty()) {
                return new Lookup.Missing();
            }
            ObjectMeta owner = api.get(path.get(), DEADLINE);
            return owner.getUid().equals(reference.uid())
                    ? new Lookup.Found(owner.getUid(), ObservedPod.controller(owner))
                    : new Lookup.Missing();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_UNAUTHORIZED -> new Lookup.Unreadable();
                case HttpURLConnection.HTTP_NOT_FOUND -> new Lookup.Missing();
                default -> throw e;
            };
        } catch (RuntimeException e) {
            // told in a line, as any other look-up that failed: what a reference says is somebody else's
            throw new KubernetesClientException("the owner could not be looked up: " + FailureCause.message(e), e);
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
