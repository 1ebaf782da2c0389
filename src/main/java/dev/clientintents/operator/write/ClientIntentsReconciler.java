package dev.clientintents.operator.write;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.watch.IntentsFeed;
import dev.clientintents.operator.watch.PrimaryEvents;
import dev.clientintents.operator.work.ConcurrencyLimit;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.StatusDebounce;
import dev.clientintents.operator.work.StatusTriggers;
import dev.clientintents.operator.work.Triggers;
import dev.clientintents.status.Problems;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteStates;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of the status of ClientIntents. */
@ControllerConfiguration(name = "clientintents", generationAwareEventProcessing = false)
public final class ClientIntentsReconciler implements Reconciler<ClientIntents> {

    private static final Logger LOG = LoggerFactory.getLogger(ClientIntentsReconciler.class);

    /** After which time a status asks for its turn again, should it not have been called. */
    private static final Duration UNCALLED = Duration.ofSeconds(5);

    private final StartupBarrier barrier;
    private final SharedGraph graph;
    private final WriteStates states;
    private final Triggers triggers;
    private final StatusTriggers statuses;
    private final StatusDebounce patience;
    private final IntentsFeed intentsFeed;
    private final MetadataApi metadataApi;
    private final EventRecorder events;
    private final OperatorMetrics metrics;
    private final Clock clock;
    private final ConcurrencyLimit<ObjectKey> turns;
    private final ReportedStatuses reported = new ReportedStatuses();

    /** @param turns how many statuses are written at once: the fewer, the less they hold up labels and policies */
    public ClientIntentsReconciler(
            StartupBarrier barrier,
            SharedGraph graph,
            WriteStates states,
            Triggers triggers,
            StatusTriggers statuses,
            StatusDebounce patience,
            IntentsFeed intentsFeed,
            MetadataApi metadataApi,
            EventRecorder events,
            OperatorMetrics metrics,
            Clock clock,
            int turns) {
        this.barrier = barrier;
        this.graph = graph;
        this.states = states;
        this.triggers = triggers;
        this.statuses = statuses;
        this.patience = patience;
        this.intentsFeed = intentsFeed;
        this.metadataApi = metadataApi;
        this.events = events;
        this.metrics = metrics;
        this.turns = new ConcurrencyLimit<>(turns, triggers::intents);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, ClientIntents>> prepareEventSources(EventSourceContext<ClientIntents> context) {
        IntentsFeed feed = intentsFeed;
        return List.of(new PrimaryEvents<>(
                ClientIntents.class,
                context.getPrimaryCache(),
                triggers.intents(),
                new PrimaryEvents.Feed<>(this::observed, feed::observed, this::deleted),
                () -> barrier.reached(StartupBarrier.Condition.CLIENT_INTENTS)));
    }

    /** Takes the declaration; a status that somebody else wrote is put right. */
    private void observed(ClientIntents object) {
        intentsFeed.observed(object);
        if (reported.isForeign(object)) {
            statuses.fire(List.of(key(object)));
        }
    }

    private void deleted(ClientIntents object) {
        patience.forget(key(object));
        reported.forget(object.getMetadata());
        intentsFeed.deleted(object);
    }

    @Override
    public UpdateControl<ClientIntents> reconcile(ClientIntents object, Context<ClientIntents> context) {
        if (!barrier.isOpen()) {
            return UpdateControl.noUpdate();
        }
        Optional<Duration> wait = patience.wait(key(object));
        if (wait.isPresent()) {
            return UpdateControl.<ClientIntents>noUpdate().rescheduleAfter(wait.get());
        }
        if (!turns.take(key(object))) {
            return UpdateControl.<ClientIntents>noUpdate().rescheduleAfter(UNCALLED);
        }
        try {
            ClientIntentsStatus newest = reported.newest(object);
            plan(object, newest).ifPresent(plan -> report(object, newest, plan));
        } finally {
            turns.end();
        }
        return UpdateControl.noUpdate();
    }

    private Optional<ClientIntentsStatus> plan(ClientIntents object, @Nullable ClientIntentsStatus newest) {
        Long generation = object.getMetadata().getGeneration();
        Optional<IntentsFeed.Refusal> refusal = intentsFeed.refusal(key(object));
        if (refusal.isPresent()) {
            return Optional.of(StatusPlan.refused(
                    refusal.get().reason(), refusal.get().message(), generation, newest, clock.instant()));
        }
        return graph.read(current -> {
            Optional<IntentsEntry> entry = current.intents(key(object))
                    .filter(it -> current.namespace(it.key().namespace())
                            .filter(namespace -> !namespace.terminating())
                            .isPresent());
            return entry.map(it -> StatusPlan.of(current, states, it, generation, newest, clock.instant()));
        });
    }

    private void report(ClientIntents object, @Nullable ClientIntentsStatus newest, ClientIntentsStatus plan) {
        if (newest != null && newest.equals(plan)) {
            reported.note(object.getMetadata(), newest);
        } else if (write(object, plan)) {
            metrics.written("status", "patch");
            LOG.atInfo()
                    .addKeyValue("namespace", object.getMetadata().getNamespace())
                    .addKeyValue("name", object.getMetadata().getName())
                    .addKeyValue("ready", Problems.ready(plan))
                    .log("Reported status");
            Problems.newIn(plan, newest).forEach(problem -> events.warn(object, problem.reason(), problem.message()));
        }
    }

    /** Answers whether the object is still there. */
    private boolean write(ClientIntents object, ClientIntentsStatus plan) {
        ObjectMeta metadata = object.getMetadata();
        String path = "/apis/" + object.getApiVersion() + "/namespaces/" + metadata.getNamespace() + "/clientintents/"
                + metadata.getName() + "/status";
        Map<String, Object> body = Map.of("metadata", Map.of("uid", metadata.getUid()), "status", plan);
        // the watch may tell of it before the answer is here
        reported.note(metadata, plan);
        try {
            reported.note(metadataApi.mergePatch(path, body), plan);
            return true;
        } catch (KubernetesClientException e) {
            reported.forget(metadata);
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public ErrorStatusUpdateControl<ClientIntents> updateErrorStatus(
            ClientIntents object, Context<ClientIntents> context, Exception e) {
        return Failures.retry(LOG, "Could not report the status of ClientIntents", object, e);
    }

    private static ObjectKey key(ClientIntents object) {
        return new ObjectKey(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
    }
}
