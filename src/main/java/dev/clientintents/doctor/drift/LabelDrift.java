package dev.clientintents.doctor.drift;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Symptom;
import dev.clientintents.effective.LabelledPod;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The difference between the labels that pods carry and those that follow from the declarations, by workload. */
final class LabelDrift {

    private static final int SHOWN = 3;

    /** The labels that differ in the same way on pods of one workload. */
    private static final class Group {
        private final SortedSet<String> labels = new TreeSet<>();
        private final SortedSet<String> pods = new TreeSet<>();
    }

    private final Map<ObjectKey, NetworkPolicy> policies;
    private final Set<String> admitted;
    private final Map<WorkloadId, Map<Symptom, Group>> groups = new LinkedHashMap<>();
    private final Map<WorkloadId, Integer> pods = new HashMap<>();

    private LabelDrift(Snapshot snapshot) {
        policies = PolicyDrift.existing(snapshot);
        admitted = PolicyDrift.admittedKeys(snapshot);
    }

    static List<Ailment> ailments(Snapshot snapshot, Outcome outcome) {
        var drift = new LabelDrift(snapshot);
        outcome.pods().stream().filter(pod -> pod.pod().template() == null).forEach(drift::add);
        return drift.ailments();
    }

    private void add(LabelledPod pod) {
        WorkloadId workload = pod.pod().workload();
        pods.merge(workload, 1, Integer::sum);
        for (String label : pod.change().set().keySet()) {
            add(pod, ofMissing(workload, label), label);
        }
        for (String label : pod.change().removed()) {
            add(pod, admitted.contains(label) ? Symptom.FOREIGN_KEY : Symptom.FOREIGN_LABEL, label);
        }
    }

    private void add(LabelledPod pod, Symptom symptom, String label) {
        Group group = groups.computeIfAbsent(pod.pod().workload(), it -> new EnumMap<>(Symptom.class))
                .computeIfAbsent(symptom, it -> new Group());
        group.labels.add(label);
        group.pods.add(pod.pod().key().name());
    }

    private Symptom ofMissing(WorkloadId workload, String label) {
        if (Labels.OF_WORKLOAD.contains(label)) {
            return isIsolated(ServerId.anyKind(workload.namespace(), workload.name()))
                            || isIsolated(new ServerId(workload.namespace(), workload.kind(), workload.name()))
                    ? Symptom.SERVER_LACKS_LABEL
                    : Symptom.LABELS_LATE;
        }
        return admitted.contains(label) ? Symptom.CLIENT_LACKS_KEY : Symptom.LABELS_LATE;
    }

    private boolean isIsolated(ServerId server) {
        return Stream.concat(Stream.of(PolicyName.of(server)), PolicyName.earlier(server).stream())
                .flatMap(name -> Optional.ofNullable(policies.get(new ObjectKey(server.namespace(), name))).stream())
                .anyMatch(ExistingPolicy::isOurs);
    }

    private List<Ailment> ailments() {
        var ailments = new ArrayList<Ailment>();
        groups.forEach((workload, symptoms) ->
                symptoms.forEach((symptom, group) -> ailments.add(ailment(workload, symptom, group))));
        return ailments;
    }

    private Ailment ailment(WorkloadId workload, Symptom symptom, Group group) {
        String who = group.pods.size() + " of " + pods.getOrDefault(workload, 0) + " pods ("
                + String.join(", ", group.pods.stream().limit(SHOWN).toList())
                + (group.pods.size() > SHOWN ? ", …" : "") + ")";
        String labels = String.join(", ", group.labels);
        String message = switch (symptom) {
            case CLIENT_LACKS_KEY -> who + " lack " + labels + ": its servers are isolated and refuse them";
            case SERVER_LACKS_LABEL ->
                who + " lack " + labels + ", by which the server policy selects them: everybody reaches them";
            case FOREIGN_KEY -> who + " carry " + labels + ", which no declaration gives them: the server admits them";
            case FOREIGN_LABEL -> who + " carry " + labels + ", which the operator did not compute";
            default -> who + " lack " + labels;
        };
        return new Ailment(
                symptom,
                workload.kind() + " " + workload.namespace() + "/" + workload.name(),
                message,
                "the operator mends labels at once where it runs and may: see the findings on it, and its log");
    }
}
