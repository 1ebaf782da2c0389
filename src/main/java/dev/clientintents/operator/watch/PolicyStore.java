package dev.clientintents.operator.watch;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.HostAccess;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.KeptEgress;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.rule.DenialPlan;
import dev.clientintents.rule.Rule;
import dev.clientintents.transition.Written;
import dev.clientintents.transition.WrittenPolicies;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is written, as transitions ask for it: the policies that exist under names of ours, whoever made them, and what
 * writes that are under way may have changed.
 */
public final class PolicyStore implements WrittenPolicies {

    /** The labels that a write which is under way gives to a pod, and those that it takes. */
    private record Labelling(Set<String> given, Set<String> taken) {}

    private final SharedGraph graph;
    private final HostPolicyStore hosts;
    private final ResourceVersions versions = new ResourceVersions();
    private final Map<ObjectKey, NetworkPolicy> policies = new HashMap<>();
    private final Map<String, Set<ServerId>> serversOfKeys = new HashMap<>();
    private final Map<ObjectKey, Written> written = new HashMap<>();
    private final Map<ServerId, Written> writing = new HashMap<>();
    private final Map<ObjectKey, Labelling> labelling = new HashMap<>();
    private final Map<String, DenialPlan> denying = new HashMap<>();
    /** By what policies of others select the pods whose way out they close, by namespaces. */
    private final Map<String, Map<ObjectKey, Selector>> closing = new HashMap<>();

    /** Knows no policy yet, and what names hosts from the store of these. */
    public PolicyStore(SharedGraph graph, HostPolicyStore hosts) {
        this.graph = graph;
        this.hosts = hosts;
    }

    /** Takes a state of a policy from the watch, and has its server looked at. */
    public void observed(NetworkPolicy policy) {
        noteOthers(key(policy), ExistingPolicy.isOurs(policy) ? Optional.empty() : ExistingPolicy.closedEgress(policy));
        take(policy, true);
    }

    /** Takes what a policy became by our own write, ahead of the watch. */
    public void written(NetworkPolicy policy) {
        take(policy, false);
    }

    private void take(NetworkPolicy policy, boolean touch) {
        if (!concernsUs(policy)) {
            return;
        }
        graph.change(current -> {
            synchronized (this) {
                if (!versions.advance(policy.getMetadata())) {
                    return Change.none();
                }
                written.remove(key(policy));
                NetworkPolicy old = policies.put(key(policy), policy);
                return note(current, old, policy, touch);
            }
        });
    }

    /** Takes the deletion of a policy, unless another of its name has been seen since. */
    public void deleted(NetworkPolicy policy) {
        noteOthers(key(policy), Optional.empty());
        if (!concernsUs(policy)) {
            return;
        }
        graph.change(current -> {
            synchronized (this) {
                if (!versions.knows(policy.getMetadata())) {
                    return Change.none();
                }
                versions.forget(policy.getMetadata());
                written.remove(key(policy));
                NetworkPolicy old = policies.remove(key(policy));
                return note(current, old, null, true);
            }
        });
    }

    private synchronized void noteOthers(ObjectKey policy, Optional<Selector> closes) {
        if (closes.isPresent()) {
            closing.computeIfAbsent(policy.namespace(), first -> new HashMap<>())
                    .put(policy, closes.get());
        } else {
            closing.computeIfPresent(policy.namespace(), (namespace, all) -> {
                all.remove(policy);
                return all.isEmpty() ? null : all;
            });
        }
    }

    @Override
    public synchronized List<Selector> closedByOthers(String namespace) {
        return List.copyOf(closing.getOrDefault(namespace, Map.of()).values());
    }

    /**
     * Notes that a policy is about to be created. The answer may get lost, so from here on its server counts as closed,
     * and its pods keep their labels even if nobody consumes it any more. Where another one keeps it closed, as that of
     * an earlier name does, it is by that one until the new one is there.
     */
    public void expected(NetworkPolicy policy) {
        graph.change(current -> ExistingPolicy.read(policy)
                .filter(it -> !current.isKept(it.server()))
                .map(current::put)
                .or(() -> ExistingPolicy.readEgress(policy)
                        .filter(it -> current.keptEgress(it.client()).isEmpty())
                        .map(current::put))
                .orElse(Change.none()));
    }

    /** Notes that a policy that was expected was refused for good, so that it does not exist. */
    public void refused(NetworkPolicy policy) {
        ExistingPolicy.read(policy).ifPresent(it -> absent(it.server()));
        ExistingPolicy.readEgress(policy).ifPresent(it -> absent(it.client()));
    }

