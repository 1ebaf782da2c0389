package dev.clientintents.operator.watch;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.operator.work.StartupBarrier;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Feeds namespaces, and the pods, policies and Services in them, to the graph. They are no controllers of their own:
 * nothing is reconciled for each of them, and JOSDK would keep a state and a timer for every pod.
 */
public final class WatchedObjects {

    private static final Duration FIRST_ANSWERS = Duration.ofSeconds(5);

    private final StartupBarrier barrier;
    private final Set<String> watched;
    private final NamespaceFeed namespaces;
    private final PodFeed pods;
    private final PolicyStore policies;
    private final ServiceFeed services;

    /**
     * Feeds the feeds.
     *
     * @param barrier is told when a first list is complete
     * @param watched where pods, policies and Services are read; empty for all namespaces
     */
    public WatchedObjects(
            StartupBarrier barrier,
            Set<String> watched,
            NamespaceFeed namespaces,
            PodFeed pods,
            PolicyStore policies,
            ServiceFeed services) {
        this.barrier = barrier;
        this.watched = watched;
        this.namespaces = namespaces;
        this.pods = pods;
        this.policies = policies;
        this.services = services;
    }

    /** Returns what watches these objects. */
    public List<EventSource<?, ClientIntents>> eventSources(KubernetesClient client) {
        return List.of(
                // namespaces themselves are read in the whole cluster
                new SecondaryEvents<>(
                        Namespace.class,
                        client,
                        Set.of(),
                        new Feed<>(namespaces::observed, namespaces::deleted),
                        reached(StartupBarrier.Condition.NAMESPACES)),
                inNamespaces(Pod.class, client, new Feed<>(pods::observed, pods::deleted), this::podsListed),
                inNamespaces(
                        NetworkPolicy.class,
                        client,
                        new Feed<>(policies::observed, policies::deleted),
                        reached(StartupBarrier.Condition.POLICIES)),
                inNamespaces(
                        Service.class,
                        client,
                        new Feed<>(services::observed, services::deleted),
                        reached(StartupBarrier.Condition.SERVICES)));
    }

    private <R extends HasMetadata> SecondaryEvents<R> inNamespaces(
            Class<R> type, KubernetesClient client, Feed<R> feed, Runnable onSynced) {
        return new SecondaryEvents<>(type, client, watched, feed, onSynced);
    }

    private Runnable reached(StartupBarrier.Condition condition) {
        return () -> barrier.reached(condition);
    }

    /**
     * Waits a limited time for the first answers about owners, and then reports the pods as known: what follows from
     * pods whose owners are being looked up is not known yet, but a dead webhook must hold nothing up.
     */
    private void podsListed() {
        pods.awaitFirstAnswers(FIRST_ANSWERS);
        barrier.reached(StartupBarrier.Condition.PODS);
    }
}
