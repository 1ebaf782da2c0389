package dev.clientintents.operator.work;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The order of writes. Before a server is isolated for the first time, the pods of its declared clients carry their keys,
 * so that nobody is cut off who may go on. When access shrinks, the policy shrinks before the pods lose their keys. Both
 * wait only until a deadline.
 */
public final class WriteOrder {

    private record Isolation(long deadline, Set<ObjectKey> missing) {}

    private final Duration isolationDeadline;
    private final Duration revocationDeadline;
    private final LongSupplier nanoTime;
    private final Map<ServerId, Isolation> isolations = new HashMap<>();
    private final Map<ObjectKey, Set<ServerId>> awaited = new HashMap<>();
    private final Map<ServerId, Set<ObjectKey>> held = new HashMap<>();
    private final Map<ObjectKey, Long> heldUntil = new HashMap<>();

    public WriteOrder(Duration isolationDeadline, Duration revocationDeadline, LongSupplier nanoTime) {
        this.isolationDeadline = isolationDeadline;
        this.revocationDeadline = revocationDeadline;
        this.nanoTime = nanoTime;
    }

    /**
     * How long the first isolation of a server has to wait for pods of its clients; empty where it need not. Until then
     * {@link #labelled} tells when the last of them carries its key.
     */
    public synchronized Optional<Duration> beforeIsolating(IntentGraph graph, ServerId server) {
        Isolation previous = isolations.get(server);
        long deadline = previous == null ? nanoTime.getAsLong() + isolationDeadline.toNanos() : previous.deadline;
        forgetIsolation(server);
        long left = deadline - nanoTime.getAsLong();
        Set<ObjectKey> missing = left <= 0 ? Set.of() : clientPodsWithoutKey(graph, server);
        if (previous != null || !missing.isEmpty()) {
            // kept until the policy is settled, so that a write which fails does not win another deadline
            isolations.put(server, new Isolation(deadline, missing));
        }
        missing.forEach(pod ->
                awaited.computeIfAbsent(pod, key -> new LinkedHashSet<>()).add(server));
        return missing.isEmpty() ? Optional.empty() : Optional.of(Duration.ofNanos(left));
    }

    private void forgetIsolation(ServerId server) {
        Isolation isolation = isolations.remove(server);
        if (isolation != null) {
            isolation.missing.forEach(pod -> awaited.computeIfPresent(pod, (key, servers) -> {
                servers.remove(server);
                return servers.isEmpty() ? null : servers;
            }));
        }
    }

    private static Set<ObjectKey> clientPodsWithoutKey(IntentGraph graph, ServerId server) {
        var missing = new HashSet<ObjectKey>();
        graph.consumers(server)
                .forEach((declaration, intents) -> graph.intents(declaration)
                        .map(graph::clientPods)
                        .orElse(List.of())
                        .forEach(pod -> {
                            if (pod.isLive() && !carriesKeys(pod, intents)) {
                                missing.add(pod.key());
                            }
                        }));
        return missing;
    }

    private static boolean carriesKeys(PodEntry pod, Collection<Intent> intents) {
        return intents.stream()
                .flatMap(intent -> intent.grants().stream())
                .allMatch(grant -> pod.labels().containsKey(grant.key().label()));
    }

    /** Notes that pods changed, and answers the servers that need not wait any longer. */
    synchronized Set<ServerId> labelled(IntentGraph graph, Set<ObjectKey> pods) {
        if (!heldUntil.isEmpty()) {
            pods.stream().filter(pod -> graph.pod(pod).isEmpty()).forEach(this::forgetHolding);
        }
        if (awaited.isEmpty()) {
            return Set.of();
        }
        var free = new LinkedHashSet<ServerId>();
        for (ObjectKey pod : pods) {
            for (ServerId server : List.copyOf(awaited.getOrDefault(pod, Set.of()))) {
                Isolation isolation = isolations.get(server);
                if (isolation != null && !stillMissing(graph, server, pod)) {
                    isolation.missing.remove(pod);
                    awaited.computeIfPresent(pod, (key, servers) -> {
                        servers.remove(server);
                        return servers.isEmpty() ? null : servers;
                    });
                    if (isolation.missing.isEmpty()) {
                        free.add(server);
                    }
                }
            }
        }
        return free;
    }

    private static boolean stillMissing(IntentGraph graph, ServerId server, ObjectKey key) {
        Optional<PodEntry> pod = graph.pod(key).filter(PodEntry::isLive);
        return pod.isPresent()
                && graph.intentsOf(pod.get().workload()).stream()
                        .map(IntentsEntry::intents)
                        .anyMatch(intents -> !carriesKeys(
                                pod.get(),
                                intents.stream()
                                        .filter(intent -> intent.server().equals(server))
                                        .toList()));
    }

    /** A pod that is gone holds nothing, and another of its name starts afresh. */
    private void forgetHolding(ObjectKey pod) {
        if (heldUntil.remove(pod) != null) {
            held.values().removeIf(pods -> pods.remove(pod) && pods.isEmpty());
        }
    }

    /** The servers of a namespace whose deadline for isolation has passed. */
    public synchronized Set<ServerId> overdue(String namespace) {
        var servers = new LinkedHashSet<ServerId>();
        isolations.forEach((server, isolation) -> {
            if (server.namespace().equals(namespace) && isolation.deadline - nanoTime.getAsLong() <= 0) {
                servers.add(server);
            }
        });
        return servers;
    }

    /** How long until the next deadline of a server in a namespace that waits to be isolated; empty where none does. */
    public synchronized Optional<Duration> nextDeadline(String namespace) {
        return isolations.entrySet().stream()
                .filter(entry -> entry.getKey().namespace().equals(namespace))
                .map(entry -> entry.getValue().deadline - nanoTime.getAsLong())
                .filter(left -> left > 0)
                .min(Long::compare)
                .map(Duration::ofNanos);
    }

    /**
     * How long a pod goes on carrying keys of servers whose policies are about to shrink; empty where it waits no longer.
     * {@link #settled} tells when a policy has.
     */
    public synchronized Optional<Duration> beforeRevoking(ObjectKey pod, Set<ServerId> servers) {
        long deadline = heldUntil.computeIfAbsent(pod, key -> nanoTime.getAsLong() + revocationDeadline.toNanos());
        long left = deadline - nanoTime.getAsLong();
        if (left <= 0) {
            return Optional.empty();
        }
        servers.forEach(server ->
                held.computeIfAbsent(server, key -> new LinkedHashSet<>()).add(pod));
        return Optional.of(Duration.ofNanos(left));
    }

    /** Notes that a pod holds no key back any more. */
    public synchronized void revoked(ObjectKey pod) {
        heldUntil.remove(pod);
    }

    /** Notes that a server's policy is as planned, and answers the pods that waited for it. */
    public synchronized Set<ObjectKey> settled(ServerId server) {
        forgetIsolation(server);
        Set<ObjectKey> pods = held.remove(server);
        return pods == null ? Set.of() : pods;
    }
}
