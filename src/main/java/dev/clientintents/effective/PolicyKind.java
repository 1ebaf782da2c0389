package dev.clientintents.effective;

/**
 * A kind of policies, or of what exposes servers, by its API group: kinds of different groups have the same name.
 *
 * @param group the API group, {@code cilium.io}; empty for the group without a name
 * @param kind the kind, {@code CiliumNetworkPolicy}
 */
public record PolicyKind(String group, String kind) implements Comparable<PolicyKind> {

    @Override
    public int compareTo(PolicyKind other) {
        return toString().compareTo(other.toString());
    }

    /** Returns kind and group, as {@code kubectl} takes them: {@code CiliumNetworkPolicy.cilium.io}. */
    @Override
    public String toString() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
