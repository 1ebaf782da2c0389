package dev.clientintents.model;

/**
 * Names one object of a kind that the context tells.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record ObjectKey(String namespace, String name) {

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
