package dev.clientintents.exposure;

import dev.clientintents.model.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an object says about traffic to servers.
 *
 * @param leads where it leads traffic
 * @param fact what it tells about what serves Ingresses and routes; empty for most
 * @param grants what its namespace permits routes of others
 */
public record ExposingObject(List<Lead> leads, Optional<ControllerFact> fact, List<ReferenceGrant> grants) {

    /** An object that says nothing of it. */
    public static final ExposingObject NOTHING = new ExposingObject(List.of(), Optional.empty(), List.of());

    public ExposingObject {
        leads = List.copyOf(leads);
        grants = List.copyOf(grants);
    }

    /**
     * Reads an object of any kind.
     *
     * @param group the API group of its kind
     * @param key its namespace, empty where it is in none, and its name
     * @param object the whole object: maps, lists, texts, numbers and truth values
     */
    public static ExposingObject read(String group, String kind, ObjectKey key, Map<?, ?> object) {
        return new ExposingObject(
                Leads.of(group, kind, key, object),
                ControllerFact.read(group, kind, key, object),
                ReferenceGrant.read(group, kind, key.namespace(), object));
    }
}
