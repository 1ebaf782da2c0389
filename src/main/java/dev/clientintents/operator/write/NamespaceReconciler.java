package dev.clientintents.operator.write;

import dev.clientintents.operator.watch.NamespaceFeed;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.watch.PrimaryEvents;
import dev.clientintents.operator.watch.SecondaryEvents;
import dev.clientintents.operator.watch.ServiceFeed;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.Trigger;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Set;

/**
 * Feeds namespaces, and the policies and Services in them, to the graph. It writes nothing: JOSDK's queue is one for all
 * and serves who came first, where a revocation must not wait, so that policies are written from {@code Work}.
 */
@ControllerConfiguration(name = "namespaces", generationAwareEventProcessing = false)
public final class NamespaceReconciler implements Reconciler<Namespace> {

    private final StartupBarrier barrier;
    private final Set<String> watched;
    private final NamespaceFeed namespaces;
    private final PolicyStore policies;
    private final ServiceFeed services;

    /**
     * Feeds the feeds.
     *
     * @param barrier is told when a first list is complete
     * @param watched where policies and Services are read; empty for all namespaces
     */
    public NamespaceReconciler(
            StartupBarrier barrier,
            Set<String> watched,
            NamespaceFeed namespaces,
            PolicyStore policies,
            ServiceFeed services) {
        this.barrier = barrier;
        this.watched = watched;
        this.namespaces = namespaces;
        this.policies = policies;
        this.services = services;
    }

    @Override
    public List<EventSource<?, Namespace>> prepareEventSources(EventSourceContext<Namespace> context) {
        return List.of(
                new PrimaryEvents<>(
                        Namespace.class,
                        context.getPrimaryCache(),
                        new Trigger(),
                        new PrimaryEvents.Feed<>(namespaces::observed, namespaces::observed, namespaces::deleted),
                        () -> barrier.reached(StartupBarrier.Condition.NAMESPACES)),
                new SecondaryEvents<>(
                        NetworkPolicy.class,
                        context.getClient(),
                        watched,
                        new PrimaryEvents.Feed<>(policies::observed, policies::observed, policies::deleted),
                        () -> barrier.reached(StartupBarrier.Condition.POLICIES)),
                new SecondaryEvents<>(
                        Service.class,
                        context.getClient(),
                        watched,
                        new PrimaryEvents.Feed<>(services::observed, services::observed, services::deleted),
                        () -> barrier.reached(StartupBarrier.Condition.SERVICES)));
    }

    @Override
    public UpdateControl<Namespace> reconcile(Namespace resource, Context<Namespace> context) {
        return UpdateControl.noUpdate();
    }
}
