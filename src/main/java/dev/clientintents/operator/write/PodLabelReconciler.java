package dev.clientintents.operator.write;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.label.LabelChange;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.watch.PodFeed;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.PodProgress;
import dev.clientintents.operator.work.ServerProgress;
import dev.clientintents.operator.work.ServerStatuses;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.UndoneWrite;
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
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of pods' labels: brings a pod one step further. */
public final class PodLabelReconciler implements Work.Task<ObjectKey, PodProgress> {

    private static final Logger LOG = LoggerFactory.getLogger(PodLabelReconciler.class);

    /** A pod and what is next for it. */
    private record Planned(PodEntry pod, PodStep step) {}

    /** The labels of a pod that the cluster's admission changed, and what its transition remembers all the same. */
    private static final class UndoneLabels extends UndoneWrite {

        private static final long serialVersionUID = 1;

        private final transient PodProgress progress;

        private UndoneLabels(Holds transition, Set<String> labels) {
            super("label " + String.join(", ", labels));
            this.progress = new PodProgress(transition, labels);
        }
    }

    private final StartupBarrier barrier;
    private final SharedGraph graph;
    private final PolicyStore policies;
    private final Deadlines deadlines;
    private final MetadataApi api;
    private final PodFeed feed;
    private final Work<ServerId, ServerProgress> servers;
    private final Work<ObjectKey, PodProgress> pods;
    private final ServerStatuses statuses;
    private final OperatorMetrics metrics;
    private final WriteActivity activity;
    private final UnremovedKeys unremoved;

    /** Patches what the graph wants, and tells the feed what pods became. */
    public PodLabelReconciler(
            StartupBarrier barrier,
            SharedGraph graph,
            PolicyStore policies,
            Deadlines deadlines,
            MetadataApi api,
            PodFeed feed,
            Work<ServerId, ServerProgress> servers,
            Work<ObjectKey, PodProgress> pods,
            ServerStatuses statuses,
            OperatorMetrics metrics,
            WriteActivity activity,
            UnremovedKeys unremoved) {
        this.barrier = barrier;
        this.graph = graph;
        this.policies = policies;
        this.deadlines = deadlines;
        this.api = api;
        this.feed = feed;
        this.servers = servers;
        this.pods = pods;
        this.statuses = statuses;
        this.metrics = metrics;
        this.activity = activity;
        this.unremoved = unremoved;
    }

    @Override
    public Work.Outcome<PodProgress> attempt(ObjectKey key, @Nullable PodProgress before) {
        if (!barrier.isOpen()) {
            return Work.Outcome.rest();
        }
        resolveDoubt(key);
        Holds holds = before == null ? Holds.NONE : before.transition();
        Optional<Planned> planned = graph.read(current -> current.pod(key).map(pod -> plan(current, pod, holds)));
        if (planned.isEmpty()) {
            unremoved.settled(key);
            return Work.Outcome.rest();
        }
        PodStep step = planned.get().step();
        write(planned.get().pod(), step);
        return step.until() == null
                ? Work.Outcome.rest()
                : new Work.Outcome<>(new PodProgress(step.holds(), Set.of()), step.until(), step.awaited());
    }

    private Planned plan(IntentGraph current, PodEntry pod, Holds holds) {
        PodStep step =
                new PodTransition(current, policies, servers::isMoving, deadlines).next(pod, holds, System.nanoTime());
        LabelChange change = step.change();
        if (!change.isEmpty()) {
            policies.labelling(pod.key(), change.set().keySet(), change.removed());
        }
        return new Planned(pod, step);
    }

    /** Reads what became of a write without an answer, so that nothing is decided by what was known before. */
    private void resolveDoubt(ObjectKey key) {
        if (policies.isInDoubt(key)) {
            readBack(key);
            notLabelled(key);
        }
    }

    /** Says that a write has ended, of which no change of the graph may tell, to the servers that wait for the pod. */
    private void notLabelled(ObjectKey key) {
        policies.labelled(key);
        servers.wake(key);
    }

    private void readBack(ObjectKey key) {
        try {
            feed.patched(api.get(path(key)));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    private static String path(ObjectKey pod) {
        return "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
    }

    private void write(PodEntry pod, PodStep step) {
        LabelChange change = step.change();
        if (!change.isEmpty()) {
            try {
                patch(pod, step);
            } catch (UndoneLabels e) {
                var removed = new TreeSet<>(change.removed());
                removed.retainAll(e.progress.undone());
                unremoved.failed(pod, removed, e);
                throw e;
            } catch (RuntimeException e) {
                unremoved.failed(pod, change.removed(), e);
                throw e;
            }
        }
        unremoved.settled(pod.key());
    }

    private void patch(PodEntry pod, PodStep step) {
        LabelChange change = step.change();
        Map<String, Object> labels = new HashMap<>(change.set());
        change.removed().forEach(key -> labels.put(key, null));
        Map<String, Object> body = Map.of("metadata", Map.of("uid", pod.uid(), "labels", labels));
        try {
            ObjectMeta patched = api.mergePatch(path(pod.key()), body);
            feed.patched(patched);
            policies.labelled(pod.key());
            Set<String> undone =
                    change.undoneIn(Optional.ofNullable(patched.getLabels()).orElse(Map.of()));
            if (!undone.isEmpty()) {
                throw new UndoneLabels(step.holds(), undone);
            }
            written(pod, change);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                // without an answer it may have happened
                readBack(pod.key());
            }
            notLabelled(pod.key());
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    private void written(PodEntry pod, LabelChange change) {
        metrics.written(OperatorMetrics.Write.POD_PATCHED);
        activity.made();
        pods.age(pod.key()).ifPresent(nanos -> metrics.waited("pod", nanos));
        LOG.atInfo()
                .addKeyValue("namespace", pod.key().namespace())
                .addKeyValue("name", pod.key().name())
                .addKeyValue("set", change.set())
                .addKeyValue("removed", change.removed())
                .log("Labelled pod");
    }

    @Override
    public PodProgress failed(ObjectKey key, @Nullable PodProgress before, RuntimeException failure) {
        Failures.log(LOG, "Could not label pod", key, failure);
        if (failure instanceof UndoneLabels undone) {
            return undone.progress;
        }
        return before == null ? PodProgress.NONE : before;
    }

    /** Has the statuses say what was undone, of which the graph does not tell, because nothing has changed. */
    @Override
    public void after(ObjectKey key) {
        Set<String> undone = pods.memory(key).map(PodProgress::undone).orElse(Set.of());
        if (!undone.isEmpty()) {
            statuses.fire(key);
        }
    }
}
