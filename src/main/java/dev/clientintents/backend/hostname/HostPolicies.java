package dev.clientintents.backend.hostname;

import dev.clientintents.graph.HostAccess;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the policies with the hosts that clients reach by name, and reads those that exist. */
public final class HostPolicies {

    private HostPolicies() {}

    /** Returns where a client's policy lies, whose namespace is empty where the kind lies in none. */
    public static ObjectKey key(HostBackend backend, ClientId client) {
        return key(backend, new ObjectKey(client.namespace(), PolicyName.ofHosts(client)));
    }

    /** Returns where a policy of a namespace lies, whose namespace is empty where the kind lies in none. */
    static ObjectKey key(HostBackend backend, ObjectKey policy) {
        return backend.namespaced() ? policy : new ObjectKey("", policy.namespace() + "." + policy.name());
    }

    /** Returns where the policy lies that says what a client reaches by name. */
    public static ObjectKey key(HostBackend backend, HostAccess access) {
        return key(backend, access.policy());
    }

    /**
     * Returns the policy that says what a client reaches by name.
     *
     * @throws IllegalArgumentException where the network plugin cannot say it
     */
    public static GenericKubernetesResource render(HostBackend backend, ClientId client, HostAccess access) {
        Rendering rendering = backend.render(access);
        if (rendering instanceof Rendering.Refused refused) {
            throw new IllegalArgumentException(
                    "the hosts of client " + client + " cannot be told by name: " + refused.reason());
        }
        GenericKubernetesResource policy = ((Rendering.Policy) rendering).object();
        var annotations = new LinkedHashMap<String, String>();
        annotations.put(Labels.CLIENT, client.toString());
        annotations.put(
                Labels.DESCRIPTION,
                "Lets the pods of " + (client.kind() == null ? "workload" : client.kind()) + " " + client.name()
                        + " connect to what its ClientIntents declare by name, beside what NetworkPolicy "
                        + PolicyName.ofEgress(client) + " lets them connect to.");
        policy.getMetadata().setAnnotations(annotations);
        return policy;
    }

    /** Returns whether the operator made the policy. One without the label is somebody else's, whatever its name. */
    public static boolean isOurs(GenericKubernetesResource policy) {
        return Labels.MANAGER.equals(labels(policy).get(Labels.MANAGED_BY));
    }

    /** Returns the client that a policy stands for, by its annotation; empty where that does not fit its name. */
    public static Optional<ClientId> client(HostBackend backend, GenericKubernetesResource policy) {
        return Optional.ofNullable(annotations(policy).get(Labels.CLIENT))
                .flatMap(ClientId::parse)
                .filter(client -> key(backend, client).equals(key(policy)));
    }

    /** Returns where a policy lies, whose namespace is empty where it lies in none. */
    public static ObjectKey key(GenericKubernetesResource policy) {
        return new ObjectKey(
                Objects.requireNonNullElse(policy.getMetadata().getNamespace(), ""),
                policy.getMetadata().getName());
    }

    /** Returns whether a policy is the operator's, or has a name that one of its could have. */
    public static boolean concernsUs(GenericKubernetesResource policy) {
        String name = policy.getMetadata().getName();
        return isOurs(policy)
                || PolicyName.isOfHosts(name)
                // a kind that lies in no namespace has the client's before the name
                || PolicyName.isOfHosts(name.substring(name.indexOf('.') + 1));
    }

    /**
     * Returns the fields that have to be written for {@code actual} to be {@code desired}, in plain English. All of the
     * specification counts: a field more can let more through.
     */
    public static List<String> differences(GenericKubernetesResource actual, GenericKubernetesResource desired) {
        var differences = new ArrayList<String>();
        if (!isOurs(actual)) {
            differences.add("label " + Labels.MANAGED_BY);
        }
        annotations(desired).forEach((key, value) -> {
            if (!value.equals(annotations(actual).get(key))) {
                differences.add("annotation " + key);
            }
        });
        if (!Objects.equals(spec(actual), spec(desired))) {
            differences.add("spec");
        }
        return differences;
    }

    /** Returns whether a policy of ours says exactly what a client reaches by name. */
    public static boolean says(HostBackend backend, GenericKubernetesResource actual, HostAccess access) {
        return isOurs(actual)
                && backend.render(access) instanceof Rendering.Policy policy
                && Objects.equals(spec(actual), spec(policy.object()));
    }

    private static @Nullable Object spec(GenericKubernetesResource policy) {
        return policy.getAdditionalProperties().get("spec");
    }

    private static Map<String, String> labels(GenericKubernetesResource policy) {
        return Optional.ofNullable(policy.getMetadata().getLabels()).orElse(Map.of());
    }

    private static Map<String, String> annotations(GenericKubernetesResource policy) {
        return Optional.ofNullable(policy.getMetadata().getAnnotations()).orElse(Map.of());
    }
}
