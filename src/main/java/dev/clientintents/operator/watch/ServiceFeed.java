package dev.clientintents.operator.watch;

import dev.clientintents.graph.Change;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.Service;

/**
 * Brings Services into the graph, those of namespaces that are left alone, too: by what these select, ways out lead to their
 * pods.
 */
public final class ServiceFeed {

    private final SharedGraph graph;
    private final ExposureFeed exposure;
    private final ResourceVersions versions = new ResourceVersions();

    /** @param exposure is told of all Services, too, since they may lead to controllers */
    public ServiceFeed(SharedGraph graph, ExposureFeed exposure) {
        this.graph = graph;
        this.exposure = exposure;
    }

    public void observed(Service service) {
        graph.change(current -> {
            if (!versions.advance(service.getMetadata())) {
                return Change.none();
            }
            return current.put(ObservedService.entry(service)).and(exposure.put(current, service));
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
