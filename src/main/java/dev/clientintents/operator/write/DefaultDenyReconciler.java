package dev.clientintents.operator.write;

import dev.clientintents.api.OutsideState;
import dev.clientintents.api.TargetState;
import dev.clientintents.backend.networkpolicy.DefaultDeny;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.UndoneWrite;
import dev.clientintents.operator.work.Work;
import dev.clientintents.rule.DenialPlan;
import dev.clientintents.rule.DenialRules;
import dev.clientintents.rule.Direction;
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
     * @param hold how a denial waits for policies that let through what is declared; null where none does
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
        resolveDoubt(namespace);
        String told = before == null ? null : before.told;
        DenialTransition.Step step =
                graph.read(current -> step(current, namespace, before == null ? null : before.hold));
        if (write(namespace, step.plan()) instanceof WriteState.Foreign) {
            String message = notInForce(
                    "NetworkPolicy " + PolicyName.DEFAULT_DENY + " is somebody else's and is left alone; delete it");
            tell(namespace, TargetState.ForeignPolicy.name(), message, told);
            // whatever becomes of that policy has the namespace looked at
            return new Work.Outcome<>(new Progress(message, null), null, Set.of());
        }
        Optional<String> obstacle = step.plan().denies(Direction.EGRESS)
                ? Optional.empty()
                : graph.read(current -> DenialRules.obstacle(current, namespace));
        String message = obstacle.map(why -> notInForce("what goes out is not denied: " + why))
                .orElse(null);
        if (message != null) {
            tell(namespace, OutsideState.NotEnforceable.name(), message, told);
        }
        if (step.hold() != null) {
            return new Work.Outcome<>(
                    new Progress(message == null ? told : message, step.hold()), DenialTransition.AGAIN, Set.of());
        }
        // once it is known where names are resolved, the namespace is looked at
        return message == null ? Work.Outcome.rest() : new Work.Outcome<>(new Progress(message, null), null, Set.of());
    }

    private DenialTransition.Step step(IntentGraph current, String namespace, DenialTransition.@Nullable Hold before) {
        DenialTransition.Step step =
                new DenialTransition(current, policies, deadlines).next(namespace, before, nanoTime.getAsLong());
        policies.denying(namespace, step.plan());
        return step;
    }

    private WriteState write(String namespace, DenialPlan plan) {
        WriteState state = WriteState.DONE;
        try {
            Optional<NetworkPolicy> policy = DefaultDeny.render(plan);
            if (policy.isPresent()) {
                state = writer.write(key(namespace), policy.get());
            } else {
                writer.remove(key(namespace));
            }
        } catch (UndoneWrite e) {
            policies.denied(namespace);
            throw e;
        }
        policies.denied(namespace);
        return state;
    }

    /** Reads what became of a write that failed, so that nothing is decided by what was known before. */
    private void resolveDoubt(String namespace) {
        if (policies.isInDoubt(namespace)) {
            writer.refresh(key(namespace));
            policies.denied(namespace);
        }
    }

    private void tell(String namespace, String reason, String message, @Nullable String told) {
        if (!message.equals(told)) {
            LOG.atWarn().addKeyValue("namespace", namespace).log(message);
            events.warn(namespace, reason, message);
        }
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