    /** Notes that no policy is wanted that closes a way out: one that was expected does not come any more. */
    public void absent(ClientId client) {
        graph.change(current ->
                current.keptEgress(client).isPresent() && ours(client).isEmpty()
                        ? current.removeEgress(client)
                        : Change.none());
    }

    /**
     * Notes that no policy of a server is wanted: where there is none, one that was expected does not come any more.
     */
    public void absent(ServerId server) {
        graph.change(current -> current.isKept(server) && ours(server).findAny().isEmpty()
                ? current.removePolicy(server)
                : Change.none());
    }

    public synchronized Optional<NetworkPolicy> find(ObjectKey key) {
        return Optional.ofNullable(policies.get(key));
    }

    @Override
    public synchronized Optional<Written> of(ServerId server) {
        Optional<Written> known = ours(server)
                .map(policy -> written.computeIfAbsent(key(policy), first -> ExistingPolicy.written(policy)))
                .reduce(Written::and);
        Written next = writing.get(server);
        return next == null ? known : known.map(it -> it.unless(next));
    }

    @Override
    public synchronized Optional<List<Rule>> egress(ClientId client) {
        return ours(client).map(ExistingPolicy::egress);
    }

    @Override
    public boolean says(HostAccess access) {
        return hosts.says(access);
    }

    @Override
    public synchronized DenialPlan denial(String namespace) {
        DenialPlan known = find(new ObjectKey(namespace, PolicyName.DEFAULT_DENY))
                .filter(ExistingPolicy::isOurs)
                .map(ExistingPolicy::denial)
                .orElseGet(() -> DenialPlan.none(namespace));
        DenialPlan next = denying.get(namespace);
        return next == null ? known : known.or(next);
    }

    /**
     * Notes that what a namespace denies is about to become another; until {@link #denied} it may be either. To be called
     * while the graph is read by which that was decided, so that nobody decides by what it was before.
     */
    public synchronized void denying(String namespace, DenialPlan next) {
        denying.put(namespace, next);
    }

    /** Notes that the write of what a namespace denies has ended, and what became of it is taken. */
    public synchronized void denied(String namespace) {
        denying.remove(namespace);
    }

    /** Returns whether what a namespace denies may be another than is known. */
    public synchronized boolean isInDoubt(String namespace) {
        return denying.containsKey(namespace);
    }

    private Optional<NetworkPolicy> ours(ClientId client) {
        return find(new ObjectKey(client.namespace(), PolicyName.ofEgress(client)))
                .filter(ExistingPolicy::isOurs);
    }

    @Override
    public synchronized Naming naming(ServerId server) {
        if (earlier(server).isEmpty()) {
            return Naming.CURRENT;
        }
        return current(server).isPresent() ? Naming.BOTH : Naming.EARLIER;
    }

    /**
     * Notes that the policy of a server is about to become another; until {@link #ended} it may be either.
     * To be called while the graph is read by which that was decided, so that nobody decides by what it was before.
     */
    public synchronized void writing(ServerId server, Written next) {
        writing.put(server, next);
    }

    /** Notes that the write of a server's policy has ended, and what became of it is taken. */
    public synchronized void ended(ServerId server) {
        writing.remove(server);
    }

    /** Returns whether the policy of a server may be another than is known. */
    public synchronized boolean isInDoubt(ServerId server) {
        return writing.containsKey(server);
    }

    /**
     * Notes that the labels of a pod are about to change; until {@link #labelled} it may have any of them or not. To be
     * called while the graph is read by which that was decided, so that nobody decides by what they were before.
     */
    public synchronized void labelling(ObjectKey pod, Set<String> given, Set<String> taken) {
        labelling.put(pod, new Labelling(Set.copyOf(given), Set.copyOf(taken)));
    }

    /** Notes that the write of a pod's labels has ended, and what became of it is taken. */
    public synchronized void labelled(ObjectKey pod) {
        labelling.remove(pod);
    }

    /** Returns whether the labels of a pod may be others than is known. */
    public synchronized boolean isInDoubt(ObjectKey pod) {
        return labelling.containsKey(pod);
    }

    @Override
    public synchronized boolean keeps(ObjectKey pod, String label) {
        Labelling change = labelling.get(pod);
        return change == null || !change.taken.contains(label);
    }

    @Override
    public synchronized boolean gains(ObjectKey pod, String label) {
        Labelling change = labelling.get(pod);
        return change != null && change.given.contains(label);
    }

