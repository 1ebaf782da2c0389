package dev.clientintents.check;

import dev.clientintents.effective.LabelledPod;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotNamespace;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Spelling;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The pods of the input, namespace by namespace, as far as one may conclude from it that something is not there: an
 * input holds a part of a cluster.
 */
final class Neighbourhood {

    /** The findings after which something of the input does not count. */
    private static final Set<Code> LEFT_OUT = EnumSet.of(
            Code.UNREADABLE,
            Code.UNRENDERED_TEMPLATE,
            Code.UNRENDERED_KUSTOMIZATION,
            Code.INVALID_OBJECT,
            Code.UNKNOWN_FIELD,
            Code.MEANINGLESS_POLICY,
            Code.UNSUPPORTED_VERSION);

    /** Labels that all tell what an application is, so that one is easily written for another. */
    private static final Set<String> NAMES =
            Set.of("app", "name", "component", "k8s-app", "app.kubernetes.io/name", "app.kubernetes.io/component");

    /**
     * Pods that a selector nearly selects.
     *
     * @param label the label that they carry, {@code app=db}
     */
    record Near(String label, List<LabelledPod> pods) {}

    private final Map<String, List<LabelledPod>> pods;
    private final Map<String, Set<String>> keys = new HashMap<>();
    private final Set<String> known;
    private final Set<String> declared;
    private final Set<String> partlySeen;
    private final boolean complete;

    Neighbourhood(Snapshot snapshot, Outcome outcome) {
        pods = outcome.pods().stream()
                .collect(Collectors.groupingBy(it -> it.pod().key().namespace()));
        pods.forEach((namespace, its) -> keys.put(
                namespace,
                its.stream().flatMap(it -> it.labels().keySet().stream()).collect(Collectors.toSet())));
        declared = snapshot.namespaces().values().stream()
                .filter(it -> it.position() != null)
                .map(SnapshotNamespace::name)
                .collect(Collectors.toSet());
        known = new HashSet<>(declared);
        known.addAll(pods.keySet());
        partlySeen = snapshot.partlySeen();
        complete = snapshot.findings().stream().noneMatch(it -> LEFT_OUT.contains(it.code()));
    }

    /**
     * Returns whether the input seems to hold all workloads of a namespace. Those of a system namespace are never all
     * there.
     */
    boolean isWhole(String namespace) {
        return complete
                && pods.containsKey(namespace)
                && !partlySeen.contains(namespace)
                && !namespace.startsWith("kube-")
                && !namespace.startsWith("openshift-");
    }

    /** Returns whether the input has the object of a namespace. */
    boolean isDeclared(String namespace) {
        return declared.contains(namespace);
    }

    /** Returns whether the input has the namespace, or a workload in it. */
    boolean isKnown(String namespace) {
        return known.contains(namespace);
    }

    /** Returns the namespace of the input that may be meant instead of one that it does not have. */
    Optional<String> nearNamespace(String namespace) {
        return isKnown(namespace) ? Optional.empty() : Spelling.misspelt(known, namespace);
    }

    /** Returns the pods of namespaces that a selector selects. */
    List<LabelledPod> selected(Collection<String> namespaces, Selector selector) {
        return namespaces.stream()
                .flatMap(namespace -> pods.getOrDefault(namespace, List.of()).stream())
                .filter(pod -> selector.matches(pod.labels()))
                .toList();
    }

    /** Returns whether some pod of the namespaces carries each label that a selector wants. */
    boolean hasKeys(Collection<String> namespaces, Selector selector) {
        List<Requirement> wanted =
                selector.requirements().stream().filter(Neighbourhood::isWanted).toList();
        return !wanted.isEmpty()
                && wanted.stream()
                        .allMatch(it -> namespaces.stream()
                                .anyMatch(namespace ->
                                        keys.getOrDefault(namespace, Set.of()).contains(it.key())));
    }

    private static boolean isWanted(Requirement requirement) {
        return requirement.operator() == Requirement.Operator.IN
                || requirement.operator() == Requirement.Operator.EXISTS;
    }

    /** Returns the pods that a selector would select but for one label, whose key or value is written otherwise. */
    Optional<Near> near(Collection<String> namespaces, Selector selector) {
        Map<String, List<LabelledPod>> near = new HashMap<>();
        for (String namespace : namespaces) {
            for (LabelledPod pod : pods.getOrDefault(namespace, List.of())) {
                List<Requirement> misses = selector.misses(pod.labels());
                if (misses.size() == 1 && isWanted(misses.get(0))) {
                    label(misses.get(0), pod.labels())
                            .ifPresent(label -> near.computeIfAbsent(label, it -> new ArrayList<>())
                                    .add(pod));
                }
            }
        }
        return near.entrySet().stream().min(Map.Entry.comparingByKey()).map(it -> new Near(it.getKey(), it.getValue()));
    }

    private static Optional<String> label(Requirement missed, Map<String, String> labels) {
        String value = labels.get(missed.key());
        if (value != null) {
            return missed.values().stream()
                            .anyMatch(it -> Spelling.misspelt(Set.of(value), it).isPresent())
                    ? Optional.of(missed.key() + "=" + value)
                    : Optional.empty();
        }
        return labels.entrySet().stream()
                .filter(it -> isSameKey(missed.key(), it.getKey()))
                .filter(it -> missed.operator() == Requirement.Operator.EXISTS
                        || missed.values().contains(it.getValue()))
                .map(it -> it.getKey() + "=" + it.getValue())
                .min(String::compareTo);
    }

    private static boolean isSameKey(String wanted, String there) {
        return (NAMES.contains(wanted) && NAMES.contains(there))
                || Spelling.misspelt(Set.of(there), wanted).isPresent();
    }
}
