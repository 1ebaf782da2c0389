package dev.clientintents.effective;

import dev.clientintents.exposure.Entrance;
import dev.clientintents.exposure.EntranceKind;
import dev.clientintents.exposure.Entrances;
import dev.clientintents.exposure.Lead;
import dev.clientintents.reach.World;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds what Ingresses and routes expose, that is, the pods behind the Services of their rules and of their default
 * backends. A Service or a port that does not exist exposes nothing, nor does a Service without a selector, a backend
 * that is no Service, or one in another namespace that does not permit it.
 */
final class IngressBackends {

    private IngressBackends() {}

    /** Returns the backends in the order of the objects, each once. */
    static List<World.Backend> of(Snapshot snapshot) {
        Entrances entrances = snapshot.entrances();
        return snapshot.leads().stream()
                .map(Sourced::object)
                .filter(lead -> lead.kind() == EntranceKind.ROUTE)
                .flatMap(lead -> backends(entrances, lead))
                .distinct()
                .toList();
    }

    private static Stream<World.Backend> backends(Entrances entrances, Lead lead) {
        return entrances
                .of(lead)
                .flatMap(it -> it.subject() instanceof Entrance.Selected selected
                        ? selected.namespaces().names().stream()
                                .flatMap(namespace -> selected.pods().asLabels().stream()
                                        .map(labels -> new World.Backend(
                                                lead.origin().toString(), namespace, labels, it.ports())))
                        : Stream.empty());
    }
}
