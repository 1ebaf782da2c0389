package dev.clientintents.operator;

import static java.util.Objects.requireNonNull;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.observe.ObservedIntents;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import dev.clientintents.transition.Written;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sees every state of every policy, pod and declaration, in the order of their versions, and keeps what must never have
 * been: an admission that nobody declared, a server that was closed and is open, and a declared connection that was in
 * force and was cut. Pods say their workload by an annotation; a server's pod is called as the server.
 */
final class AdmissionWatch implements AutoCloseable {

    /** How long the operator may not have heard, with its watches cut, that a declaration has gone. */
    private static final Duration HEARSAY = Duration.ofSeconds(10);

    private static final List<Integer> PORTS = List.of(8080, 9090);

    private record Event(Watcher.Action action, HasMetadata object, long version, long nanos) {}

    /** @param client a pod, or the workload of that name where it is about what is declared */
    private record Connection(ObjectKey client, ObjectKey server, int port) {

        Connection of(ObjectKey other) {
            return new Connection(other, server, port);
        }
    }

    private final Set<ServerId> inhabited;
    private final List<Event> events = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private int policyStates;

    /** Watches namespaces; the servers named have a pod of their own name all the time. */
    AdmissionWatch(KubernetesClient client, List<String> namespaces, Set<ServerId> inhabited) {
        this.inhabited = inhabited;
        for (String namespace : namespaces) {
            watches.add(
                    client.resources(ClientIntents.class).inNamespace(namespace).watch(watcher()));
            watches.add(client.network()
                    .v1()
                    .networkPolicies()
                    .inNamespace(namespace)
                    .watch(watcher()));
            watches.add(client.pods().inNamespace(namespace).watch(watcher()));
        }
    }

    private <T extends HasMetadata> Watcher<T> watcher() {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, T resource) {
                note(action, resource);
            }

