package dev.clientintents.operator.write;

import dev.clientintents.graph.PodEntry;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.label.LabelChange;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.watch.PodFeed;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.ServerProgress;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.Work;
import dev.clientintents.operator.work.WriteActivity;
import dev.clientintents.transition.Deadlines;
import dev.clientintents.transition.Holds;
import dev.clientintents.transition.PodStep;
import dev.clientintents.transition.PodTransition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of pods' labels: brings a pod one step further. */
public final class PodLabelReconciler implements Work.Task<ObjectKey, Holds> {

    private static final Logger LOG = LoggerFactory.getLogger(PodLabelReconciler.class);

    /** A pod and what is next for it. */
    private record Planned(PodEntry pod, PodStep step) {}

    private final StartupBarrier barrier;
    private final SharedGraph graph;
    private final PolicyStore policies;
    private final Deadlines deadlines;
    private final MetadataApi api;
    private final PodFeed feed;
    private final Work<ServerId, ServerProgress> servers;
    private final Work<ObjectKey, Holds> pods;
    private final OperatorMetrics metrics;
    private final WriteActivity activity;

    /** Patches what the graph wants, and tells the feed what pods became. */
    public PodLabelReconciler(
            StartupBarrier barrier,
            SharedGraph graph,
            PolicyStore policies,
            Deadlines deadlines,
            MetadataApi api,
            PodFeed feed,
            Work<ServerId, ServerProgress> servers,
            Work<ObjectKey, Holds> pods,
            OperatorMetrics metrics,
            WriteActivity activity) {
        this.barrier = barrier;
        this.graph = graph;
        this.policies = policies;
        this.deadlines = deadlines;
        this.api = api;
        this.feed = feed;
        this.servers = servers;
        this.pods = pods;
        this.metrics = metrics;
        this.activity = activity;
    }

    @Override
    public Work.Outcome<Holds> attempt(ObjectKey key, @Nullable Holds before) {
        if (!barrier.isOpen()) {
            return Work.Outcome.rest();
        }
        Holds holds = before == null ? Holds.NONE : before;
        Optional<Planned> planned = graph.read(current -> current.pod(key).map(pod -> {
            var transition = new PodTransition(current, policies, servers::isMoving, deadlines);
            return new Planned(pod, transition.next(pod, holds, System.nanoTime()));
        }));
        if (planned.isEmpty()) {
            return Work.Outcome.rest();
        }
        PodStep step = planned.get().step();
        if (!step.change().isEmpty()) {
            patch(planned.get().pod(), step.change());
        }
        return step.until() == null
                ? Work.Outcome.rest()
                : new Work.Outcome<>(step.holds(), step.until(), step.awaited());
    }

    private void patch(PodEntry pod, LabelChange change) {
        Map<String, Object> labels = new HashMap<>(change.set());
        change.removed().forEach(key -> labels.put(key, null));
        Map<String, Object> body = Map.of("metadata", Map.of("uid", pod.uid(), "labels", labels));
        String path = "/api/v1/namespaces/" + pod.key().namespace() + "/pods/"
                + pod.key().name();
        policies.unlabelling(pod.key(), change.removed());
        try {
            written(pod, change, api.mergePatch(path, body));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return;
            }
            // without an answer it may have happened
            feed.patched(api.get(path));
            throw e;
        } finally {
            policies.labelled(pod.key());
        }
    }

    private void written(PodEntry pod, LabelChange change, ObjectMeta patched) {
        metrics.written("pod", "patch");
        activity.made();
        pods.age(pod.key()).ifPresent(nanos -> metrics.waited("pod", nanos));
        LOG.atInfo()
                .addKeyValue("namespace", pod.key().namespace())
                .addKeyValue("name", pod.key().name())
                .addKeyValue("set", change.set())
                .addKeyValue("removed", change.removed())
                .log("Labelled pod");
        feed.patched(patched);
    }

    @Override
    public Holds failed(ObjectKey key, @Nullable Holds before, RuntimeException failure) {
        Failures.log(LOG, "Could not label pod", key, failure);
        return before == null ? Holds.NONE : before;
    }
}
