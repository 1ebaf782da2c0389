package dev.clientintents.operator;

import dev.clientintents.graph.Change;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedService;
import io.fabric8.kubernetes.api.model.Service;

/** Brings Services into the graph. */
final class ServiceFeed {

    private final SharedGraph graph;
    private final Scope scope;
    private final ResourceVersions versions = new ResourceVersions();

    ServiceFeed(SharedGraph graph, Scope scope) {
        this.graph = graph;
        this.scope = scope;
    }

    void observed(Service service) {
        if (!scope.excludes(service.getMetadata().getNamespace())) {
            graph.change(current -> versions.advance(service.getMetadata())
                    ? current.put(ObservedService.entry(service))
                    : Change.none());
        }
    }

    void deleted(Service service) {
        graph.change(current -> {
            versions.forget(service.getMetadata());
            return current.removeService(new ObjectKey(
                    service.getMetadata().getNamespace(), service.getMetadata().getName()));
        });
    }
}