            @Override
            public void onClose(WatcherException cause) {
                synchronized (AdmissionWatch.this) {
                    broken.add("the test's own watch ended: " + cause);
                }
            }
        };
    }

    private synchronized void note(Watcher.Action action, HasMetadata object) {
        if (object instanceof NetworkPolicy policy && ExistingPolicy.isOurs(policy)) {
            policyStates++;
        }
        long version = Long.parseLong(object.getMetadata().getResourceVersion());
        events.add(new Event(action, object, version, System.nanoTime()));
    }

    synchronized int policyStates() {
        return policyStates;
    }

    /** Returns what was wrong at any version that was seen until now. */
    synchronized List<String> violations() {
        var replay = new Replay();
        events.stream().sorted(Comparator.comparingLong(Event::version)).forEach(replay::take);
        var all = new ArrayList<>(broken);
        all.addAll(replay.violations);
        return all;
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
    }

    /** The cluster as it was, version by version. */
    private final class Replay {

        private final Map<ObjectKey, Pod> pods = new HashMap<>();
        private final Map<ObjectKey, NetworkPolicy> policies = new HashMap<>();
        private final Map<ObjectKey, Written> written = new HashMap<>();
        private final Map<ObjectKey, IntentsEntry> intents = new HashMap<>();
        private final Map<Connection, Long> declaredUntil = new HashMap<>();
        private final Map<Connection, Long> declaredSince = new HashMap<>();
        private final Set<Connection> admitting = new HashSet<>();
        private final Set<Connection> inForce = new HashSet<>();
        private final Set<ObjectKey> closed = new HashSet<>();
        private final Set<String> violations = new LinkedHashSet<>();

        void take(Event event) {
            Set<Connection> before = declared();
            apply(event);
            Set<Connection> after = declared();
            before.stream().filter(it -> !after.contains(it)).forEach(it -> declaredUntil.put(it, event.nanos));
            after.stream().filter(it -> !before.contains(it)).forEach(it -> declaredSince.put(it, event.nanos));
            check(event, after);
        }

        private void apply(Event event) {
            HasMetadata object = event.object;
            var key = new ObjectKey(
                    object.getMetadata().getNamespace(), object.getMetadata().getName());
            boolean gone = event.action == Watcher.Action.DELETED;
            if (object instanceof Pod pod) {
                replace(pods, key, gone ? null : pod);
                inForce.removeIf(it -> gone && (it.client.equals(key) || it.server.equals(key)));
                admitting.removeIf(it -> gone && (it.client.equals(key) || it.server.equals(key)));
            } else if (object instanceof NetworkPolicy policy) {
                boolean ours = !gone && ExistingPolicy.isOurs(policy);
                replace(policies, key, ours ? policy : null);
                replace(written, key, ours ? ExistingPolicy.written(policy) : null);
                if (ours && requireNonNull(written.get(key)).altered()) {
                    violations.add("a rule that is not for clients: " + key);
                }
            } else if (object instanceof ClientIntents declaration) {
                replace(intents, key, gone ? null : ObservedIntents.entry(declaration));
            }
        }

        private static <V> void replace(Map<ObjectKey, V> map, ObjectKey key, @Nullable V value) {
            if (value == null) {
                map.remove(key);
            } else {
                map.put(key, value);
            }
        }

        private void check(Event event, Set<Connection> declared) {
            for (ServerId server : inhabited) {
                var pod = new ObjectKey(server.namespace(), server.name());
                if (server.isService() || !pods.containsKey(pod)) {
                    continue;
                }
                List<ObjectKey> selecting = selecting(pods.get(pod));
                if (selecting.isEmpty()) {
                    if (closed.contains(pod)) {
                        violations.add("closed once, and open at " + event.version + ": " + pod);
                    }
                    continue;
                }
                closed.add(pod);
                for (Pod client : pods.values()) {
                    for (int port : PORTS) {
                        check(event, declared, new Connection(key(client), pod, port), selecting);
                    }
                }
            }
        }

        private void check(Event event, Set<Connection> declared, Connection connection, List<ObjectKey> selecting) {
            boolean admitted =
                    selecting.stream().anyMatch(policy -> admits(requireNonNull(written.get(policy)), connection));
            ObjectKey workload = workload(requireNonNull(pods.get(connection.client)));
            if (declared.contains(connection.of(workload))) {
                if (admitted) {
                    admitting.add(connection);
                    inForce.add(connection);
                } else if (inForce.contains(connection)
                        && !isTerminating(requireNonNull(pods.get(connection.client)))
                        && !isHearsay(event, connection.of(workload))) {
                    violations.add("declared, in force, and cut at " + event.version + ": " + connection
                            + history(event, connection, workload));
                }
                return;
            }
            inForce.remove(connection);
            if (!admitted) {
                admitting.remove(connection);
            } else if (admitting.add(connection)) {
                Long end = declaredUntil.get(connection.of(workload));
                if (end == null) {
                    violations.add("admitted at " + event.version + ", and never declared: " + connection);
                } else if (event.nanos - end > HEARSAY.toNanos()) {
                    violations.add("admitted at " + event.version + ", long after its end: " + connection);
                }
            }
        }

        /** What had happened to the two sides of a connection, so that a cut can be understood. */
        private String history(Event event, Connection connection, ObjectKey workload) {
            return events.stream()
                    .filter(it -> it.version <= event.version && concerns(it.object, connection, workload))
                    .sorted(Comparator.comparingLong(Event::version))
                    .map(it -> "\n  %d %+d ms %s %s"
                            .formatted(
                                    it.version,
                                    Duration.ofNanos(it.nanos - event.nanos).toMillis(),
                                    it.action,
                                    described(it.object)))
                    .collect(Collectors.joining());
        }

        private static boolean concerns(HasMetadata object, Connection connection, ObjectKey workload) {
            if (object instanceof NetworkPolicy policy) {
                return ExistingPolicy.isOurs(policy)
                        && policy.getMetadata().getNamespace().equals(connection.server.namespace())
                        && policy.getMetadata().getName().contains(connection.server.name());
            }
            return object instanceof ClientIntents declaration
                    ? ObservedIntents.entry(declaration).client().equals(workload)
                    : key(object).equals(connection.client);
        }

        private static String described(HasMetadata object) {
            if (object instanceof NetworkPolicy policy) {
                return policy.getMetadata().getName() + " "
                        + ExistingPolicy.written(policy).rules();
            }
            return object instanceof ClientIntents declaration
                    ? key(object) + " " + declaration.getSpec()
                    : key(object) + " " + object.getMetadata().getLabels();
        }

        /** Whether it was declared again so lately that the operator may have heard of the end before only. */
        private boolean isHearsay(Event event, Connection declared) {
            return declaredUntil.containsKey(declared)
                    && event.nanos - declaredSince.getOrDefault(declared, 0L) < HEARSAY.toNanos();
        }

        private List<ObjectKey> selecting(Pod pod) {
            return policies.entrySet().stream()
                    .filter(it ->
                            it.getKey().namespace().equals(pod.getMetadata().getNamespace()))
                    .filter(it -> pod.getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(it.getValue()
                                    .getSpec()
                                    .getPodSelector()
                                    .getMatchLabels()
                                    .entrySet()))
                    .map(Map.Entry::getKey)
                    .toList();
        }

        private boolean admits(Written policy, Connection connection) {
            Map<String, String> labels =
                    requireNonNull(pods.get(connection.client)).getMetadata().getLabels();
            for (Rule rule : policy.rules()) {
                for (Peer peer : rule.peers()) {
                    if (peer instanceof Peer.Keyed keyed
                            && labels.containsKey(keyed.key().label())
                            && keyed.namespaces().contains(connection.client.namespace())
                            && opens(rule.ports(), connection.port)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private Set<Connection> declared() {
            var all = new HashSet<Connection>();
            for (IntentsEntry entry : intents.values()) {
                entry.intents().forEach(intent -> addDeclared(all, entry.client(), intent));
            }
            return all;
        }

        private static void addDeclared(Set<Connection> all, ObjectKey client, Intent intent) {
            ServerId server = intent.server();
            var pod = new ObjectKey(server.namespace(), server.name());
            for (int port : PORTS) {
                boolean opened = server.isService()
                        ? RandomChanges.TARGET_PORT.equals(Integer.toString(port))
                        : intent.grants().stream()
                                .anyMatch(grant -> grant.ports() == null || opens(List.of(grant.ports()), port));
                if (opened) {
                    all.add(new Connection(client, pod, port));
                }
            }
        }

        private static boolean opens(@Nullable List<PortRange> ports, int port) {
            return ports == null
                    || ports.stream()
                            .anyMatch(it -> it instanceof PortRange.Numbered range
                                    && range.first() <= port
                                    && port <= range.last());
        }

        private static boolean isTerminating(Pod pod) {
            return pod.getMetadata().getDeletionTimestamp() != null;
        }

        private static ObjectKey workload(Pod pod) {
            return new ObjectKey(
                    pod.getMetadata().getNamespace(),
                    requireNonNull(pod.getMetadata().getAnnotations().get(Labels.SERVICE_NAME)));
        }

        private static ObjectKey key(HasMetadata object) {
            return new ObjectKey(
                    object.getMetadata().getNamespace(), object.getMetadata().getName());
        }
    }
}
