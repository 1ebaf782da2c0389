package dev.clientintents.check;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.EffectivePolicy;
import dev.clientintents.effective.LabelledPod;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotNamespace;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells which pods the operator alone closes, to what comes in and, where their namespace denies that, to what goes out.
 * Policies add up: where somebody else's policy isolates a pod already, what the operator writes only opens.
 */
final class Isolation {

    /**
     * The reason why the operator closes pods.
     *
     * @param position what does it: the first intent on the server, or the namespace that denies by default
     * @param text the same in words, as the subject of a sentence
     */
    record Cause(Position position, String text) {}

    /** @param server null for a policy that denies by default */
    private record Ours(Policy policy, @Nullable ServerId server) {}

    private final Snapshot snapshot;
    private final Map<String, List<Ours>> ours = new HashMap<>();
    private final Map<String, List<Policy>> others = new HashMap<>();
    private final Map<ServerId, Position> declared = new HashMap<>();
    private final Set<String> denyingEgress = new HashSet<>();

    /** The policies that let pods out beside that by which their namespace denies it, by namespaces. */
    private final Map<String, List<Policy>> lettingOut = new HashMap<>();

    Isolation(Snapshot snapshot, Outcome outcome) {
        this.snapshot = snapshot;
        outcome.policies().forEach(this::add);
        for (DeclaredIntents declaration : snapshot.intents()) {
            for (int i = 0; i < declaration.entry().intents().size(); i++) {
                ServerId server = declaration.entry().intents().get(i).server();
                declared.merge(server, declaration.target(i), (one, other) -> one.compareTo(other) <= 0 ? one : other);
            }
        }
    }

    private void add(EffectivePolicy effective) {
        ValidPolicies.read(effective.policy()).ifPresent(policy -> {
            if (policy.rules(Direction.INGRESS) != null) {
                addOfIngress(effective, policy);
            }
            if (policy.rules(Direction.EGRESS) != null) {
                addOfEgress(effective, policy);
            }
        });
    }

    private void addOfEgress(EffectivePolicy effective, Policy policy) {
        String namespace = policy.key().namespace();
        if (effective.isPlanned() && policy.key().name().equals(PolicyName.DEFAULT_DENY)) {
            denyingEgress.add(namespace);
        } else {
            lettingOut.computeIfAbsent(namespace, it -> new ArrayList<>()).add(policy);
        }
    }

    private void addOfIngress(EffectivePolicy effective, Policy policy) {
        String namespace = policy.key().namespace();
        if (effective.isPlanned()) {
            ServerId server = ExistingPolicy.read(effective.policy())
                    .map(KeptPolicy::server)
                    .orElse(null);
            ours.computeIfAbsent(namespace, it -> new ArrayList<>()).add(new Ours(policy, server));
        } else {
            others.computeIfAbsent(namespace, it -> new ArrayList<>()).add(policy);
        }
    }

    /** Returns the servers whose policies close a pod. */
    List<ServerId> servers(LabelledPod pod) {
        return ours.getOrDefault(pod.pod().key().namespace(), List.of()).stream()
                .filter(it -> it.policy().pods().matches(pod.labels()))
                .flatMap(it -> Optional.ofNullable(it.server()).stream())
                .toList();
    }

    /** Returns why a pod is closed; empty where the operator does not close it, or not alone. */
    Optional<Cause> cause(LabelledPod pod) {
        String namespace = pod.pod().key().namespace();
        if (pod.pod().hostNetwork()
                || others.getOrDefault(namespace, List.of()).stream()
                        .anyMatch(it -> it.pods().matches(pod.labels()))) {
            return Optional.empty();
        }
        List<Ours> closing = ours.getOrDefault(namespace, List.of()).stream()
                .filter(it -> it.policy().pods().matches(pod.labels()))
                .toList();
        return closing.stream()
                .flatMap(it -> Optional.ofNullable(it.server()).stream())
                .findFirst()
                .map(server -> new Cause(declared.getOrDefault(server, pod.pod().position()), "its server policy"))
                .or(() -> closing.stream().findFirst().map(it -> byDefault(pod)));
    }

    /** Returns why a pod reaches nobody: its namespace denies what goes out, and no policy but that is about the pod. */
    Optional<Cause> causeOfEgress(LabelledPod pod) {
        String namespace = pod.pod().key().namespace();
        return !pod.pod().hostNetwork()
                        && denyingEgress.contains(namespace)
                        && lettingOut.getOrDefault(namespace, List.of()).stream()
                                .noneMatch(it -> it.pods().matches(pod.labels()))
                ? Optional.of(byDefault(pod))
                : Optional.empty();
    }

    private Cause byDefault(LabelledPod pod) {
        String namespace = pod.pod().key().namespace();
        return new Cause(
                Optional.ofNullable(snapshot.namespaces().get(namespace))
                        .map(SnapshotNamespace::position)
                        .orElseGet(pod.pod()::position),
                "the denial by default of namespace " + namespace);
    }
}
