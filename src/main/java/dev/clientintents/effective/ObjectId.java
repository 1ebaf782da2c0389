package dev.clientintents.effective;

import dev.clientintents.identity.OwnerReference;

/**
 * The identity of an object in a cluster; it is the same in all versions of the object's group.
 *
 * @param group the group of its kind; empty for the core group
 * @param kind its kind
 * @param namespace its namespace; empty where it stands in none
 * @param name its name
 */
public record ObjectId(String group, String kind, String namespace, String name) {

    /** Returns the identity of an object of an API version, for example {@code apps/v1}. */
    public static ObjectId of(String apiVersion, String kind, String namespace, String name) {
        return new ObjectId(group(apiVersion), kind, namespace, name);
    }

    /** Returns the identity of the object that a reference of an object in {@code namespace} means. */
    public static ObjectId of(String namespace, OwnerReference reference) {
        return of(reference.apiVersion(), reference.kind(), namespace, reference.name());
    }

    /** Returns the group of an API version; empty for the core group. */
    public static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
