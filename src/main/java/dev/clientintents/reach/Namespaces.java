package dev.clientintents.reach;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The namespaces of a world with the labels that they have in a cluster. */
public final class Namespaces {

    /**
     * The label with a namespace's name, which is set by the <a
     * href="https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name">API
     * server</a>.
     */
    public static final String NAME = "kubernetes.io/metadata.name";

    private Namespaces() {}

    /** Returns the labels by the names of namespaces, both those of the world and those that only a pod names. */
    static Map<String, Map<String, String>> labels(World world) {
        var labels = new TreeMap<String, Map<String, String>>();
        world.namespaces().forEach(namespace -> labels.put(namespace.name(), named(namespace)));
        world.pods().forEach(pod -> {
            String name = pod.workload().namespace();
            labels.computeIfAbsent(name, it -> Map.of(NAME, name));
        });
        return labels;
    }

    private static Map<String, String> named(World.Namespace namespace) {
        var labels = new HashMap<>(namespace.labels());
        labels.put(NAME, namespace.name());
        return Map.copyOf(labels);
    }
}
