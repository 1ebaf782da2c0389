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
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of the policies by which namespaces deny what no other policy allows. */
public final class DefaultDenyReconciler implements Work.Task<String, String> {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultDenyReconciler.class);

    private final StartupBarrier barrier;
    private final SharedGraph graph;
    private final PolicyStore policies;
    private final PolicyWriter writer;
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
            InvalidLabels invalidLabels,
            EventRecorder events) {
        this.barrier = barrier;
        this.graph = graph;
        this.policies = policies;
        this.writer = writer;
        this.invalidLabels = invalidLabels;
        this.events = events;
    }

    @Override
    public Work.Outcome<String> attempt(String namespace, @Nullable String told) {
        if (!barrier.isOpen() || graph.<Boolean>read(current -> current.scope().excludes(namespace))) {
            return Work.Outcome.rest();
        }
        invalidLabels.tell(namespace, graph.read(current -> current.namespace(namespace)));
        boolean exists =
                policies.find(key(namespace)).filter(ExistingPolicy::isOurs).isPresent();
        Optional<NetworkPolicy> plan = graph.read(current -> DefaultDeny.plan(current, namespace, exists));
        if (plan.isEmpty()) {
            writer.remove(key(namespace));
        } else if (writer.write(key(namespace), plan.get()) instanceof WriteState.Foreign) {
            String message = notInForce(
                    "NetworkPolicy " + PolicyName.DEFAULT_DENY + " is somebody else's and is left alone; delete it");
            if (!message.equals(told)) {
                LOG.atWarn().addKeyValue("namespace", namespace).log(message);
                events.warn(namespace, TargetState.ForeignPolicy.name(), message);
            }
            // whatever becomes of that policy has the namespace looked at
            return new Work.Outcome<>(message, null, Set.of());
        }
        return Work.Outcome.rest();
    }

    @Override
    public String failed(String namespace, @Nullable String told, RuntimeException failure) {
        Failures.log(LOG, "Could not write a policy", key(namespace), failure);
        String message = notInForce(failure.getMessage() + "; it will be tried again");
        if (failure instanceof UndoneWrite && !message.equals(told)) {
            events.warn(namespace, TargetState.Undone.name(), message);
        }
        return message;
    }

    private static String notInForce(String why) {
        return "the denial that label " + Labels.DEFAULT_DENY + " asks for is not in force: " + why;
    }

    private static ObjectKey key(String namespace) {
        return new ObjectKey(namespace, PolicyName.DEFAULT_DENY);
    }
}
