package dev.clientintents.operator;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every state of every policy and pod, and keeps what must never have been: an admission that nobody declared, a
 * rule for everybody, a server that was closed and is open.
 */
final class AdmissionWatch implements AutoCloseable {

    /** How long the operator may not have heard, with its watches cut, that a declaration has gone. */
    private static final Duration HEARSAY = Duration.ofSeconds(10);

    private record Admitted(ObjectKey policy, String key, String ports, String from) {}

    private record Unselected(ObjectKey pod, long version) {}

    private final Set<ServerId> inhabited;
    private final Map<ObjectKey, Set<Admitted>> declared = new HashMap<>();
    private final Map<Admitted, Long> ended = new HashMap<>();
    private final Map<ObjectKey, Set<Admitted>> admitted = new HashMap<>();
    private final Map<ObjectKey, Long> createdPolicies = new HashMap<>();
    private final Set<ObjectKey> selectedPods = new HashSet<>();
    private final List<Unselected> unselectedPods = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private int policyStates;

    /** Watches namespaces; the servers named have pods of their own name all the time. */
    AdmissionWatch(KubernetesClient client, List<String> namespaces, Set<ServerId> inhabited) {
        this.inhabited = inhabited;
        for (String namespace : namespaces) {
            watches.add(client.network()
                    .v1()
                    .networkPolicies()
                    .inNamespace(namespace)
                    .watch(watcher(this::policy)));
            watches.add(client.pods().inNamespace(namespace).watch(watcher(this::pod)));
        }
    }

    /** To be called before a declaration is written. */
    synchronized void declaring(IntentsEntry entry) {
        declared.computeIfAbsent(entry.key(), key -> new HashSet<>()).addAll(admissions(entry));
    }

    /** To be called when it has been written. */
    synchronized void declared(IntentsEntry entry) {
        replace(entry.key(), admissions(entry));
    }

    /** To be called when a declaration has gone. */
    synchronized void withdrawn(ObjectKey intents) {
        replace(intents, new HashSet<>());
    }

    synchronized List<String> violations() {
        var all = new ArrayList<>(violations);
        for (Unselected it : unselectedPods) {
            var policy = new ObjectKey(
                    it.pod.namespace(), PolicyName.of(ServerId.anyKind(it.pod.namespace(), it.pod.name())));
            if (createdPolicies.getOrDefault(policy, Long.MAX_VALUE) < it.version) {
                all.add("no policy selects it any more: " + it.pod);
            }
        }
        return all;
    }

    synchronized int policyStates() {
        return policyStates;
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
    }

    private void replace(ObjectKey intents, Set<Admitted> now) {
        Set<Admitted> before = declared.put(intents, now);
        if (before != null) {
            before.stream().filter(it -> !isDeclared(it)).forEach(it -> ended.put(it, System.nanoTime()));
        }
    }

    private boolean isDeclared(Admitted admission) {
        return declared.values().stream().anyMatch(it -> it.contains(admission));
    }

    private static Set<Admitted> admissions(IntentsEntry entry) {
        var all = new HashSet<Admitted>();
        for (Intent intent : entry.intents()) {
            ServerId server = intent.server();
            var policy = new ObjectKey(server.namespace(), PolicyName.of(server));
            intent.grants()
                    .forEach(grant -> all.add(new Admitted(
                            policy,
                            grant.key().label(),
                            server.isService() ? RandomChanges.TARGET_PORT : text(grant.ports()),
                            entry.key().namespace())));
        }
        return all;
    }

    private static String text(@Nullable PortRange ports) {
        return ports instanceof PortRange.Numbered range ? Integer.toString(range.first()) : "";
    }

    private synchronized void policy(Watcher.Action action, NetworkPolicy policy) {
        if (!ExistingPolicy.isOurs(policy)) {
            return;
        }
        policyStates++;
        var key = new ObjectKey(
                policy.getMetadata().getNamespace(), policy.getMetadata().getName());
        if (action == Watcher.Action.ADDED) {
            createdPolicies.put(key, version(policy));
        }
        if (action == Watcher.Action.DELETED) {
            admitted.remove(key);
            ExistingPolicy.read(policy)
                    .filter(it -> inhabited.contains(it.server()))
                    .ifPresent(it -> violations.add("deleted although its server has pods: " + key));
            return;
        }
        Set<Admitted> now = policy.getSpec().getIngress().stream()
                .flatMap(rule -> admitted(key, rule).stream())
                .collect(Collectors.toSet());
        Set<Admitted> before = admitted.put(key, now);
        now.stream().filter(it -> before == null || !before.contains(it)).forEach(this::check);
    }

    private void check(Admitted admission) {
        if (isDeclared(admission)) {
            return;
        }
        Long end = ended.get(admission);
        if (end == null) {
            violations.add("admitted, and never declared: " + admission);
        } else if (System.nanoTime() - end > HEARSAY.toNanos()) {
            violations.add("admitted long after its end: " + admission);
        }
    }

    private Set<Admitted> admitted(ObjectKey policy, NetworkPolicyIngressRule rule) {
        var all = new HashSet<Admitted>();
        if (rule.getFrom().isEmpty()) {
            violations.add("a rule for everybody: " + policy);
        }
        String ports = rule.getPorts().stream()
                .map(port -> port.getPort().getIntVal().toString())
                .collect(Collectors.joining(","));
        for (NetworkPolicyPeer peer : rule.getFrom()) {
            if (peer.getPodSelector() == null
                    || peer.getPodSelector().getMatchLabels().size() != 1
                    || peer.getNamespaceSelector() == null
                    || peer.getNamespaceSelector().getMatchExpressions().size() != 1) {
                violations.add("a peer without a key or a namespace: " + policy);
                continue;
            }
            String key =
                    peer.getPodSelector().getMatchLabels().keySet().iterator().next();
            peer.getNamespaceSelector().getMatchExpressions().get(0).getValues().stream()
                    .map(from -> new Admitted(policy, key, ports, from))
                    .forEach(all::add);
        }
        return all;
    }

    /** A pod that a policy selects must stay selected, or it would be open. */
    private synchronized void pod(Watcher.Action action, Pod pod) {
        var key = new ObjectKey(
                pod.getMetadata().getNamespace(), pod.getMetadata().getName());
        if (action == Watcher.Action.DELETED || !inhabited.contains(ServerId.anyKind(key.namespace(), key.name()))) {
            return;
        }
        if (pod.getMetadata().getLabels().containsKey(Labels.WORKLOAD)) {
            selectedPods.add(key);
        } else if (selectedPods.remove(key)) {
            unselectedPods.add(new Unselected(key, version(pod)));
        }
    }

    /** Versions order the writes of all objects, whichever watch tells of them first. */
    private static long version(HasMetadata object) {
        return Long.parseLong(object.getMetadata().getResourceVersion());
    }

    private <T> Watcher<T> watcher(BiConsumer<Watcher.Action, T> each) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, T resource) {
                each.accept(action, resource);
            }

            @Override
            public void onClose(WatcherException cause) {
                synchronized (AdmissionWatch.this) {
                    violations.add("the test's own watch ended: " + cause);
                }
            }
        };
    }
}
