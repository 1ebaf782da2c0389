package dev.clientintents.operator.write;

import dev.clientintents.backend.networkpolicy.EgressPolicies;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.work.EgressProgress;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.StatusTriggers;
import dev.clientintents.operator.work.UndoneWrite;
import dev.clientintents.operator.work.Work;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.status.WriteState;
import dev.clientintents.transition.Deadlines;
import dev.clientintents.transition.EgressStep;
import dev.clientintents.transition.EgressTransition;
import dev.clientintents.transition.PolicyMemory;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of the policies that close ways out: brings a client one step further. */
public final class EgressReconciler implements Work.Task<ClientId, EgressProgress> {

    private static final Logger LOG = LoggerFactory.getLogger(EgressReconciler.class);

    private final StartupBarrier barrier;
    private final SharedGraph graph;
    private final PolicyStore policies;
    private final PolicyWriter writer;
    private final HostPolicyWriter hosts;
    private final Deadlines deadlines;
    private final Predicate<String> complete;
    private final StatusTriggers statuses;
    private final LongSupplier nanoTime;

    /**
     * Writes what the graph wants, by the writers, and has the statuses of the clients follow.
     *
     * @param complete whether it is known of each pod of a namespace whose it is
     */
    public EgressReconciler(
            StartupBarrier barrier,
            SharedGraph graph,
            PolicyStore policies,
            PolicyWriter writer,
            HostPolicyWriter hosts,
            Deadlines deadlines,
            Predicate<String> complete,
            StatusTriggers statuses,
            LongSupplier nanoTime) {
        this.barrier = barrier;
        this.graph = graph;
        this.policies = policies;
        this.writer = writer;
        this.hosts = hosts;
        this.deadlines = deadlines;
        this.complete = complete;
        this.statuses = statuses;
        this.nanoTime = nanoTime;
    }

    @Override
    public Work.Outcome<EgressProgress> attempt(ClientId client, @Nullable EgressProgress progress) {
        if (!barrier.isOpen()) {
            return Work.Outcome.rest();
        }
        PolicyMemory memory = progress == null ? PolicyMemory.NONE : progress.transition();
        EgressStep step = graph.read(current -> new EgressTransition(current, policies, deadlines)
                .next(client, memory, !complete.test(client.namespace()), nanoTime.getAsLong()));
        if (step instanceof EgressStep.Wait wait) {
            return new Work.Outcome<>(
                    new EgressProgress(wait.memory(), new WriteState.Pending(wait.reason()), WriteState.DONE),
                    wait.until(),
                    Set.of());
        }
        if (step instanceof EgressStep.Write write) {
            return write(client, write);
        }
        if (step instanceof EgressStep.Absent) {
            // alone it would close all that it does not name
            hosts.remove(client);
            writer.remove(key(client));
            policies.absent(client);
        }
        return Work.Outcome.rest();
    }

    private Work.Outcome<EgressProgress> write(ClientId client, EgressStep.Write step) {
        EgressPlan.Closed plan = step.plan();
        boolean closed = policies.egress(client).isPresent();
        RuntimeException failure = null;
        WriteState named = WriteState.DONE;
        if (closed) {
            try {
                named = hosts.write(client, plan.named());
            } catch (RuntimeException e) {
                // what is revoked goes all the same
                failure = e;
            }
        }
        WriteState state = writer.write(key(client), EgressPolicies.render(plan));
        if (state instanceof WriteState.Foreign) {
            hosts.remove(client);
            // whatever becomes of that policy has the client looked at
            return new Work.Outcome<>(new EgressProgress(PolicyMemory.NONE, state, state), null, Set.of());
        }
        if (failure != null) {
            throw failure;
        }
        if (!closed) {
            named = hosts.write(client, plan.named());
        }
        if (named instanceof WriteState.Foreign) {
            return new Work.Outcome<>(
                    new EgressProgress(step.memory(), state(step, state), named), later(step), Set.of());
        }
        return step.until() == null
                ? Work.Outcome.rest()
                : new Work.Outcome<>(
                        new EgressProgress(step.memory(), state(step, state), named), step.until(), Set.of());
    }

    /** Returns after which time to look again where somebody else's policy names hosts, of which events tell. */
    private static @Nullable Duration later(EgressStep.Write step) {
        return step.opening() == null ? step.until() : null;
    }

    private static WriteState state(EgressStep.Write step, WriteState written) {
        return step.opening() == null ? written : new WriteState.Pending(step.opening());
    }

    @Override
    public EgressProgress failed(ClientId client, @Nullable EgressProgress progress, RuntimeException failure) {
        Failures.log(LOG, "Could not write a policy", key(client), failure);
        String message = FailureCause.message(failure);
        return new EgressProgress(
                progress == null ? PolicyMemory.NONE : progress.transition(),
                failure instanceof UndoneWrite
                        ? new WriteState.Undone(message + "; it will be tried again")
                        : new WriteState.Pending(
                                "the policies that close its way out could not be written: " + message),
                WriteState.DONE);
    }

    @Override
    public void after(ClientId client) {
        statuses.fire(graph.<Set<ObjectKey>>read(current ->
                current.declarations(client).stream().map(entry -> entry.key()).collect(Collectors.toSet())));
    }

    private static ObjectKey key(ClientId client) {
        return new ObjectKey(client.namespace(), PolicyName.ofEgress(client));
    }
}
