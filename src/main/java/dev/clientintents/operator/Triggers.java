package dev.clientintents.operator;

import dev.clientintents.model.ObjectKey;

/** The three ways to have something reconciled. */
record Triggers(Trigger pods, Trigger namespaces, Trigger intents) {

    void pod(ObjectKey key) {
        pods.fire(key.namespace(), key.name());
    }

    void namespace(String name) {
        namespaces.fire(null, name);
    }

    void intents(ObjectKey key) {
        intents.fire(key.namespace(), key.name());
    }
}
