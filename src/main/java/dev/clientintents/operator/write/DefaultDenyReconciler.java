package dev.clientintents.operator.write;

import dev.clientintents.api.TargetState;
import dev.clientintents.backend.networkpolicy.DefaultDeny;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.UndoneWrite;
import dev.clientintents.operator.work.Work;
import dev.clientintents.status.WriteState;
import dev.clientintents.transition.Deadlines;
import dev.clientintents.transition.DenialTransition;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of the policies by which namespaces deny what no other policy allows. */
public final class DefaultDenyReconciler implements Work.Task<String, DefaultDenyReconciler.Progress> {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultDenyReconciler.class);

    /**
     * What is left to the next attempt.
     *
     * @param told what was said last of what stands in the way; null for nothing
     * @param hold how the denial waits for policies that open servers; null where it does not
     */
    public record Progress(@Nullable String told, DenialTransition.@Nullable Hold hold) {}

    private final StartupBarrier barrier;
    private final SharedGraph graph;
    private final PolicyStore policies;
    private final PolicyWriter writer;
    private final Deadlines deadlines;
    private final LongSupplier nanoTime;
    private final InvalidLabels invalidLabels;
    private final EventRecorder events;

    /**
     * Writes what the labels of namespaces ask for, and tells of those that ask for nothing, and by an event of what
     * stands in the way.
     */
    public DefaultDenyReconciler(
            StartupBarrier barrier,
            SharedGraph graph,
            PolicyStore policies,
            PolicyWriter writer,
            Deadlines deadlines,
            LongSupplier nanoTime,
            InvalidLabels invalidLabels,
            EventRecorder events) {
        this.barrier = barrier;
        this.graph = graph;
        this.policies = policies;
        this.writer = writer;
        this.deadlines = deadlines;
        this.nanoTime = nanoTime;
        this.invalidLabels = invalidLabels;
        this.events = events;
    }

    @Override
    public Work.Outcome<Progress> attempt(String namespace, @Nullable Progress before) {
        if (!barrier.isOpen() || graph.<Boolean>read(current -> current.scope().excludes(namespace))) {
            return Work.Outcome.rest();
        }
        invalidLabels.tell(namespace, graph.read(current -> current.namespace(namespace)));
        boolean exists =
                policies.find(key(namespace)).filter(ExistingPolicy::isOurs).isPresent();
        Optional<NetworkPolicy> plan = graph.read(current -> DefaultDeny.plan(current, namespace, exists));
        if (plan.isEmpty()) {
            writer.remove(key(namespace));
            return Work.Outcome.rest();
        }
        String told = before == null ? null : before.told;
        Optional<DenialTransition.Hold> hold =
                exists ? Optional.empty() : hold(namespace, before == null ? null : before.hold);
        if (hold.isPresent()) {
            return new Work.Outcome<>(new Progress(told, hold.get()), DenialTransition.AGAIN, Set.of());
        }
        if (writer.write(key(namespace), plan.get()) instanceof WriteState.Foreign) {
            String message = notInForce(
                    "NetworkPolicy " + PolicyName.DEFAULT_DENY + " is somebody else's and is left alone; delete it");
            if (!message.equals(told)) {
                LOG.atWarn().addKeyValue("namespace", namespace).log(message);
                events.warn(namespace, TargetState.ForeignPolicy.name(), message);
            }
            // whatever becomes of that policy has the namespace looked at
            return new Work.Outcome<>(new Progress(message, null), null, Set.of());
        }
        return Work.Outcome.rest();
    }

    private Optional<DenialTransition.Hold> hold(String namespace, DenialTransition.@Nullable Hold before) {
        return graph.read(current ->
                new DenialTransition(current, policies, deadlines).hold(namespace, before, nanoTime.getAsLong()));
    }

    @Override
    public Progress failed(String namespace, @Nullable Progress before, RuntimeException failure) {
        Failures.log(LOG, "Could not write a policy", key(namespace), failure);
        String message = notInForce(failure.getMessage() + "; it will be tried again");
        if (failure instanceof UndoneWrite && (before == null || !message.equals(before.told))) {
            events.warn(namespace, TargetState.Undone.name(), message);
        }
        return new Progress(message, before == null ? null : before.hold);
    }

    private static String notInForce(String why) {
        return "the denial that label " + Labels.DEFAULT_DENY + " asks for is not in force: " + why;
    }

    private static ObjectKey key(String namespace) {
        return new ObjectKey(namespace, PolicyName.DEFAULT_DENY);
    }
}
