package dev.clientintents.exposure;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PlainText;

/**
 * The object that leads traffic to a server.
 *
 * @param kind its kind
 * @param key its namespace, empty where it is in none, and its name
 */
public record Origin(String kind, ObjectKey key) {

    /** Returns kind, namespace and name, for example {@code Ingress shop/web}. */
    @Override
    public String toString() {
        return PlainText.oneLine(kind + " " + (key.namespace().isEmpty() ? key.name() : key));
    }
}
