package dev.clientintents.operator;

import dev.clientintents.graph.Change;
import dev.clientintents.observe.ObservedNamespace;
import io.fabric8.kubernetes.api.model.Namespace;

/** Brings namespaces into the graph. */
final class NamespaceFeed {

    private final SharedGraph graph;
    private final ResourceVersions versions = new ResourceVersions();

    NamespaceFeed(SharedGraph graph) {
        this.graph = graph;
    }

    void observed(Namespace namespace) {
        graph.change(current -> versions.advance(namespace.getMetadata())
                ? current.put(ObservedNamespace.entry(namespace))
                : Change.none());
    }

    void deleted(Namespace namespace) {
        graph.change(current -> {
            versions.forget(namespace.getMetadata());
            return current.removeNamespace(namespace.getMetadata().getName());
        });
    }
}
