package dev.clientintents.map;

import dev.clientintents.effective.LabelledPod;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.Sourced;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedService;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Finds the Services in front of pods. */
final class ServiceFronts {

    private record Front(ServiceEntry entry, String text) {}

    /** The Services by one label of their selectors, and its namespace, so that a pod meets only those it may match. */
    private final Map<ObjectKey, List<Front>> fronts = new HashMap<>();

    ServiceFronts(Snapshot snapshot) {
        for (Sourced<Service> service : snapshot.services()) {
            ServiceEntry entry = ObservedService.entry(service.object());
            entry.selector().entrySet().stream()
                    .findFirst()
                    .ifPresent(label -> fronts.computeIfAbsent(
                                    label(entry.key().namespace(), label), it -> new ArrayList<>())
                            .add(new Front(entry, text(service.object(), entry))));
        }
    }

    private static ObjectKey label(String namespace, Map.Entry<String, String> label) {
        return new ObjectKey(namespace, label.getKey() + "=" + label.getValue());
    }

    private static String text(Service service, ServiceEntry entry) {
        String ports = entry.ports().stream()
                .map(port -> Integer.toString(port.number()))
                .distinct()
                .collect(Collectors.joining(","));
        String type = Objects.requireNonNullElse(service.getSpec().getType(), "ClusterIP");
        return entry.key().name()
                + (ports.isEmpty() ? "" : ":" + ports)
                + (type.equals("LoadBalancer") || type.equals("NodePort") ? " (" + type + ")" : "");
    }

    /** Returns the Services in front of a pod, with their ports, sorted by name. */
    List<String> of(LabelledPod pod) {
        String namespace = pod.pod().key().namespace();
        return pod.labels().entrySet().stream()
                .flatMap(label -> fronts.getOrDefault(label(namespace, label), List.of()).stream())
                .filter(front -> pod.labels()
                        .entrySet()
                        .containsAll(front.entry.selector().entrySet()))
                .map(Front::text)
                .distinct()
                .sorted()
                .toList();
    }
}
