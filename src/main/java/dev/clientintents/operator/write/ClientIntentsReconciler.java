package dev.clientintents.operator.write;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.watch.DeclarationFeed;
import dev.clientintents.operator.watch.WatchedObjects;
import dev.clientintents.operator.work.ReconcileQueue;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.StatusTriggers;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteStates;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The one writer of the status of ClientIntents. */
@ControllerConfiguration(name = "clientintents", generationAwareEventProcessing = false)
public final class ClientIntentsReconciler extends StatusReconciler<ClientIntents, ClientIntentsStatus> {

    private final WriteStates states;
    private final WatchedObjects watched;

    /**
     * Reports what the graph and the writes say.
     *
     * @param watched the objects beside ClientIntents that the graph is made of
     * @param turns how many statuses are written at once: the fewer, the less they hold up labels and policies
     */
    public ClientIntentsReconciler(
            StartupBarrier barrier,
            SharedGraph graph,
            WriteStates states,
            ReconcileQueue<ClientIntents> queue,
            StatusTriggers statuses,
            DeclarationFeed<ClientIntents> feed,
            WatchedObjects watched,
            StatusWriter<ClientIntents, ClientIntentsStatus> writer,
            Clock clock,
            ScheduledExecutorService timer,
            int turns) {
        super(
                ClientIntents.class,
                barrier,
                StartupBarrier.Condition.CLIENT_INTENTS,
                graph,
                queue,
                statuses,
                feed,
                writer,
                clock,
                timer,
                turns);
        this.states = states;
        this.watched = watched;
    }

    @Override
    public List<EventSource<?, ClientIntents>> prepareEventSources(EventSourceContext<ClientIntents> context) {
        var sources = new ArrayList<>(watched.eventSources(context.getClient()));
        sources.add(primaryEvents(context));
        return sources;
    }

    @Override
    boolean isTaken(IntentGraph current, ObjectKey key) {
        return current.intents(key).isPresent() || current.isSurplus(key);
    }

    @Override
    Optional<ClientIntentsStatus> plan(
            IntentGraph current,
            ObjectKey key,
            @Nullable Long generation,
            @Nullable ClientIntentsStatus before,
            Instant now) {
        if (current.isSurplus(key)) {
            return Optional.of(StatusPlan.surplus(current, key, generation, before, now));
        }
        return current.intents(key)
                .filter(entry -> lasts(current, key.namespace()))
                .map(entry -> StatusPlan.of(current, states, entry, generation, before, now));
    }

    @Override
    ClientIntentsStatus refused(
            DeclarationFeed.Refusal refusal,
            @Nullable Long generation,
            @Nullable ClientIntentsStatus before,
            Instant now) {
        return StatusPlan.refused(refusal.reason(), refusal.message(), generation, before, now);
    }

    @Override
    boolean isTransient(ClientIntentsStatus status) {
        return StatusPlan.isTransient(status);
    }
}
