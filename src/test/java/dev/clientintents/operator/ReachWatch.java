package dev.clientintents.operator;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.Reachability;
import dev.clientintents.reach.World;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Sees every state of policies and pods of some namespaces, in the order of their versions, and who connects to whom in
 * each on port 8080. A pod's workload is the Deployment that its label {@code app} names.
 */
final class ReachWatch implements AutoCloseable {

    private record Event(Watcher.Action action, HasMetadata object, long version) {}

    /** What there was at one version of the API server. */
    record State(Map<ObjectKey, NetworkPolicy> policies, Reachability reach) {

        private static final PortSet PORT = PortSet.of(PortRange.Numbered.of(Protocol.TCP, 8080));

        /** Returns whether each pod of a Deployment connects to each of another. */
        boolean connects(ObjectKey client, ObjectKey server) {
            return pods(client).stream()
                    .allMatch(from -> pods(server).stream()
                            .allMatch(
                                    to -> reach.ports(from, to).intersect(PORT).equals(PORT)));
        }

        private List<Endpoint.Workload> pods(ObjectKey deployment) {
            return reach.workloads().stream()
                    .filter(it -> it.id().equals(id(deployment.namespace(), deployment.name())))
                    .toList();
        }

        /** Returns whether a policy of a type exists. */
        boolean has(ObjectKey policy, String type) {
            return Optional.ofNullable(policies.get(policy))
                    .filter(it -> it.getSpec().getPolicyTypes().contains(type))
                    .isPresent();
        }

        @Override
        public String toString() {
            return policies.values().stream()
                    .map(it -> it.getMetadata().getName() + " " + it.getSpec())
                    .toList()
                    .toString();
        }
    }

    private final List<String> namespaces;
    private final List<Event> events = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();

    ReachWatch(KubernetesClient client, List<String> namespaces) {
        this.namespaces = List.copyOf(namespaces);
        for (String namespace : namespaces) {
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
            public void eventReceived(Action action, T object) {
                synchronized (ReachWatch.this) {
                    events.add(new Event(
                            action, object, Long.parseLong(object.getMetadata().getResourceVersion())));
                }
            }

            @Override
            public void onClose(WatcherException cause) {}
        };
    }

    /** Returns the states that have been, from the first one that passes a test. */
    List<State> since(Predicate<State> first) {
        List<State> all = states();
        return all.stream().dropWhile(first.negate()).toList();
    }

    private synchronized List<State> states() {
        var states = new ArrayList<State>();
        Map<ObjectKey, NetworkPolicy> policies = new HashMap<>();
        Map<ObjectKey, Pod> pods = new HashMap<>();
        events.stream().sorted(Comparator.comparingLong(Event::version)).forEach(event -> {
            var key = new ObjectKey(
                    event.object.getMetadata().getNamespace(),
                    event.object.getMetadata().getName());
            if (event.object instanceof NetworkPolicy policy) {
                take(policies, key, event.action, policy);
            } else {
                take(pods, key, event.action, (Pod) event.object);
            }
            states.add(new State(Map.copyOf(policies), Reachability.of(world(policies, pods))));
        });
        return states;
    }

    private static <T> void take(Map<ObjectKey, T> objects, ObjectKey key, Watcher.Action action, T object) {
        if (action == Watcher.Action.DELETED) {
            objects.remove(key);
        } else {
            objects.put(key, object);
        }
    }

    private World world(Map<ObjectKey, NetworkPolicy> policies, Map<ObjectKey, Pod> pods) {
        return new World(
                namespaces.stream()
                        .map(name -> new World.Namespace(name, Map.of()))
                        .toList(),
                pods.values().stream()
                        .map(pod -> new World.Pod(
                                id(
                                        pod.getMetadata().getNamespace(),
                                        pod.getMetadata().getLabels().getOrDefault("app", "")),
                                pod.getMetadata().getName(),
                                pod.getMetadata().getLabels(),
                                List.of(new World.Port("http", Protocol.TCP, 8080)),
                                false))
                        .toList(),
                List.copyOf(policies.values()),
                List.of());
    }

    private static WorkloadId id(String namespace, String name) {
        return new WorkloadId(namespace, "Deployment", name);
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
    }
}
