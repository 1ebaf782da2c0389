package dev.clientintents.effective;

import dev.clientintents.exposure.Controller;
import dev.clientintents.exposure.Controllers;
import dev.clientintents.exposure.Entrance;
import dev.clientintents.exposure.Entrances;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.exposure.ExposureSettings.Place;
import dev.clientintents.exposure.ExternalTraffic;
import dev.clientintents.exposure.Lead;
import dev.clientintents.exposure.Origin;
import dev.clientintents.exposure.PodSet;
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
    private final ExposureSettings settings;
    private final List<LabelledPod> pods;
    private final Map<ObjectKey, Service> services = new HashMap<>();
    private final Map<PodSet, Set<WorkloadId>> workloads = new HashMap<>();

    private ExposedBackends(Snapshot snapshot, Outcome outcome) {
        entrances = snapshot.entrances();
        controllers = new Controllers(snapshot.controllers());
        settings = snapshot.exposure();
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
            case ROUTE -> Optional.of(new World.Controllers(controllers(lead.origin())));
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

    /** Returns the workloads that serve an object; none where not all of them are known and in the input. */
    private Set<WorkloadId> controllers(Origin origin) {
        var all = new HashSet<WorkloadId>();
        for (Controllers.Serving serving : controllers.serving(origin)) {
            List<Place> places = settings.places(serving.names());
            List<Set<WorkloadId>> found = places.isEmpty()
                    ? List.of(workloads(serving.controller()))
                    : places.stream().map(it -> workloads(it, serving)).toList();
            if (found.stream().anyMatch(Set::isEmpty)) {
                return Set.of();
            }
            found.forEach(all::addAll);
        }
        return all;
    }

    private Set<WorkloadId> workloads(Controller controller) {
        return controller instanceof Controller.Pods meant
                ? meant.candidates().stream()
                        .map(it -> workloads.computeIfAbsent(it, this::workloads))
                        .filter(it -> !it.isEmpty())
                        .findFirst()
                        .orElse(Set.of())
                : Set.of();
    }

    /** Returns the workloads where the settings say that a controller is; none where that is no pod. */
    private Set<WorkloadId> workloads(Place place, Controllers.Serving serving) {
        if (place instanceof Place.Workload meant) {
            return workloads(pod -> pod.pod().workload().namespace().equals(meant.namespace())
                    && pod.pod().workload().name().equals(meant.name()));
        }
        return place instanceof Place.Namespace meant && serving.controller() instanceof Controller.Pods labelled
                ? workloads(pod -> pod.pod().key().namespace().equals(meant.name())
                        && labelled.candidates().stream()
                                .anyMatch(it -> it.labels().matches(pod.labels())))
                : Set.of();
    }

    private Set<WorkloadId> workloads(PodSet meant) {
        return workloads(pod -> meant.namespaces().contains(pod.pod().key().namespace())
                && meant.labels().matches(pod.labels()));
    }

    private Set<WorkloadId> workloads(Predicate<LabelledPod> meant) {
        return pods.stream().filter(meant).map(pod -> pod.pod().workload()).collect(Collectors.toSet());
    }
}
