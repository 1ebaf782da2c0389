package dev.clientintents.model;

/**
 * Names one object of a kind that the context tells. Keys are sorted by namespace, then by name.
 *
 * @param namespace its namespace; empty for an object that is in none
 * @param name its name
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

    @Override
    public int compareTo(ObjectKey other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
