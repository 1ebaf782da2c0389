package dev.clientintents.operator.watch;

import dev.clientintents.graph.Change;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.Service;

/** Brings Services into the graph. */
public final class ServiceFeed {

    private final SharedGraph graph;
    private final Scope scope;
    private final ResourceVersions versions = new ResourceVersions();

    public ServiceFeed(SharedGraph graph, Scope scope) {
        this.graph = graph;
        this.scope = scope;
    }

    public void observed(Service service) {
        if (!scope.excludes(service.getMetadata().getNamespace())) {
            graph.change(current -> versions.advance(service.getMetadata())
                    ? current.put(ObservedService.entry(service))
                    : Change.none());
        }
    }

    public void deleted(Service service) {
        graph.change(current -> {
            versions.forget(service.getMetadata());
            return current.removeService(new ObjectKey(
                    service.getMetadata().getNamespace(), service.getMetadata().getName()));
        });
    }
}
