package dev.clientintents.operator;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.status.Problems;
import dev.clientintents.status.StatusPlan;
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
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of the status of ClientIntents. */
@ControllerConfiguration(name = "clientintents", generationAwareEventProcessing = false)
final class ClientIntentsReconciler implements Reconciler<ClientIntents> {

    private static final Logger LOG = LoggerFactory.getLogger(ClientIntentsReconciler.class);

    /** After which time a status asks for its turn again, should it not have been called. */
    private static final Duration UNCALLED = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final Clock clock;
    private final Turns<ObjectKey> turns;
    private final Map<String, ClientIntentsStatus> reportedByUid = new ConcurrentHashMap<>();

    /** @param turns how many statuses are written at once: the fewer, the less they hold up labels and policies */
    ClientIntentsReconciler(Cluster cluster, Clock clock, int turns) {
        this.cluster = cluster;
        this.turns = new Turns<>(turns, cluster.triggers()::intents);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, ClientIntents>> prepareEventSources(EventSourceContext<ClientIntents> context) {
        IntentsFeed feed = cluster.intentsFeed();
        return List.of(new PrimaryEvents<>(
                ClientIntents.class,
                context.getPrimaryCache(),
                cluster.triggers().intents(),
                new PrimaryEvents.Feed<>(feed::observed, feed::observed, this::deleted),
                () -> cluster.gate().reached(Gate.Condition.CLIENT_INTENTS)));
    }

    private void deleted(ClientIntents object) {
        cluster.patience().forget(key(object));
        reportedByUid.remove(object.getMetadata().getUid());
        cluster.intentsFeed().deleted(object);
    }

    @Override
    public UpdateControl<ClientIntents> reconcile(ClientIntents object, Context<ClientIntents> context) {
        if (!cluster.gate().isOpen()) {
            return UpdateControl.noUpdate();
        }
        Optional<Duration> wait = cluster.patience().wait(key(object));
        if (wait.isPresent()) {
            return UpdateControl.<ClientIntents>noUpdate().rescheduleAfter(wait.get());
        }
        if (!turns.take(key(object))) {
            return UpdateControl.<ClientIntents>noUpdate().rescheduleAfter(UNCALLED);
        }
        try {
            plan(object).filter(plan -> !plan.equals(previous(object))).ifPresent(plan -> write(object, plan));
        } finally {
            turns.end();
        }
        return UpdateControl.noUpdate();
    }

    private Optional<ClientIntentsStatus> plan(ClientIntents object) {
        Long generation = object.getMetadata().getGeneration();
        Optional<IntentsFeed.Refusal> refusal = cluster.intentsFeed().refusal(key(object));
        if (refusal.isPresent()) {
            return Optional.of(StatusPlan.refused(
                    refusal.get().reason(), refusal.get().message(), generation, previous(object), clock.instant()));
        }
        return cluster.graph().read(graph -> {
            Optional<IntentsEntry> entry = graph.intents(key(object))
                    .filter(it -> graph.namespace(it.key().namespace())
                            .filter(namespace -> !namespace.terminating())
                            .isPresent());
            return entry.map(
                    it -> StatusPlan.of(graph, cluster.queue(), it, generation, previous(object), clock.instant()));
        });
    }

    private void write(ClientIntents object, ClientIntentsStatus plan) {
        ObjectKey key = key(object);
        String path = "/apis/" + object.getApiVersion() + "/namespaces/" + key.namespace() + "/clientintents/"
                + key.name() + "/status";
        Map<String, Object> body =
                Map.of("metadata", Map.of("uid", object.getMetadata().getUid()), "status", plan);
        try {
            cluster.metadataApi().mergePatch(path, body);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return;
            }
            throw e;
        }
        cluster.metrics().written("status", "patch");
        LOG.atInfo()
                .addKeyValue("namespace", key.namespace())
                .addKeyValue("name", key.name())
                .addKeyValue("ready", Problems.ready(plan))
                .log("Reported status");
        Problems.newIn(plan, previous(object))
                .forEach(problem -> cluster.events().warn(object, problem.reason(), problem.message()));
        reportedByUid.put(object.getMetadata().getUid(), plan);
    }

    @Override
    public ErrorStatusUpdateControl<ClientIntents> updateErrorStatus(
            ClientIntents object, Context<ClientIntents> context, Exception e) {
        return Failures.retry(LOG, "Could not report the status of ClientIntents", object, e);
    }

    /** The status as it was last written, which the cache may not know yet. */
    private @Nullable ClientIntentsStatus previous(ClientIntents object) {
        ClientIntentsStatus written = reportedByUid.get(object.getMetadata().getUid());
        return written == null ? object.getStatus() : written;
    }

    private static ObjectKey key(ClientIntents object) {
        return new ObjectKey(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
    }
}
