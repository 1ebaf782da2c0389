package dev.clientintents.operator.write;

import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.watch.PodFeed;
import dev.clientintents.operator.watch.PrimaryEvents;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.Triggers;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds pods to the graph, and finds out whose they are where that is not known at once. Their labels are written from
 * {@code Work}, because JOSDK's queue is one for all and lets a namespace whose writes hang stop the others.
 */
@ControllerConfiguration(name = "pods", generationAwareEventProcessing = false)
public final class PodReconciler implements Reconciler<Pod> {

    private static final Logger LOG = LoggerFactory.getLogger(PodReconciler.class);

    private final StartupBarrier barrier;
    private final Triggers triggers;
    private final PodFeed feed;
    private final EventRecorder events;

    /**
     * Feeds the feed.
     *
     * @param barrier is told when the first list is complete
     */
    public PodReconciler(StartupBarrier barrier, Triggers triggers, PodFeed feed, EventRecorder events) {
        this.barrier = barrier;
        this.triggers = triggers;
        this.feed = feed;
        this.events = events;
    }

    @Override
    public List<EventSource<?, Pod>> prepareEventSources(EventSourceContext<Pod> context) {
        return List.of(new PrimaryEvents<>(
                Pod.class,
                context.getPrimaryCache(),
                triggers.pods(),
                new PrimaryEvents.Feed<>(feed::observed, feed::seeded, feed::deleted),
                () -> barrier.reached(StartupBarrier.Condition.PODS)));
    }

    @Override
    public UpdateControl<Pod> reconcile(Pod pod, Context<Pod> context) {
        var key = new ObjectKey(
                pod.getMetadata().getNamespace(), pod.getMetadata().getName());
        if (feed.isUnresolved(key)) {
            // a standby does so too, for it has to know every pod when it takes over
            feed.resolve(pod);
        }
        if (barrier.isOpen()) {
            feed.invalidOverride(key)
                    .ifPresent(value -> events.warnOnce(
                            pod,
                            "InvalidServiceName",
                            "annotation " + Labels.SERVICE_NAME + ": '" + value
                                    + "' is not a valid DNS-1123 subdomain and is ignored"));
        }
        return UpdateControl.noUpdate();
    }

    @Override
    public ErrorStatusUpdateControl<Pod> updateErrorStatus(Pod pod, Context<Pod> context, Exception e) {
        return Failures.retry(LOG, "Could not find out to which workload a pod belongs", pod, e);
    }
}
