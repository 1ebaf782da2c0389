package dev.clientintents.operator.write;

import dev.clientintents.api.ServerAccess;
import dev.clientintents.api.ServerAccessStatus;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.watch.DeclarationFeed;
import dev.clientintents.operator.work.ReconcileQueue;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.StatusTriggers;
import dev.clientintents.status.AccessStatusPlan;
import dev.clientintents.status.WriteStates;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The one writer of the status of ServerAccess objects. */
@ControllerConfiguration(name = "serveraccesses", generationAwareEventProcessing = false)
public final class ServerAccessReconciler extends StatusReconciler<ServerAccess, ServerAccessStatus> {

    private final WriteStates states;

    /**
     * Reports what the graph and the writes say.
     *
     * @param turns how many statuses are written at once: the fewer, the less they hold up labels and policies
     */
    public ServerAccessReconciler(
            StartupBarrier barrier,
            SharedGraph graph,
            WriteStates states,
            ReconcileQueue<ServerAccess> queue,
            StatusTriggers statuses,
            DeclarationFeed<ServerAccess> feed,
            StatusWriter<ServerAccess, ServerAccessStatus> writer,
            Clock clock,
            ScheduledExecutorService timer,
            int turns) {
        super(
                ServerAccess.class,
                barrier,
                StartupBarrier.Condition.SERVER_ACCESSES,
                graph,
                queue,
                statuses,
                feed,
                writer,
                clock,
                timer,
                turns);
        this.states = states;
    }

    @Override
    public List<EventSource<?, ServerAccess>> prepareEventSources(EventSourceContext<ServerAccess> context) {
        return List.of(primaryEvents(context));
    }

    @Override
    boolean isTaken(IntentGraph current, ObjectKey key) {
        return current.access(key).isPresent() || current.isSurplusAccess(key);
    }

    @Override
    Optional<ServerAccessStatus> plan(
            IntentGraph current,
            ObjectKey key,
            @Nullable Long generation,
            @Nullable ServerAccessStatus before,
            Instant now) {
        if (current.isSurplusAccess(key)) {
            return Optional.of(AccessStatusPlan.surplus(current, key, generation, before, now));
        }
        return current.access(key)
                .filter(entry -> lasts(current, key.namespace()))
                .map(entry -> AccessStatusPlan.of(current, states, entry, generation, before, now));
    }

    @Override
    ServerAccessStatus refused(
            DeclarationFeed.Refusal refusal,
            @Nullable Long generation,
            @Nullable ServerAccessStatus before,
            Instant now) {
        return AccessStatusPlan.refused(refusal.reason(), refusal.message(), generation, before, now);
    }

    @Override
    boolean isTransient(ServerAccessStatus status) {
        return AccessStatusPlan.isTransient(status);
    }
}
