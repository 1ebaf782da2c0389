package dev.clientintents.reach.policy;

import dev.clientintents.model.Selector;
import dev.clientintents.reach.AddressSet;
import org.jspecify.annotations.Nullable;

/** One entry of a rule's {@code from} or {@code to}. */
public sealed interface Peer {

    /**
     * Pods that both selectors select.
     *
     * @param namespaces null means the namespace of the policy
     */
    record Pods(@Nullable Selector namespaces, Selector pods) implements Peer {

        /** Returns whether every pod of the cluster is meant, whatever its labels and namespace. */
        public boolean anyPod() {
            return namespaces != null && namespaces.selectsEverything() && pods.selectsEverything();
        }
    }

    /**
     * Addresses outside of the cluster.
     *
     * @param text how the policy writes them
     * @param addresses the addresses, without those that it excepts
     */
    record Block(String text, AddressSet addresses) implements Peer {}
}
