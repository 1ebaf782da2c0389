package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds the pods from which the traffic of entrances comes. The change of a pod examines the sources that look for pods
 * in its namespace; they are few, since all objects of one controller have the same.
 */
final class EntranceSources {

    /** The numbers of pods of one workload. */
    private record Count(int pods, int onHostNetwork) {

        Count plus(boolean onHost, int by) {
            return new Count(pods + by, onHostNetwork + (onHost ? by : 0));
        }
    }

    private static final class Watched {

        private final EntranceSource.Pods source;
        private final Map<String, Integer> users = new HashMap<>();
        private final List<Map<WorkloadId, Count>> found = new ArrayList<>();

        private Watched(EntranceSource.Pods source) {
            this.source = source;
            source.candidates().forEach(it -> found.add(new HashMap<>()));
        }

        private void count(PodEntry pod, int by) {
            for (int i = 0; i < found.size(); i++) {
                if (source.candidates().get(i).matches(pod.labels())) {
                    boolean onHost = pod.state() == PodEntry.State.HOST_NETWORK;
                    found.get(i).compute(pod.workload(), (workload, before) -> {
                        Count now = (before == null ? new Count(0, 0) : before).plus(onHost, by);
                        return now.pods == 0 ? null : now;
                    });
                }
            }
        }

        private Found found() {
            for (int i = 0; i < found.size(); i++) {
                if (!found.get(i).isEmpty()) {
                    return new Found(
                            i,
                            workloads(found.get(i), count -> count.pods > count.onHostNetwork),
                            workloads(found.get(i), count -> count.onHostNetwork > 0));
                }
            }
            return Found.NOTHING;
        }

        private static List<WorkloadId> workloads(Map<WorkloadId, Count> counts, Predicate<Count> test) {
            return counts.entrySet().stream()
                    .filter(it -> test.test(it.getValue()))
                    .map(Map.Entry::getKey)
                    .sorted(Comparator.comparing(WorkloadId::toString))
                    .toList();
        }
    }

    /**
     * The pods of a source.
     *
     * @param candidate the index of the candidate that is meant
     * @param workloads those that have pods on the network of pods, in a fixed order
     * @param onHostNetwork those that have pods on the network of their nodes, in a fixed order
     */
    record Found(int candidate, List<WorkloadId> workloads, List<WorkloadId> onHostNetwork) {

        private static final Found NOTHING = new Found(0, List.of(), List.of());

        boolean isNothing() {
            return workloads.isEmpty() && onHostNetwork.isEmpty();
        }
    }

    private final Map<EntranceSource.Pods, Watched> watched = new HashMap<>();
    private final Map<String, Set<Watched>> ofNamespace = new HashMap<>();

    /** The namespaces whose servers have a workload for a source, by the workload's name and what is said of it. */
    private final Map<ObjectKey, Map<ServerId, Map<String, Integer>>> workloads = new HashMap<>();

    /**
     * Has a source watched for the servers of a namespace.
     *
     * @param pods the pods of a namespace
     */
    void use(EntranceSource source, String namespace, Function<String, Collection<PodEntry>> pods) {
        if (source instanceof EntranceSource.Workload workload) {
            workloads
                    .computeIfAbsent(name(workload), first -> new HashMap<>())
                    .computeIfAbsent(id(workload), first -> new HashMap<>())
                    .merge(namespace, 1, Integer::sum);
        }
        if (source instanceof EntranceSource.Pods wanted) {
            Watched known = watched.get(wanted);
            if (known == null) {
                var now = new Watched(wanted);
                known = now;
                watched.put(wanted, now);
                for (String it : wanted.namespaces()) {
                    ofNamespace.computeIfAbsent(it, first -> new HashSet<>()).add(now);
                    pods.apply(it).stream().filter(EntranceSources::counts).forEach(pod -> now.count(pod, 1));
                }
            }
            known.users.merge(namespace, 1, Integer::sum);
        }
    }

    /** Ends what {@link #use} began. */
    void release(EntranceSource source, String namespace) {
        if (source instanceof EntranceSource.Workload workload) {
            workloads.computeIfPresent(name(workload), (name, all) -> {
                all.computeIfPresent(id(workload), (same, users) -> {
                    end(users, namespace);
                    return users.isEmpty() ? null : users;
                });
                return all.isEmpty() ? null : all;
            });
        }
        if (source instanceof EntranceSource.Pods wanted) {
            Watched known = watched.get(wanted);
            if (known == null) {
                return;
            }
            end(known.users, namespace);
            if (known.users.isEmpty()) {
                watched.remove(wanted);
                for (String it : wanted.namespaces()) {
                    ofNamespace.computeIfPresent(it, (same, all) -> {
                        all.remove(known);
                        return all.isEmpty() ? null : all;
                    });
                }
            }
        }
    }

    private static void end(Map<String, Integer> users, String namespace) {
        users.computeIfPresent(namespace, (same, count) -> count == 1 ? null : count - 1);
    }

    private static boolean counts(PodEntry pod) {
        return pod.state() != PodEntry.State.FINISHED;
    }

    /** Returns the namespaces whose servers are concerned by a pod that changes, as it is now. */
    Map<EntranceSource.Pods, Found> around(PodEntry pod) {
        Map<EntranceSource.Pods, Found> found = new HashMap<>();
        ofNamespace.getOrDefault(pod.key().namespace(), Set.of()).forEach(it -> found.put(it.source, it.found()));
        return found;
    }

    void add(PodEntry pod) {
        if (counts(pod)) {
            ofNamespace.getOrDefault(pod.key().namespace(), Set.of()).forEach(it -> it.count(pod, 1));
        }
    }

    void remove(PodEntry pod) {
        if (counts(pod)) {
            ofNamespace.getOrDefault(pod.key().namespace(), Set.of()).forEach(it -> it.count(pod, -1));
        }
    }

    /** Returns the pods of a source that is watched. */
    Found find(EntranceSource.Pods source) {
        Watched known = watched.get(source);
        return known == null ? Found.NOTHING : known.found();
    }

    /** Returns the namespaces whose servers use a source. */
    Set<String> users(EntranceSource.Pods source) {
        Watched known = watched.get(source);
        return known == null ? Set.of() : known.users.keySet();
    }

    /** Returns all sources whose pods are looked for. */
    Collection<EntranceSource.Pods> watched() {
        return watched.keySet();
    }

    /** Returns the namespaces whose servers use a workload as a source. */
    Set<String> users(ServerId workload) {
        return workloads
                .getOrDefault(new ObjectKey(workload.namespace(), workload.name()), Map.of())
                .getOrDefault(workload, Map.of())
                .keySet();
    }

    /** Returns the workloads of a name that are sources. */
    Set<ServerId> named(ObjectKey name) {
        return workloads.getOrDefault(name, Map.of()).keySet();
    }

    /** Returns the number of sources. */
    int size() {
        return watched.size() + workloads.size() + ofNamespace.size();
    }

    private static ObjectKey name(EntranceSource.Workload workload) {
        return new ObjectKey(workload.namespace(), workload.name());
    }

    /** Returns a workload as what a policy may select by. */
    static ServerId id(EntranceSource.Workload workload) {
        return new ServerId(workload.namespace(), workload.kind(), workload.name());
    }
}
