package dev.clientintents.operator.write;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.watch.Feed;
import dev.clientintents.operator.watch.IntentsEvents;
import dev.clientintents.operator.watch.IntentsFeed;
import dev.clientintents.operator.watch.WatchedObjects;
import dev.clientintents.operator.work.ConcurrencyLimit;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.ReconcileQueue;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.StatusDebounce;
import dev.clientintents.operator.work.StatusTriggers;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteStates;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of the status of ClientIntents. */
@ControllerConfiguration(name = "clientintents", generationAwareEventProcessing = false)
public final class ClientIntentsReconciler implements Reconciler<ClientIntents> {

    private static final Logger LOG = LoggerFactory.getLogger(ClientIntentsReconciler.class);

    private static final long FORGOTTEN_AFTER_SECONDS = 2;

    private final StartupBarrier barrier;
    private final SharedGraph graph;
    private final WriteStates states;
    private final ReconcileQueue queue;
    private final StatusTriggers statuses;
    private final IntentsFeed intentsFeed;
    private final WatchedObjects watched;
    private final StatusWriter writer;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final ConcurrencyLimit<ObjectKey> turns;
    private final Set<ObjectKey> underWay = ConcurrentHashMap.newKeySet();

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
            ReconcileQueue queue,
            StatusTriggers statuses,
            IntentsFeed intentsFeed,
            WatchedObjects watched,
            StatusWriter writer,
            Clock clock,
            ScheduledExecutorService timer,
            int turns) {
        this.barrier = barrier;
        this.graph = graph;
        this.states = states;
        this.queue = queue;
        this.statuses = statuses;
        this.intentsFeed = intentsFeed;
        this.watched = watched;
        this.writer = writer;
        this.clock = clock;
        this.timer = timer;
        this.turns = new ConcurrencyLimit<>(turns, queue::request);
    }

    @Override
    public List<EventSource<?, ClientIntents>> prepareEventSources(EventSourceContext<ClientIntents> context) {
        var sources = new ArrayList<>(watched.eventSources(context.getClient()));
        sources.add(new IntentsEvents(
                context.getPrimaryCache(),
                queue,
                new Feed<>(this::observed, this::deleted),
                () -> barrier.reached(StartupBarrier.Condition.CLIENT_INTENTS)));
        return sources;
    }

    /** Takes the declaration; a status that somebody else wrote is put right. */
    private void observed(ClientIntents object) {
        intentsFeed.observed(object);
        if (writer.isForeign(object)) {
            statuses.fire(List.of(key(object)));
        }
    }

    private void deleted(ClientIntents object) {
        intentsFeed.deleted(object);
        // after the feed, so that one who waits from now on sees that it is gone
        statuses.forget(key(object));
        turns.pass(key(object));
        forgetLater(object);
    }

    /** Forgets the object, and has JOSDK do so, once its reconciliation, should one be under way, has come to an end. */
    private void forgetLater(ClientIntents object) {
        if (!timer.isShutdown()) {
            var unused = timer.schedule(
                    () -> {
                        if (underWay.contains(key(object))) {
                            forgetLater(object);
                        } else {
                            writer.forget(object);
                            queue.forget(object);
                        }
                    },
                    FORGOTTEN_AFTER_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    @Override
    public UpdateControl<ClientIntents> reconcile(ClientIntents object, Context<ClientIntents> context) {
        underWay.add(key(object));
        try {
            if (barrier.isOpen()) {
                reconcile(object);
            }
        } catch (RuntimeException e) {
            // nobody would end the retries of one that is gone
            if (isKnown(key(object))) {
                throw e;
            }
        } finally {
            underWay.remove(key(object));
        }
        return UpdateControl.noUpdate();
    }

    private void reconcile(ClientIntents object) {
        StatusDebounce.Advice advice = statuses.advise(key(object));
        if (advice == StatusDebounce.Advice.WAIT) {
            turns.pass(key(object));
            return;
        }
        if (!turns.tryAcquire(key(object))) {
            // one that was deleted meanwhile would not come when it is called
            if (!isKnown(key(object))) {
                turns.pass(key(object));
            }
            return;
        }
        try {
            ClientIntentsStatus newest = writer.newest(object);
            Optional<ClientIntentsStatus> plan = plan(object, newest);
            // work may have begun since, as that of all servers does when the barrier opens
            if (plan.isPresent() && !(advice == StatusDebounce.Advice.REPORT && hasBegun(key(object), plan.get()))) {
                writer.report(object, newest, plan.get());
            }
        } finally {
            turns.release();
        }
    }

    private boolean hasBegun(ObjectKey key, ClientIntentsStatus plan) {
        return StatusPlan.isTransient(plan) && statuses.advise(key) == StatusDebounce.Advice.WAIT;
    }

    private boolean isKnown(ObjectKey key) {
        return intentsFeed.refusal(key).isPresent()
                || graph.<Boolean>read(current -> current.intents(key).isPresent() || current.isSurplus(key));
    }

    private Optional<ClientIntentsStatus> plan(ClientIntents object, @Nullable ClientIntentsStatus newest) {
        Long generation = object.getMetadata().getGeneration();
        Optional<IntentsFeed.Refusal> refusal = intentsFeed.refusal(key(object));
        if (refusal.isPresent()) {
            return Optional.of(StatusPlan.refused(
                    refusal.get().reason(), refusal.get().message(), generation, newest, clock.instant()));
        }
        return graph.read(current -> {
            if (current.isSurplus(key(object))) {
                return Optional.of(StatusPlan.surplus(current, key(object), generation, newest, clock.instant()));
            }
            Optional<IntentsEntry> entry = current.intents(key(object))
                    .filter(it -> current.namespace(it.key().namespace())
                            .filter(namespace -> !namespace.terminating())
                            .isPresent());
            return entry.map(it -> StatusPlan.of(current, states, it, generation, newest, clock.instant()));
        });
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
