package dev.clientintents.effective;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.model.ObjectKey;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the input brings under the operator's name and the operator would change: in a cluster without it, the
 * answers are others.
 */
public final class OperatorChanges {

    private OperatorChanges() {}

    /** Returns the one finding about all of it; empty where an outcome leaves all labels and policies as they stand. */
    public static Optional<Finding> finding(Snapshot snapshot, Outcome outcome) {
        List<SnapshotPod> pods = outcome.pods().stream()
                .filter(OperatorChanges::isChanged)
                .map(LabelledPod::pod)
                .toList();
        List<Position> policies = changedPolicies(snapshot, outcome);
        if (pods.isEmpty() && policies.isEmpty()) {
            return Optional.empty();
        }
        var parts = new ArrayList<String>();
        if (!pods.isEmpty()) {
            long workloads = pods.stream().map(SnapshotPod::workload).distinct().count();
            parts.add("changes labels that " + workloads + (workloads == 1 ? " workload brings" : " workloads bring"));
        }
        if (!policies.isEmpty()) {
            parts.add("changes " + policies.size() + (policies.size() == 1 ? " policy" : " policies") + " of its own");
        }
        return Optional.of(new Finding(
                Code.OPERATOR_ASSUMED,
                Collections.min(Stream.concat(pods.stream().map(SnapshotPod::position), policies.stream())
                        .toList()),
                "the answers are those of a cluster in which the operator runs, which " + String.join(" and ", parts),
                "evaluate what stands there with --as-is, if it does not run"));
    }

    private static boolean isChanged(LabelledPod pod) {
        return !pod.change().removed().isEmpty()
                || !Collections.disjoint(
                        pod.change().set().keySet(), pod.pod().labels().keySet());
    }

    private static List<Position> changedPolicies(Snapshot snapshot, Outcome outcome) {
        Map<ObjectKey, NetworkPolicy> after = outcome.policies().stream()
                .map(EffectivePolicy::policy)
                .collect(Collectors.toMap(OperatorChanges::key, Function.identity()));
        return snapshot.policies().stream()
                .filter(it -> ExistingPolicy.isOurs(it.object()))
                .filter(it -> !hasSpecOf(it.object(), after.get(key(it.object()))))
                .map(Sourced::position)
                .toList();
    }

    private static boolean hasSpecOf(NetworkPolicy policy, @Nullable NetworkPolicy other) {
        return other != null && Objects.equals(policy.getSpec(), other.getSpec());
    }

    private static ObjectKey key(NetworkPolicy policy) {
        return new ObjectKey(
                policy.getMetadata().getNamespace(), policy.getMetadata().getName());
    }
}
