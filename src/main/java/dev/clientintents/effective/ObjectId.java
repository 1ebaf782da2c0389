package dev.clientintents.effective;

import dev.clientintents.identity.OwnerReference;

/**
 * Which object of a cluster one is: it is the same in all versions of its group.
 *
 * @param group the group of its kind; empty for the core group
 * @param kind its kind
 * @param namespace its namespace; empty where it stands in none
 * @param name its name
 */
public record ObjectId(String group, String kind, String namespace, String name) {

    /** The object of an API version, {@code apps/v1}. */
    public static ObjectId of(String apiVersion, String kind, String namespace, String name) {
        return new ObjectId(group(apiVersion), kind, namespace, name);
    }

    /** What a reference of an object in {@code namespace} means. */
    public static ObjectId of(String namespace, OwnerReference reference) {
        return of(reference.apiVersion(), reference.kind(), namespace, reference.name());
    }

    /** The group of an API version; empty for the core group. */
    public static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
