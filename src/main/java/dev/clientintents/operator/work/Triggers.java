package dev.clientintents.operator.work;

import dev.clientintents.model.ObjectKey;

/** The three ways to have something reconciled. */
public record Triggers(Trigger pods, Trigger namespaces, Trigger intents) {

    public void pod(ObjectKey key) {
        pods.fire(key.namespace(), key.name());
    }

    public void namespace(String name) {
        namespaces.fire(null, name);
    }

    public void intents(ObjectKey key) {
        intents.fire(key.namespace(), key.name());
    }
}
