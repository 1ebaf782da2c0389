package dev.clientintents.operator.write;

import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.PodProgress;
import dev.clientintents.operator.work.ServerProgress;
import dev.clientintents.operator.work.ServerStatuses;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.UndoneWrite;
import dev.clientintents.operator.work.UtcTime;
import dev.clientintents.operator.work.Work;
import dev.clientintents.status.PodNames;
import dev.clientintents.status.WriteState;
import dev.clientintents.transition.Deadlines;
import dev.clientintents.transition.PolicyMemory;
import dev.clientintents.transition.ServerStep;
import dev.clientintents.transition.ServerTransition;
import dev.clientintents.transition.Written;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of server policies: brings a server one step further. */
public final class ServerReconciler implements Work.Task<ServerId, ServerProgress> {

    private static final Logger LOG = LoggerFactory.getLogger(ServerReconciler.class);

    private final StartupBarrier barrier;
    private final SharedGraph graph;
    private final PolicyStore policies;
    private final PolicyWriter writer;
    private final Deadlines deadlines;
    private final Predicate<String> complete;
    private final Work<ServerId, ServerProgress> servers;
    private final Work<ObjectKey, PodProgress> pods;
    private final ServerStatuses statuses;
    private final OperatorMetrics metrics;
    private final UtcTime time;

    /**
     * Writes what the graph wants, by the writer; pods and servers that wait for it are woken.
     *
     * @param complete whether it is known of each pod of a namespace whose it is
     */
    public ServerReconciler(
            StartupBarrier barrier,
            SharedGraph graph,
            PolicyStore policies,
            PolicyWriter writer,
            Deadlines deadlines,
            Predicate<String> complete,
            Work<ServerId, ServerProgress> servers,
            Work<ObjectKey, PodProgress> pods,
            ServerStatuses statuses,
            OperatorMetrics metrics,
            UtcTime time) {
        this.barrier = barrier;
        this.graph = graph;
        this.policies = policies;
        this.writer = writer;
        this.deadlines = deadlines;
        this.complete = complete;
        this.servers = servers;
        this.pods = pods;
        this.statuses = statuses;
        this.metrics = metrics;
        this.time = time;
    }

    @Override
    public Work.Outcome<ServerProgress> attempt(ServerId server, @Nullable ServerProgress progress) {
        if (!barrier.isOpen()) {
            return Work.Outcome.rest();
        }
        resolveDoubt(server);
        PolicyMemory memory = progress == null ? PolicyMemory.NONE : progress.transition();
        ServerStep step = graph.read(current -> step(current, server, memory));
        if (step instanceof ServerStep.Wait wait) {
            return new Work.Outcome<>(new ServerProgress(wait.memory(), waiting(wait)), wait.until(), wait.pods());
        }
        if (step instanceof ServerStep.Undecided undecided) {
            WriteState state = new WriteState.Pending(undecided.reason());
            return new Work.Outcome<>(new ServerProgress(undecided.memory(), state), null, Set.of());
        }
        if (step instanceof ServerStep.Write write) {
            return writeAndEndDoubt(server, write, progress != null && progress.isForgetting());
        }
        earlierKey(server).ifPresent(writer::remove);
        writer.remove(key(server));
        policies.absent(server);
        return Work.Outcome.rest();
    }

    private ServerStep step(IntentGraph current, ServerId server, PolicyMemory memory) {
        ServerStep step = new ServerTransition(current, policies, deadlines)
                .next(server, memory, !complete.test(server.namespace()), System.nanoTime());
        if (step instanceof ServerStep.Write write) {
            policies.writing(server, new Written(write.plan().rules(), false));
        }
        return step;
    }

    /** Reads what became of a write that failed, so that nothing is decided by what was known before. */
    private void resolveDoubt(ServerId server) {
        if (policies.isInDoubt(server)) {
            earlierKey(server).ifPresent(writer::refresh);
            writer.refresh(key(server));
            policies.ended(server);
        }
    }

    private Work.Outcome<ServerProgress> writeAndEndDoubt(ServerId server, ServerStep.Write step, boolean gone) {
        try {
            Work.Outcome<ServerProgress> outcome = write(server, step, gone);
            policies.ended(server);
            return outcome;
        } catch (UndoneWrite e) {
            policies.ended(server);
            throw e;
        }
    }

    /** @param gone whether nothing was left of the server, so that its work has been under way since long ago */
    private Work.Outcome<ServerProgress> write(ServerId server, ServerStep.Write step, boolean gone) {
        Optional<NetworkPolicy> before = policies.find(key(server));
        NetworkPolicy plan = ServerPolicies.render(step.plan());
        if (step.revokes()) {
            earlierKey(server).ifPresent(earlier -> writer.rewrite(earlier, plan));
        }
        WriteState state = writer.write(key(server), plan);
        if (step.retiresEarlier()) {
            earlierKey(server).ifPresent(writer::remove);
        }
        if (!gone && !before.equals(policies.find(key(server)))) {
            servers.age(server).ifPresent(nanos -> metrics.waited("policy", nanos));
        }
        if (state instanceof WriteState.Foreign) {
            // whatever becomes of that policy has the server looked at
            return new Work.Outcome<>(new ServerProgress(PolicyMemory.NONE, state), null, Set.of());
        }
        return step.until() == null
                ? Work.Outcome.rest()
                : new Work.Outcome<>(new ServerProgress(step.memory(), state), step.until(), step.awaited());
    }

    /**
     * Returns the state of a server that waits. Its text has points in time instead of durations, so that it changes
     * only with the pods.
     */
    private WriteState waiting(ServerStep.Wait wait) {
        if (wait.pods().isEmpty()) {
            return new WriteState.Pending("a workload that a ServerAccess of it names has not been read yet");
        }
        String pods = PodNames.of(wait.pods().stream().map(Object::toString).toList());
        Long since = wait.memory().waitsSince();
        String until = since == null
                ? ""
                : "; since " + time.of(since) + ", and the server is closed without them at "
                        + time.of(since + deadlines.isolation().toNanos());
        return new WriteState.Pending("pods of its clients do not carry their keys yet: " + pods + until);
    }

    @Override
    public ServerProgress failed(ServerId server, @Nullable ServerProgress progress, RuntimeException failure) {
        Failures.log(LOG, "Could not write a policy", key(server), failure);
        String message = FailureCause.message(failure);
        return new ServerProgress(
                progress == null ? PolicyMemory.NONE : progress.transition(),
                failure instanceof UndoneWrite
                        ? new WriteState.Undone(message + "; it will be tried again")
                        : new WriteState.Pending("its policy could not be written: " + message));
    }

    @Override
    public void after(ServerId server) {
        if (!servers.isMoving(server)) {
            pods.wake(server);
            servers.wake(server);
        }
        statuses.fire(server);
    }

    private static Optional<ObjectKey> earlierKey(ServerId server) {
        return PolicyName.earlier(server).map(name -> new ObjectKey(server.namespace(), name));
    }

    private static ObjectKey key(ServerId server) {
        return new ObjectKey(server.namespace(), PolicyName.of(server));
    }
}
