package dev.clientintents.model;

/**
 * The identity of what owns pods.
 *
 * @param namespace the namespace of its pods
 * @param kind the kind at the top of the pods' owner chain, {@code Pod} for a pod without an owner
 * @param name the name of that object, or the override that the pod carries
 */
public record WorkloadId(String namespace, String kind, String name) {

    @Override
    public String toString() {
        return namespace + "/" + kind + "/" + name;
    }
}
