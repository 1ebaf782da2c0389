package dev.clientintents.operator.write;

import dev.clientintents.graph.PodEntry;
import dev.clientintents.label.LabelChange;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.watch.PodFeed;
import dev.clientintents.operator.watch.PrimaryEvents;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.StartupBarrier;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of pods' labels. */
@ControllerConfiguration(name = "pods", generationAwareEventProcessing = false)
public final class PodReconciler implements Reconciler<Pod> {

    private static final Logger LOG = LoggerFactory.getLogger(PodReconciler.class);

    /**
     * How long new keys wait for revoked ones, so that one patch does for both: a policy that shrinks takes milliseconds.
     */
    private static final Duration TOGETHER = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Duration revocationDeadline;

    public PodReconciler(Cluster cluster, Duration revocationDeadline) {
        this.cluster = cluster;
        this.revocationDeadline = revocationDeadline;
    }

    @Override
    public List<EventSource<?, Pod>> prepareEventSources(EventSourceContext<Pod> context) {
        PodFeed feed = cluster.podFeed();
        return List.of(new PrimaryEvents<>(
                Pod.class,
                context.getPrimaryCache(),
                cluster.triggers().pods(),
                new PrimaryEvents.Feed<>(feed::observed, feed::seeded, feed::deleted),
                () -> cluster.gate().reached(StartupBarrier.Condition.PODS)));
    }

    @Override
    public UpdateControl<Pod> reconcile(Pod pod, Context<Pod> context) {
        var key = new ObjectKey(
                pod.getMetadata().getNamespace(), pod.getMetadata().getName());
        if (cluster.podFeed().isUnresolved(key)) {
            // a standby does so too, for it has to know every pod when it takes over
            cluster.podFeed().resolve(pod);
        }
        if (!cluster.gate().isOpen()) {
            return UpdateControl.noUpdate();
        }
        cluster.podFeed()
                .invalidOverride(key)
                .ifPresent(value -> cluster.events()
                        .warnOnce(
                                pod,
                                "InvalidServiceName",
                                "annotation " + Labels.SERVICE_NAME + ": '" + value
                                        + "' is no DNS-1123 subdomain and is ignored"));
        return label(key);
    }

    private UpdateControl<Pod> label(ObjectKey key) {
        record Plan(PodEntry pod, LabelChange change) {}
        Optional<Plan> plan = cluster.graph()
                .read(graph -> graph.pod(key)
                        .filter(pod -> pod.isLive() || pod.state() == PodEntry.State.HOST_NETWORK)
                        .map(pod -> new Plan(pod, LabelChange.between(pod.labels(), PodLabels.of(graph, pod)))));
        if (plan.isEmpty() || plan.get().change.isEmpty()) {
            cluster.order().revoked(key);
            cluster.waitingPods().end(key);
            return UpdateControl.noUpdate();
        }
        LabelChange change = plan.get().change;
        Set<ServerId> shrinking = shrinking(change.removed());
        Optional<Duration> hold =
                shrinking.isEmpty() ? Optional.empty() : cluster.order().beforeRevoking(key, shrinking);
        if (hold.isPresent()) {
            // asked again, for a policy that came to rest between the two questions wakes nobody
            change = without(change, shrinking(change.removed()));
            if (!change.equals(plan.get().change) && !change.isEmpty()) {
                Duration together = TOGETHER.minus(revocationDeadline.minus(hold.get()));
                if (!together.isNegative() && !together.isZero()) {
                    return UpdateControl.<Pod>noUpdate().rescheduleAfter(together);
                }
            }
        }
        if (!change.isEmpty()) {
            patch(plan.get().pod, change);
        }
        if (hold.isPresent() && !change.equals(plan.get().change)) {
            return UpdateControl.<Pod>noUpdate().rescheduleAfter(hold.get());
        }
        cluster.order().revoked(key);
        return UpdateControl.noUpdate();
    }

    /** The servers whose policies still admit by one of the keys and are about to change. */
    private Set<ServerId> shrinking(SortedSet<String> removedKeys) {
        return removedKeys.stream()
                .flatMap(key -> cluster.policies().serverOf(key).stream())
                .filter(cluster.queue()::isPending)
                .collect(Collectors.toUnmodifiableSet());
    }

    private LabelChange without(LabelChange change, Set<ServerId> held) {
        var removed = new TreeSet<>(change.removed());
        removed.removeIf(
                key -> cluster.policies().serverOf(key).filter(held::contains).isPresent());
        return new LabelChange(change.set(), removed);
    }

    private void patch(PodEntry pod, LabelChange change) {
        Map<String, Object> labels = new HashMap<>(change.set());
        change.removed().forEach(key -> labels.put(key, null));
        Map<String, Object> body = Map.of("metadata", Map.of("uid", pod.uid(), "labels", labels));
        String path = "/api/v1/namespaces/" + pod.key().namespace() + "/pods/"
                + pod.key().name();
        ObjectMeta patched;
        try {
            patched = cluster.metadataApi().mergePatch(path, body);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return;
            }
            throw e;
        }
        cluster.metrics().written("pod", "patch");
        cluster.progress().made();
        cluster.waitingPods()
                .end(pod.key())
                .ifPresent(nanos -> cluster.metrics().waited("pod", nanos));
        LOG.atInfo()
                .addKeyValue("namespace", pod.key().namespace())
                .addKeyValue("name", pod.key().name())
                .addKeyValue("set", change.set())
                .addKeyValue("removed", change.removed())
                .log("Labelled pod");
        cluster.podFeed().patched(patched);
    }

    @Override
    public ErrorStatusUpdateControl<Pod> updateErrorStatus(Pod pod, Context<Pod> context, Exception e) {
        return Failures.retry(LOG, "Could not label pod", pod, e);
    }
}
