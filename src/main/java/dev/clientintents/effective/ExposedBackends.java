package dev.clientintents.effective;

import dev.clientintents.exposure.Controller;
import dev.clientintents.exposure.Controllers;
import dev.clientintents.exposure.Entrance;
import dev.clientintents.exposure.Entrances;
import dev.clientintents.exposure.ExposureIndex;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.exposure.ExternalTraffic;
import dev.clientintents.exposure.Lead;
import dev.clientintents.exposure.NamespaceSet;
import dev.clientintents.exposure.PodSet;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.World;
import io.fabric8.kubernetes.api.model.Service;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what Ingresses, routes and Services expose: the pods behind the Services of rules and default backends, and those
 * behind Services that are open to the outside. A Service or a port that does not exist exposes nothing, nor does a
 * Service without a selector, a backend that is no Service, or one in another namespace that does not permit it.
 */
final class ExposedBackends {

    private final Entrances entrances;
    private final Controllers controllers;
    private final ExposureIndex exposures;
    private final ExposureSettings settings;
    private final List<LabelledPod> pods;
    private final Map<ObjectKey, Service> services = new HashMap<>();
    private final Map<PodSet, Set<WorkloadId>> workloads = new HashMap<>();

    private ExposedBackends(Snapshot snapshot, Outcome outcome) {
        entrances = snapshot.entrances();
        controllers = new Controllers(snapshot.controllers());
        settings = snapshot.exposure();
        exposures = outcome.exposures();
        pods = outcome.pods();
        snapshot.services().stream()
                .map(Sourced::object)
                .forEach(it -> services.put(
                        new ObjectKey(
                                it.getMetadata().getNamespace(),
                                it.getMetadata().getName()),
                        it));
    }

    /** Returns the backends in the order of the objects, each once. */
    static List<World.Backend> of(Snapshot snapshot, Outcome outcome) {
        var backends = new ExposedBackends(snapshot, outcome);
        return snapshot.leads().stream()
                .map(Sourced::object)
                .flatMap(backends::of)
                .distinct()
                .toList();
    }

    private Stream<World.Backend> of(Lead lead) {
        Optional<World.Source> source = switch (lead.kind()) {
            case ROUTE -> Optional.of(new World.Controllers(controllers(lead)));
            case LOAD_BALANCER ->
                Optional.ofNullable(services.get(lead.origin().key()))
                        .flatMap(ExternalTraffic::of)
                        .map(ExposedBackends::outside);
            case SCRAPE, API_SERVER -> Optional.empty();
        };
        return source.stream().flatMap(it -> backends(lead, it));
    }

    private Stream<World.Backend> backends(Lead lead, World.Source source) {
        return entrances
                .of(lead)
                .flatMap(it -> it.subject() instanceof Entrance.Selected selected
                        ? selected.namespaces().names().stream()
                                .flatMap(namespace -> selected.pods().asLabels().stream()
                                        .map(labels -> new World.Backend(
                                                lead.origin().toString(), namespace, labels, it.ports(), source)))
                        : Stream.empty());
    }

    private static World.Source outside(ExternalTraffic traffic) {
        List<IpRange> addresses = traffic.sources().stream()
                .flatMap(it -> IpRange.parse(it).stream())
                .toList();
        return new World.Outside(addresses.isEmpty() ? List.of(IpRange.IPV4) : addresses, traffic.sourceKept());
    }

    /**
     * Returns the workloads that serve a route; none where not all of them are known and in the input. Where those that
     * the operator would admit are there, it is they; else those that have the labels of a controller, wherever they are,
     * unless a setting says where it is.
     */
    private Set<WorkloadId> controllers(Lead route) {
        Set<WorkloadId> trusted = all(exposures.serving(route).stream().map(this::workloads));
        return trusted.isEmpty() && route.caller().isEmpty()
                ? all(controllers.serving(route.origin()).stream().map(this::labelled))
                : trusted;
    }

    private static Set<WorkloadId> all(Stream<Set<WorkloadId>> parts) {
        var all = new HashSet<WorkloadId>();
        for (Set<WorkloadId> part : (Iterable<Set<WorkloadId>>) parts::iterator) {
            if (part.isEmpty()) {
                return Set.of();
            }
            all.addAll(part);
        }
        return all;
    }

    private Set<WorkloadId> workloads(EntranceSource source) {
        if (source instanceof EntranceSource.Workload meant) {
            return workloads(pod -> pod.pod().workload().namespace().equals(meant.namespace())
                    && pod.pod().workload().name().equals(meant.name()));
        }
        return source instanceof EntranceSource.Pods meant
                ? first(meant.candidates().stream()
                        .map(it -> new PodSet(new NamespaceSet(false, meant.namespaces()), it)))
                : Set.of();
    }

    private Set<WorkloadId> labelled(Controllers.Serving serving) {
        return settings.places(serving.names()).isEmpty() && serving.controller() instanceof Controller.Pods meant
                ? first(meant.candidates().stream())
                : Set.of();
    }

    private Set<WorkloadId> first(Stream<PodSet> candidates) {
        return candidates
                .map(it -> workloads.computeIfAbsent(it, this::workloads))
                .filter(it -> !it.isEmpty())
                .findFirst()
                .orElse(Set.of());
    }

    private Set<WorkloadId> workloads(PodSet meant) {
        return workloads(pod -> meant.namespaces().contains(pod.pod().key().namespace())
                && meant.labels().matches(pod.labels()));
    }

    private Set<WorkloadId> workloads(Predicate<LabelledPod> meant) {
        return pods.stream().filter(meant).map(pod -> pod.pod().workload()).collect(Collectors.toSet());
    }
}
