package dev.clientintents.operator.watch;

import dev.clientintents.backend.hostname.HostBackend;
import dev.clientintents.backend.hostname.HostPolicies;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.HostAccess;
import dev.clientintents.graph.HostNaming;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The policies of the network plugin that exist under names of ours, whoever made them, and of which kind they are. */
public final class HostPolicyStore {

    private final SharedGraph graph;
    private ResourceVersions versions = new ResourceVersions();
    private final Map<ObjectKey, GenericKubernetesResource> policies = new HashMap<>();
    private @Nullable HostBackend backend;

    public HostPolicyStore(SharedGraph graph) {
        this.graph = graph;
    }

    /** Returns the kind of the policies; empty where there is none, or none is known yet. */
    public synchronized Optional<HostBackend> backend() {
        return Optional.ofNullable(backend);
    }

    /**
     * Forgets all policies, because from here on they are of another kind.
     *
     * @param next the kind; null where there is none
     * @param naming what can be said until the policies of that kind are known
     */
    public void become(@Nullable HostBackend next, HostNaming naming) {
        graph.change(current -> {
            synchronized (this) {
                backend = next;
                policies.clear();
                versions = new ResourceVersions();
                return current.put(naming);
            }
        });
    }

    /** Notes what can be said, because the policies of a kind are known now, or cannot be. */
    void names(HostBackend kind, HostNaming naming) {
        graph.change(current -> {
            synchronized (this) {
                return kind.equals(backend) ? current.put(naming) : Change.none();
            }
        });
    }

    /**
     * Takes all policies that there are.
     *
     * @param kind of which they are; those of a kind that is no longer written are not taken
     * @param within the names that were listed: one that is not among the policies is gone
     */
    void listed(HostBackend kind, Collection<GenericKubernetesResource> listed, Predicate<ObjectKey> within) {
        Map<ObjectKey, GenericKubernetesResource> now = new LinkedHashMap<>();
        listed.stream().filter(HostPolicies::concernsUs).forEach(it -> now.put(HostPolicies.key(it), it));
        Set<GenericKubernetesResource> gone;
        synchronized (this) {
            gone = policies.entrySet().stream()
                    .filter(it -> within.test(it.getKey()) && !now.containsKey(it.getKey()))
                    .map(Map.Entry::getValue)
                    .collect(Collectors.toSet());
        }
        gone.forEach(it -> deleted(kind, it));
        now.values().forEach(it -> observed(kind, it));
    }

    /** Takes a state of a policy from the watch, and has its client looked at. */
    void observed(HostBackend kind, GenericKubernetesResource policy) {
        take(kind, policy, true);
    }

    /** Takes what a policy became by our own write, or as it was found by it, ahead of the watch. */
    public void written(HostBackend kind, GenericKubernetesResource policy) {
        take(kind, policy, false);
    }

    private void take(HostBackend kind, GenericKubernetesResource policy, boolean touch) {
        if (!HostPolicies.concernsUs(policy)) {
            return;
        }
        graph.change(current -> {
            synchronized (this) {
                if (!kind.equals(backend) || !versions.advance(policy.getMetadata())) {
                    return Change.none();
                }
                policies.put(HostPolicies.key(policy), policy);
                return touch ? touch(current, kind, policy) : Change.none();
            }
        });
    }

    /** Takes the deletion of a policy, unless another of its name has been seen since. */
    public void deleted(HostBackend kind, GenericKubernetesResource policy) {
        if (!HostPolicies.concernsUs(policy)) {
            return;
        }
        graph.change(current -> {
            synchronized (this) {
                if (!kind.equals(backend) || !versions.knows(policy.getMetadata())) {
                    return Change.none();
                }
                versions.forget(policy.getMetadata());
                policies.remove(HostPolicies.key(policy));
                return touch(current, kind, policy);
            }
        });
    }

    /** Touches the client for which a policy stands, or in the way of whose policy it is. */
    private static Change touch(IntentGraph current, HostBackend kind, GenericKubernetesResource policy) {
        List<ClientId> clients = HostPolicies.client(kind, policy)
                .map(List::of)
                .orElseGet(() -> current.clients().stream()
                        .filter(client -> HostPolicies.key(kind, client).equals(HostPolicies.key(policy)))
                        .toList());
        return clients.stream().map(current::touch).reduce(Change.none(), Change::and);
    }

    public synchronized Optional<GenericKubernetesResource> find(ObjectKey key) {
        return Optional.ofNullable(policies.get(key));
    }

    /** Returns whether a policy of ours exists that says exactly this. */
    synchronized boolean says(HostAccess access) {
        HostBackend kind = backend;
        return kind != null
                && find(HostPolicies.key(kind, access))
                        .filter(it -> HostPolicies.says(kind, it, access))
                        .isPresent();
    }
}
