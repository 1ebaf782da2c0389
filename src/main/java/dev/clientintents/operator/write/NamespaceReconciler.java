package dev.clientintents.operator.write;

import dev.clientintents.backend.networkpolicy.DefaultDeny;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.watch.NamespaceFeed;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.watch.PrimaryEvents;
import dev.clientintents.operator.watch.SecondaryEvents;
import dev.clientintents.operator.watch.ServiceFeed;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.ServerQueue;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.status.WriteState;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of policies: those servers of a namespace that something touched, and its default deny. */
@ControllerConfiguration(name = "namespaces", generationAwareEventProcessing = false)
public final class NamespaceReconciler implements Reconciler<Namespace> {

    private static final Logger LOG = LoggerFactory.getLogger(NamespaceReconciler.class);

    private final Cluster cluster;

    public NamespaceReconciler(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<EventSource<?, Namespace>> prepareEventSources(EventSourceContext<Namespace> context) {
        NamespaceFeed feed = cluster.namespaceFeed();
        PolicyStore policies = cluster.policies();
        ServiceFeed services = cluster.serviceFeed();
        StartupBarrier gate = cluster.gate();
        Set<String> watched = cluster.scope().watched();
        return List.of(
                new PrimaryEvents<>(
                        Namespace.class,
                        context.getPrimaryCache(),
                        cluster.triggers().namespaces(),
                        new PrimaryEvents.Feed<>(feed::observed, feed::observed, feed::deleted),
                        () -> gate.reached(StartupBarrier.Condition.NAMESPACES)),
                new SecondaryEvents<>(
                        NetworkPolicy.class,
                        context.getClient(),
                        watched,
                        new PrimaryEvents.Feed<>(policies::observed, policies::observed, policies::deleted),
                        () -> gate.reached(StartupBarrier.Condition.POLICIES)),
                new SecondaryEvents<>(
                        Service.class,
                        context.getClient(),
                        watched,
                        new PrimaryEvents.Feed<>(services::observed, services::observed, services::deleted),
                        () -> gate.reached(StartupBarrier.Condition.SERVICES)));
    }

    @Override
    public UpdateControl<Namespace> reconcile(Namespace resource, Context<Namespace> context) {
        String namespace = resource.getMetadata().getName();
        if (!cluster.gate().isOpen() || cluster.scope().excludes(namespace)) {
            return UpdateControl.noUpdate();
        }
        cluster.order().overdue(namespace).forEach(cluster.queue()::add);
        ServerQueue.Work work = cluster.queue().take(namespace);
        var tasks = new ArrayList<Callable<@Nullable Void>>();
        if (work.defaultDeny()) {
            tasks.add(() -> defaultDeny(namespace));
        }
        work.servers().forEach(server -> tasks.add(() -> server(server)));
        run(tasks);
        UpdateControl<Namespace> control = UpdateControl.noUpdate();
        cluster.order().nextDeadline(namespace).ifPresent(control::rescheduleAfter);
        return control;
    }

    /** Runs what deals with its failures itself. */
    private void run(List<Callable<@Nullable Void>> tasks) {
        try {
            if (tasks.size() == 1) {
                tasks.get(0).call();
            } else {
                cluster.policyThreads().invokeAll(tasks);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while policies were written", e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Void defaultDeny(String namespace) {
        var key = new ObjectKey(namespace, PolicyName.DEFAULT_DENY);
        try {
            Optional<NetworkPolicy> plan = cluster.graph().read(graph -> DefaultDeny.plan(graph, namespace));
            WriteState state = cluster.policyWriter().bring(key, plan);
            cluster.retries().succeeded(key);
            if (state instanceof WriteState.Foreign) {
                LOG.atWarn()
                        .addKeyValue("namespace", namespace)
                        .addKeyValue("name", PolicyName.DEFAULT_DENY)
                        .log("A policy of this name is somebody else's and is left alone");
            }
        } catch (RuntimeException e) {
            retry(key, e, () -> cluster.queue().addDefaultDeny(namespace));
        }
        return null;
    }

    private @Nullable Void server(ServerId server) {
        var key = new ObjectKey(server.namespace(), PolicyName.of(server));
        try {
            Optional<NetworkPolicy> plan = cluster.graph().read(graph -> ServerPolicies.plan(graph, server));
            if (plan.isPresent() && cluster.policies().find(key).isEmpty()) {
                Optional<Duration> wait =
                        cluster.graph().read(graph -> cluster.order().beforeIsolating(graph, server));
                if (wait.isPresent()) {
                    report(server, new WriteState.Pending("pods of its clients do not carry their keys yet"));
                    return null;
                }
            }
            WriteState state = cluster.policyWriter().bring(key, plan);
            if (plan.isEmpty()) {
                cluster.policies().absent(server);
            }
            report(server, state);
            cluster.retries().succeeded(key);
        } catch (RuntimeException e) {
            String reason = "its policy could not be written: " + FailureCause.message(e);
            report(server, new WriteState.Pending(reason));
            retry(key, e, () -> cluster.queue().retry(server, reason));
        }
        return null;
    }

    private void retry(ObjectKey policy, RuntimeException failure, Runnable queueAgain) {
        Failures.log(LOG, "Could not write a policy", policy, failure);
        cluster.retries().failed(policy, () -> {
            queueAgain.run();
            cluster.triggers().namespace(policy.namespace());
        });
    }

    private void report(ServerId server, WriteState state) {
        if (cluster.queue().report(server, state) && !(state instanceof WriteState.Pending)) {
            cluster.waitingServers()
                    .end(server)
                    .ifPresent(nanos -> cluster.metrics().waited("policy", nanos));
            cluster.order().settled(server).forEach(cluster.triggers()::pod);
        }
        cluster.statuses()
                .fire(cluster.graph()
                        .read(graph -> List.copyOf(graph.consumers(server).keySet())));
    }
}
