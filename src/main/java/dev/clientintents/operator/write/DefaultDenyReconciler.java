package dev.clientintents.operator.write;

import dev.clientintents.backend.networkpolicy.DefaultDeny;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.work.Failures;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.Work;
import dev.clientintents.status.WriteState;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Optional;
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

    /** Writes what the labels of namespaces ask for, and tells of those that ask for nothing. */
    public DefaultDenyReconciler(
            StartupBarrier barrier,
            SharedGraph graph,
            PolicyStore policies,
            PolicyWriter writer,
            InvalidLabels invalidLabels) {
        this.barrier = barrier;
        this.graph = graph;
        this.policies = policies;
        this.writer = writer;
        this.invalidLabels = invalidLabels;
    }

    @Override
    public Work.Outcome<String> attempt(String namespace, @Nullable String failure) {
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
            LOG.atWarn()
                    .addKeyValue("namespace", namespace)
                    .addKeyValue("name", PolicyName.DEFAULT_DENY)
                    .log("A policy of this name is somebody else's and is left alone");
        }
        return Work.Outcome.rest();
    }

    @Override
    public String failed(String namespace, @Nullable String before, RuntimeException failure) {
        Failures.log(LOG, "Could not write a policy", key(namespace), failure);
        return String.valueOf(failure.getMessage());
    }

    private static ObjectKey key(String namespace) {
        return new ObjectKey(namespace, PolicyName.DEFAULT_DENY);
    }
}
