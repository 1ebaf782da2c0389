package dev.clientintents.operator.watch;

import dev.clientintents.graph.Change;
import dev.clientintents.observe.ObservedNamespace;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.Namespace;

/** Brings namespaces into the graph. */
public final class NamespaceFeed {

    private final SharedGraph graph;
    private final ResourceVersions versions = new ResourceVersions();

    public NamespaceFeed(SharedGraph graph) {
        this.graph = graph;
    }

    public void observed(Namespace namespace) {
        graph.change(current -> versions.advance(namespace.getMetadata())
                ? current.put(ObservedNamespace.entry(
                        namespace,
                        current.namespace(namespace.getMetadata().getName()).orElse(null)))
                : Change.none());
    }

    public void deleted(Namespace namespace) {
        graph.change(current -> {
            versions.forget(namespace.getMetadata());
            return current.removeNamespace(namespace.getMetadata().getName());
        });
    }
}
