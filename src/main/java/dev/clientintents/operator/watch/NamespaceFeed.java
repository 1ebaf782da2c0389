package dev.clientintents.operator.watch;

import dev.clientintents.graph.Change;
import dev.clientintents.observe.ObservedNamespace;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.Namespace;

/** Brings namespaces into the graph. */
public final class NamespaceFeed {

    private final SharedGraph graph;
    private final ExposureFeed exposure;
    private final ResourceVersions versions = new ResourceVersions();

    public NamespaceFeed(SharedGraph graph, ExposureFeed exposure) {
        this.graph = graph;
        this.exposure = exposure;
    }

    public void observed(Namespace namespace) {
        graph.change(current -> {
            if (!versions.advance(namespace.getMetadata())) {
                return Change.none();
            }
            String name = namespace.getMetadata().getName();
            return current.put(ObservedNamespace.entry(
                            namespace, current.namespace(name).orElse(null)))
                    .and(exposure.putNamespace(current, name));
        });
    }

    public void deleted(Namespace namespace) {
        graph.change(current -> {
            versions.forget(namespace.getMetadata());
            String name = namespace.getMetadata().getName();
            return current.removeNamespace(name).and(exposure.removeNamespace(current, name));
        });
    }
}
