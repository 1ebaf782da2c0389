package dev.clientintents.identity;

/**
 * A pod's or owner's reference to what controls it.
 *
 * @param apiVersion group and version, {@code apps/v1}
 * @param kind the kind, {@code ReplicaSet}
 * @param name the name, in the namespace of the dependent
 * @param uid the UID that the object of that name must have for the reference to count
 */
public record OwnerReference(String apiVersion, String kind, String name, String uid) {}
