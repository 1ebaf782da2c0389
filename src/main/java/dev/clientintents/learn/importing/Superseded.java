package dev.clientintents.learn.importing;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.effective.Sourced;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.policy.Policy;
import dev.clientintents.reach.policy.PolicyReader;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds the policies that a source's controller has written and that an import takes the place of: those whose pods are all
 * closed by what the source declares in the input. The others stay, as their removal would open what nothing closes.
 */
final class Superseded {

    private Superseded() {}

    /**
     * Returns the policies.
     *
     * @param written whether the controller has written a policy
     * @param rules what the source declares
     * @param remarks is told of those that stay
     */
    static Set<ObjectKey> of(
            Snapshot snapshot, Predicate<NetworkPolicy> written, List<DeclaredRule> rules, Remarks remarks) {
        Set<WorkloadId> closed = closed(snapshot, rules);
        var superseded = new HashSet<ObjectKey>();
        for (Sourced<NetworkPolicy> sourced : snapshot.policies()) {
            Optional<Policy> policy =
                    written.test(sourced.object()) ? NetworkPolicyImporter.read(sourced.object()) : Optional.empty();
            policy.ifPresent(it -> {
                Set<String> open = selected(snapshot, it, closed);
                if (open.isEmpty()) {
                    superseded.add(PolicyReader.key(sourced.object()));
                } else {
                    remarks.kept(
                            sourced.position(),
                            "this policy of the source's controller closes " + String.join(", ", open)
                                    + ", of which the input declares nothing",
                            "import together with what it is made of, or keep it");
                }
            });
        }
        return superseded;
    }

    /** Returns the workloads that a policy selects and that nothing else closes. */
    private static Set<String> selected(Snapshot snapshot, Policy policy, Set<WorkloadId> closed) {
        var open = new TreeSet<String>();
        for (SnapshotPod pod : snapshot.pods()) {
            if (pod.workload().namespace().equals(policy.key().namespace())
                    && policy.pods().matches(pod.labels())
                    && !closed.contains(pod.workload())) {
                open.add(pod.workload().toString());
            }
        }
        return open;
    }

    private static Set<WorkloadId> closed(Snapshot snapshot, List<DeclaredRule> rules) {
        var closed = new HashSet<WorkloadId>();
        for (DeclaredRule rule : rules) {
            if (rule.server() instanceof DeclaredRule.OfWorkloads of) {
                closed.addAll(of.workloads());
            } else if (rule.server() instanceof DeclaredRule.Labelled labelled) {
                snapshot.pods().stream()
                        .filter(it -> it.workload().namespace().equals(rule.namespace())
                                && carries(it.labels(), labelled.labels()))
                        .forEach(it -> closed.add(it.workload()));
            }
        }
        return closed;
    }

    private static boolean carries(Map<String, String> labels, Map<String, String> wanted) {
        return labels.entrySet().containsAll(wanted.entrySet());
    }
}
