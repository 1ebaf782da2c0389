package dev.clientintents.operator.work;

import dev.clientintents.model.ObjectKey;

/** The two ways to have something reconciled by JOSDK. */
public record Triggers(Trigger pods, Trigger intents) {

    public void pod(ObjectKey key) {
        pods.fire(key.namespace(), key.name());
    }

    public void intents(ObjectKey key) {
        intents.fire(key.namespace(), key.name());
    }
}
