package dev.clientintents.operator.watch;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The policies that exist under names of ours, whoever made them, and which server an access key belongs to. */
public final class PolicyStore {

    private final SharedGraph graph;
    private final ResourceVersions versions = new ResourceVersions();
    private final Map<ObjectKey, NetworkPolicy> policies = new HashMap<>();
    private final Map<String, ServerId> serversOfKeys = new HashMap<>();

    public PolicyStore(SharedGraph graph) {
        this.graph = graph;
    }

    /** Takes a state of a policy, from the watch or as the answer to a write. */
    public void observed(NetworkPolicy policy) {
        if (!concernsUs(policy)) {
            return;
        }
        graph.change(current -> {
            synchronized (this) {
                if (!versions.advance(policy.getMetadata())) {
                    return Change.none();
                }
                NetworkPolicy old = policies.put(key(policy), policy);
                return note(current, old, policy);
            }
        });
    }

    /** Takes the deletion of a policy, unless another of its name has been seen since. */
    public void deleted(NetworkPolicy policy) {
        if (!concernsUs(policy)) {
            return;
        }
        graph.change(current -> {
            synchronized (this) {
                if (!versions.knows(policy.getMetadata())) {
                    return Change.none();
                }
                versions.forget(policy.getMetadata());
                NetworkPolicy old = policies.remove(key(policy));
                return note(current, old, null);
            }
        });
    }

    /**
     * Notes that a policy is about to be created. The answer may get lost, so from here on its server counts as closed, and
     * its pods keep their labels even if nobody consumes it any more.
     */
    public void expected(NetworkPolicy policy) {
        graph.change(current -> ExistingPolicy.read(policy).map(current::put).orElse(Change.none()));
    }

    /** Notes that no policy of a server is wanted: where there is none, one that was expected does not come any more. */
    public void absent(ServerId server) {
        var key = new ObjectKey(server.namespace(), PolicyName.of(server));
        graph.change(current -> current.isKept(server)
                        && find(key).filter(ExistingPolicy::isOurs).isEmpty()
                ? current.removePolicy(server)
                : Change.none());
    }

    public synchronized Optional<NetworkPolicy> find(ObjectKey key) {
        return Optional.ofNullable(policies.get(key));
    }

    /** The server whose policy admits by the key; empty where none of ours does. */
    public synchronized Optional<ServerId> serverOf(String key) {
        return Optional.ofNullable(serversOfKeys.get(key));
    }

    private Change note(IntentGraph current, @Nullable NetworkPolicy old, @Nullable NetworkPolicy now) {
        keys(old).forEach(serversOfKeys::remove);
        Optional<KeptPolicy> before = Optional.ofNullable(old).flatMap(ExistingPolicy::read);
        Optional<KeptPolicy> after = Optional.ofNullable(now).flatMap(ExistingPolicy::read);
        if (after.isPresent()) {
            ServerId server = after.get().server();
            keys(now).forEach(key -> serversOfKeys.put(key, server));
            Change change = current.put(after.get());
            return isAsPlanned(current, server, now) ? change : change.and(current.touch(server));
        }
        if (before.isPresent()) {
            return current.removePolicy(before.get().server());
        }
        NetworkPolicy any = now == null ? old : now;
        return any == null ? Change.none() : touchNamesake(current, any);
    }

    private static boolean isAsPlanned(IntentGraph current, ServerId server, @Nullable NetworkPolicy policy) {
        return policy != null
                && ServerPolicies.plan(current, server)
                        .filter(plan -> ExistingPolicy.isAs(policy, plan))
                        .isPresent();
    }

    private static Set<String> keys(@Nullable NetworkPolicy policy) {
        return policy == null ? Set.of() : ExistingPolicy.keys(policy);
    }

    /** Touches what a policy without a server of ours stands for or stands in the way of. */
    private static Change touchNamesake(IntentGraph current, NetworkPolicy policy) {
        ObjectMeta metadata = policy.getMetadata();
        if (metadata.getName().equals(PolicyName.DEFAULT_DENY)) {
            return current.touchDefaultDeny(metadata.getNamespace());
        }
        return current.servers(metadata.getNamespace()).stream()
                .filter(server -> PolicyName.of(server).equals(metadata.getName()))
                .findFirst()
                .map(current::touch)
                .orElse(Change.none());
    }

    private static boolean concernsUs(NetworkPolicy policy) {
        return ExistingPolicy.isOurs(policy)
                || PolicyName.isOurs(policy.getMetadata().getName());
    }

    private static ObjectKey key(NetworkPolicy policy) {
        return new ObjectKey(
                policy.getMetadata().getNamespace(), policy.getMetadata().getName());
    }
}