    @Override
    public synchronized Set<ServerId> dropping(AccessKey key, String namespace) {
        return writing.isEmpty()
                ? Set.of()
                : serversOfKeys.getOrDefault(key.label(), Set.of()).stream()
                        .filter(server -> writing.containsKey(server)
                                && !writing.get(server).admits(key, namespace))
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the server's policies of ours, that of the current name first. */
    private Stream<NetworkPolicy> ours(ServerId server) {
        return Stream.of(current(server), earlier(server)).flatMap(Optional::stream);
    }

    private Optional<NetworkPolicy> current(ServerId server) {
        return find(new ObjectKey(server.namespace(), PolicyName.of(server))).filter(ExistingPolicy::isOurs);
    }

    private Optional<NetworkPolicy> earlier(ServerId server) {
        return PolicyName.earlier(server)
                .flatMap(name -> find(new ObjectKey(server.namespace(), name)))
                .filter(ExistingPolicy::isOurs);
    }

    @Override
    public synchronized Optional<ServerId> serverOf(String key) {
        Optional<ServerId> known =
                serversOfKeys.getOrDefault(key, Set.of()).stream().findFirst();
        return known.isPresent()
                ? known
                : writing.entrySet().stream()
                        .filter(it -> it.getValue().admits(new AccessKey(key)))
                        .map(Map.Entry::getKey)
                        .findFirst();
    }

    private Change note(IntentGraph current, @Nullable NetworkPolicy old, @Nullable NetworkPolicy now, boolean touch) {
        Optional<ServerId> before = Optional.ofNullable(old).flatMap(it -> serverOf(current, it));
        Optional<ServerId> after = Optional.ofNullable(now).flatMap(it -> serverOf(current, it));
        before.ifPresent(server -> keys(old).forEach(key -> forget(key, server)));
        Optional<ServerId> closed = after.or(() -> before);
        if (closed.isPresent()) {
            return keep(current, closed.get(), touch);
        }
        NetworkPolicy any = now == null ? old : now;
        if (any == null) {
            return Change.none();
        }
        Optional<ClientId> client = clientOf(current, any);
        return client.isPresent() ? keepEgress(current, client.get(), touch) : touchNamesake(current, any);
    }

    /** Notes whether a policy closes the way out of a client. */
    private Change keepEgress(IntentGraph current, ClientId client, boolean touch) {
        Optional<NetworkPolicy> policy = ours(client);
        if (policy.isEmpty()) {
            return current.removeEgress(client);
        }
        Change change = current.put(ExistingPolicy.keptEgress(client, policy.get()));
        return touch ? change.and(current.touch(client)) : change;
    }

    /** Returns the client whose way out a policy closes, or whose policy it stands in the way of. */
    private static Optional<ClientId> clientOf(IntentGraph current, NetworkPolicy policy) {
        return ExistingPolicy.readEgress(policy).map(KeptEgress::client).or(() -> current.clientOfPolicy(key(policy)));
    }

    /** Notes what the policies of a server say together, and whether one of them still keeps it closed. */
    private Change keep(IntentGraph current, ServerId server, boolean touch) {
        List<NetworkPolicy> all = ours(server).toList();
        if (all.isEmpty()) {
            return current.removePolicy(server);
        }
        all.forEach(policy -> keys(policy)
                .forEach(key -> serversOfKeys
                        .computeIfAbsent(key, first -> new LinkedHashSet<>(2))
                        .add(server)));
        Change change = current.put(ExistingPolicy.kept(server, all.get(0)));
        return touch ? change.and(current.touch(server)) : change;
    }

    private void forget(String key, ServerId server) {
        serversOfKeys.computeIfPresent(key, (same, servers) -> {
            servers.remove(server);
            return servers.isEmpty() ? null : servers;
        });
    }

    /**
     * Returns the server of a policy of ours. Its annotation says so; where somebody edited that, its name does, which
     * belongs to one server only.
     */
    private static Optional<ServerId> serverOf(IntentGraph current, NetworkPolicy policy) {
        Optional<ServerId> annotated = ExistingPolicy.read(policy).map(KeptPolicy::server);
        return annotated.isPresent() || !ExistingPolicy.isOurs(policy)
                ? annotated
                : namesake(current, policy.getMetadata());
    }

    private static Optional<ServerId> namesake(IntentGraph current, ObjectMeta metadata) {
        return current.servers(metadata.getNamespace()).stream()
                .filter(server -> PolicyName.isOf(server, metadata.getName()))
                .findFirst();
    }

    private static Set<String> keys(@Nullable NetworkPolicy policy) {
        return policy == null ? Set.of() : ExistingPolicy.keys(policy);
    }

    /** Touches what a policy without a server of ours stands for or stands in the way of. */
    private static Change touchNamesake(IntentGraph current, NetworkPolicy policy) {
        ObjectMeta metadata = policy.getMetadata();
        return metadata.getName().equals(PolicyName.DEFAULT_DENY)
                ? current.touchDefaultDeny(metadata.getNamespace())
                : namesake(current, metadata).map(current::touch).orElse(Change.none());
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
