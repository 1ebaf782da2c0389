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
    private final ExposureFeed exposure;
    private final ResourceVersions versions = new ResourceVersions();

    /** @param exposure is told of all Services: those of namespaces that are left alone may lead to controllers */
    public ServiceFeed(SharedGraph graph, Scope scope, ExposureFeed exposure) {
        this.graph = graph;
        this.scope = scope;
        this.exposure = exposure;
    }

    public void observed(Service service) {
        graph.change(current -> {
            if (!versions.advance(service.getMetadata())) {
                return Change.none();
            }
            Change change = scope.excludes(service.getMetadata().getNamespace())
                    ? Change.none()
                    : current.put(ObservedService.entry(service));
            return change.and(exposure.put(current, service));
        });
    }

    public void deleted(Service service) {
        graph.change(current -> {
            versions.forget(service.getMetadata());
            var key = new ObjectKey(
                    service.getMetadata().getNamespace(), service.getMetadata().getName());
            return current.removeService(key).and(exposure.removeService(current, key));
        });
    }
}
