package dev.clientintents.backend.networkpolicy;

import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads policies that exist: whose they are, and whether they are as they must be. */
public final class ExistingPolicy {

    private ExistingPolicy() {}

    /** Whether the operator made it. A policy without the label is somebody else's, whatever its name. */
    public static boolean isOurs(NetworkPolicy policy) {
        Map<String, String> labels = policy.getMetadata().getLabels();
        return labels != null && Labels.MANAGER.equals(labels.get(Labels.MANAGED_BY));
    }

    /** The server that our policy keeps closed; empty where it is not ours or not a server's. */
    public static Optional<KeptPolicy> read(NetworkPolicy policy) {
        Map<String, String> annotations = policy.getMetadata().getAnnotations();
        if (!isOurs(policy) || annotations == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(annotations.get(Labels.SERVER))
                .flatMap(ServerId::parse)
                .filter(server -> server.namespace().equals(policy.getMetadata().getNamespace()))
                .filter(server ->
                        PolicyName.of(server).equals(policy.getMetadata().getName()))
                .map(server -> new KeptPolicy(server, matchLabels(policy)));
    }

    /** The access keys by which the policy admits. */
    public static Set<String> keys(NetworkPolicy policy) {
        return policy.getSpec().getIngress().stream()
                .flatMap(rule -> rule.getFrom().stream())
                .filter(peer -> peer.getPodSelector() != null)
                .flatMap(peer -> labels(peer.getPodSelector()).keySet().stream())
                .filter(key -> key.startsWith(Labels.PREFIX))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether nothing has to be written for {@code actual} to be {@code desired}. */
    public static boolean isAs(NetworkPolicy actual, NetworkPolicy desired) {
        return isOurs(actual)
                && desired.getSpec().equals(actual.getSpec())
                && Optional.ofNullable(actual.getMetadata().getAnnotations())
                        .orElse(Map.of())
                        .entrySet()
                        .containsAll(desired.getMetadata().getAnnotations().entrySet());
    }

    private static Map<String, String> matchLabels(NetworkPolicy policy) {
        LabelSelector selector =
                policy.getSpec() == null ? null : policy.getSpec().getPodSelector();
        return selector == null ? Map.of() : Map.copyOf(labels(selector));
    }

    private static Map<String, String> labels(LabelSelector selector) {
        return Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of());
    }
}
