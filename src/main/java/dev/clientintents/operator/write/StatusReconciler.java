package dev.clientintents.operator.write;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.watch.DeclarationFeed;
import dev.clientintents.operator.watch.Feed;
import dev.clientintents.operator.watch.PrimaryEvents;
import dev.clientintents.operator.work.ConcurrencyLimit;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.ReconcileQueue;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.StatusDebounce;
import dev.clientintents.operator.work.StatusTriggers;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what people declare into the graph, and reports its status: that of objects of one kind, of which it is the one
 * writer.
 */
abstract class StatusReconciler<R extends CustomResource<?, S>, S> implements Reconciler<R> {

    private static final Logger LOG = LoggerFactory.getLogger(StatusReconciler.class);

    private static final long FORGOTTEN_AFTER_SECONDS = 2;

    private final Class<R> type;
    private final StartupBarrier barrier;
    private final StartupBarrier.Condition listed;
    private final SharedGraph graph;
    private final ReconcileQueue<R> queue;
    private final StatusTriggers statuses;
    private final DeclarationFeed<R> feed;
    private final StatusWriter<R, S> writer;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final ConcurrencyLimit<ObjectKey> turns;
    private final Set<ObjectKey> underWay = ConcurrentHashMap.newKeySet();

    /**
     * Reports what the graph and the writes say.
     *
     * @param listed what the barrier is told when the first list is in the graph
     * @param turns how many statuses are written at once: the fewer, the less they hold up labels and policies
     */
    StatusReconciler(
            Class<R> type,
            StartupBarrier barrier,
            StartupBarrier.Condition listed,
            SharedGraph graph,
            ReconcileQueue<R> queue,
            StatusTriggers statuses,
            DeclarationFeed<R> feed,
            StatusWriter<R, S> writer,
            Clock clock,
            ScheduledExecutorService timer,
            int turns) {
        this.type = type;
        this.barrier = barrier;
        this.listed = listed;
        this.graph = graph;
        this.queue = queue;
        this.statuses = statuses;
        this.feed = feed;
        this.writer = writer;
        this.clock = clock;
        this.timer = timer;
        this.turns = new ConcurrencyLimit<>(turns, queue::request);
    }

    /** Returns whether an object that was not refused is there. */
    abstract boolean isTaken(IntentGraph current, ObjectKey key);

    /** Returns the status of an object that was not refused; empty where there is nothing to report of it. */
    abstract Optional<S> plan(
            IntentGraph current, ObjectKey key, @Nullable Long generation, @Nullable S before, Instant now);

    /** Returns the status of an object that was refused. */
    abstract S refused(DeclarationFeed.Refusal refusal, @Nullable Long generation, @Nullable S before, Instant now);

    /** Returns whether a status says that something is still to be written. */
    abstract boolean isTransient(S status);

    /** Returns whether a namespace is there and stays, so that statuses can be written in it. */
    static boolean lasts(IntentGraph current, String namespace) {
        return current.namespace(namespace).filter(it -> !it.terminating()).isPresent();
    }

    /** Returns the source of the controller's own objects. */
    final PrimaryEvents<R> primaryEvents(EventSourceContext<R> context) {
        return new PrimaryEvents<>(
                type,
                context.getPrimaryCache(),
                queue,
                new Feed<>(this::observed, this::deleted),
                () -> barrier.reached(listed));
    }

    /** Takes the declaration; a status that somebody else wrote is put right. */
    private void observed(R object) {
        feed.observed(object);
        if (writer.isForeign(object)) {
            statuses.fire(List.of(key(object)));
        }
    }

    private void deleted(R object) {
        feed.deleted(object);
        // after the feed, so that one who waits from now on sees that it is gone
        statuses.forget(key(object));
        turns.pass(key(object));
        forgetLater(object);
    }

    /** Forgets the object, and has JOSDK do so, once its reconciliation, should one be under way, has come to an end. */
    private void forgetLater(R object) {
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
    public final UpdateControl<R> reconcile(R object, Context<R> context) {
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

    private void reconcile(R object) {
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
            S newest = writer.newest(object);
            Optional<S> plan = plan(object, newest);
            // work may have begun since, as that of all servers does when the barrier opens
            if (plan.isPresent() && !(advice == StatusDebounce.Advice.REPORT && hasBegun(key(object), plan.get()))) {
                writer.report(object, newest, plan.get());
            }
        } finally {
            turns.release();
        }
    }

    private boolean hasBegun(ObjectKey key, S plan) {
        return isTransient(plan) && statuses.advise(key) == StatusDebounce.Advice.WAIT;
    }

    private boolean isKnown(ObjectKey key) {
        return feed.refusal(key).isPresent() || graph.<Boolean>read(current -> isTaken(current, key));
    }

    private Optional<S> plan(R object, @Nullable S newest) {
        Long generation = object.getMetadata().getGeneration();
        Optional<DeclarationFeed.Refusal> refusal = feed.refusal(key(object));
        return refusal.isPresent()
                ? Optional.of(refused(refusal.get(), generation, newest, clock.instant()))
                : graph.read(current -> plan(current, key(object), generation, newest, clock.instant()));
    }

    @Override
    public final ErrorStatusUpdateControl<R> updateErrorStatus(R object, Context<R> context, Exception e) {
        return Failures.retry(LOG, "Could not report the status of a " + type.getSimpleName(), object, e);
    }

    private static ObjectKey key(CustomResource<?, ?> object) {
        return new ObjectKey(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
    }
}
