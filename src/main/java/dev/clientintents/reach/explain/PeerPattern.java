package dev.clientintents.reach.explain;

import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.reach.Namespaces;
import dev.clientintents.reach.policy.Peer;
import java.util.List;

/**
 * Pods that there are or could be.
 *
 * @param namespaces {@code [any namespace]}, {@code [namespace with {team=a}]}, or the name of the only one
 * @param pods {@code [all pods]} or {@code [pod with {app=web}]}
 */
public record PeerPattern(String namespaces, String pods) {

    private static final String ANY_NAMESPACE = "[any namespace]";
    private static final String ALL_PODS = "[all pods]";

    /** The pattern of all pods of all namespaces. */
    public static final PeerPattern ENTIRE_CLUSTER = new PeerPattern(ANY_NAMESPACE, ALL_PODS);

    static PeerPattern of(Peer.Pods peer, String policyNamespace) {
        return new PeerPattern(
                peer.namespaces() == null ? policyNamespace : namespaces(peer.namespaces()),
                peer.pods().selectsEverything() ? ALL_PODS : "[pod with " + peer.pods() + "]");
    }

    private static String namespaces(Selector selector) {
        if (selector.selectsEverything()) {
            return ANY_NAMESPACE;
        }
        List<Requirement> requirements = selector.requirements();
        Requirement first = requirements.get(0);
        boolean pinned = requirements.size() == 1
                && first.key().equals(Namespaces.NAME)
                && first.operator() == Requirement.Operator.IN
                && first.values().size() == 1;
        return pinned ? first.values().first() : "[namespace with " + selector + "]";
    }

    /** Returns {@code entire-cluster}, or both parts with a slash between them. */
    @Override
    public String toString() {
        return equals(ENTIRE_CLUSTER) ? "entire-cluster" : namespaces + "/" + pods;
    }
}
