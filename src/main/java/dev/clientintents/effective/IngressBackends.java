package dev.clientintents.effective;

import dev.clientintents.exposure.Entrance;
import dev.clientintents.exposure.Entrances;
import dev.clientintents.exposure.Lead;
import dev.clientintents.reach.World;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds what <a href="https://kubernetes.io/docs/concepts/services-networking/ingress/">Ingresses</a> expose, that is,
 * the pods behind the Services of their rules and of their default backend. A Service or a port that does not exist
 * exposes nothing, nor does a Service without a selector, or a backend that is no Service.
 */
final class IngressBackends {

    private IngressBackends() {}

    /** Returns the backends in the order of the Ingresses, each once. */
    static List<World.Backend> of(Snapshot snapshot) {
        Entrances entrances = snapshot.entrances();
        return snapshot.leads().stream()
                .map(Sourced::object)
                .filter(lead -> lead.origin().kind().equals("Ingress"))
                .flatMap(lead -> backends(entrances, lead))
                .distinct()
                .toList();
    }

    private static Stream<World.Backend> backends(Entrances entrances, Lead lead) {
        return entrances
                .of(lead)
                .flatMap(it -> it.subject() instanceof Entrance.Selected selected
                        ? selected.pods().asLabels().stream()
                                .map(labels -> new World.Backend(lead.origin().key(), labels, it.ports()))
                        : Stream.empty());
    }
}
