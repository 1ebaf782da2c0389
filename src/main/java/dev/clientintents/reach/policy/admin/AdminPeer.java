package dev.clientintents.reach.policy.admin;

import dev.clientintents.model.Selector;
import dev.clientintents.reach.AddressSet;
import dev.clientintents.reach.policy.Peer;
import java.util.List;

/** One entry of a rule's {@code from} or {@code to}; only pods may stand in {@code from}. */
public sealed interface AdminPeer {

    /**
     * Pods, by both selectors; never those on the host network.
     *
     * @param selectors the namespaces are given
     */
    record Pods(Peer.Pods selectors) implements AdminPeer {}

    /**
     * Addresses, of pods too.
     *
     * @param text how the policy writes them
     */
    record Networks(String text, AddressSet addresses) implements AdminPeer {}

    /** The addresses of nodes that have the labels. */
    record Nodes(Selector labels) implements AdminPeer {}

    /** Whatever addresses the names have at the moment; a name may begin with {@code *.}. */
    record DomainNames(List<String> names) implements AdminPeer {

        public DomainNames {
            names = List.copyOf(names);
        }
    }
}
