package dev.clientintents.check;

import dev.clientintents.check.Isolation.Cause;
import dev.clientintents.effective.LabelledPod;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.PodTemplate;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.Sourced;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.reach.Endpoint;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds clustered servers that the denial by default of their namespace cuts from themselves: several pods that a
 * headless Service makes known to each other, of a StatefulSet, or while they are not ready yet. What a server or client
 * is given lets replicas reach each other.
 */
final class ReplicaCheck {

    private final Isolation isolation;
    private final EffectiveReach reach;
    private final Map<String, List<LabelledPod>> workloads;
    private final Map<String, List<Service>> headless;

    ReplicaCheck(Snapshot snapshot, Outcome outcome, Isolation isolation, EffectiveReach reach) {
        this.isolation = isolation;
        this.reach = reach;
        workloads = outcome.pods().stream()
                .collect(
                        Collectors.groupingBy(it -> it.pod().workload().toString(), TreeMap::new, Collectors.toList()));
        headless = snapshot.services().stream()
                .map(Sourced::object)
                .filter(service -> "None".equals(service.getSpec().getClusterIP()))
                .filter(service -> !service.getSpec().getSelector().isEmpty())
                .collect(Collectors.groupingBy(service -> service.getMetadata().getNamespace()));
    }

    List<Finding> findings() {
        if (headless.isEmpty()) {
            return List.of();
        }
        Map<WorkloadId, List<Endpoint.Workload>> endpoints =
                reach.reachability().workloads().stream().collect(Collectors.groupingBy(Endpoint.Workload::id));
        return workloads.values().stream()
                .flatMap(pods ->
                        finding(pods, endpoints.getOrDefault(pods.get(0).pod().workload(), List.of())).stream())
                .toList();
    }

    private Optional<Finding> finding(List<LabelledPod> pods, List<Endpoint.Workload> endpoints) {
        LabelledPod pod = pods.get(0);
        if (replicas(pods) < 2 || endpoints.isEmpty()) {
            return Optional.empty();
        }
        Optional<Service> service = headless.getOrDefault(pod.pod().key().namespace(), List.of()).stream()
                .filter(it -> pod.labels()
                        .entrySet()
                        .containsAll(it.getSpec().getSelector().entrySet()))
                .filter(it -> pod.pod().workload().kind().equals("StatefulSet")
                        || Boolean.TRUE.equals(it.getSpec().getPublishNotReadyAddresses()))
                .findFirst();
        return service.filter(it -> endpoints.stream()
                        .allMatch(each -> reach.reachability().ports(each, each).isEmpty()))
                .flatMap(it -> isolation
                        .cause(pod)
                        .or(() -> isolation.causeOfEgress(pod))
                        .map(cause -> finding(endpoints.get(0), it, cause)));
    }

    private static Finding finding(Endpoint.Workload server, Service service, Cause cause) {
        String name = server.id().name();
        return new Finding(
                Code.CUT_FROM_ITSELF,
                cause.position(),
                "the replicas of " + server + ", which the headless Service "
                        + service.getMetadata().getName() + " makes known to each other, cannot reach each other: "
                        + cause.text() + " closes them",
                "if they talk to each other, declare that " + name + " consumes " + name
                        + ": what this makes lets its replicas reach each other");
    }

    /** Returns how many pods a workload has; of a template, how many it wants. */
    private static int replicas(List<LabelledPod> pods) {
        return pods.stream()
                .mapToInt(it -> {
                    PodTemplate template = it.pod().template();
                    return template == null
                            ? 1
                            : Optional.ofNullable(template.replicas()).orElse(1);
                })
                .sum();
    }
}
