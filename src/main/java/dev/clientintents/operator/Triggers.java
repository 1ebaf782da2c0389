package dev.clientintents.operator;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;

/** The three ways to have something reconciled. */
record Triggers(Trigger<Pod> pods, Trigger<Namespace> namespaces, Trigger<ClientIntents> intents) {

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
