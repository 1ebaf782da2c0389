package dev.clientintents.graph;

/**
 * The limits of what one namespace may ask of others, so that a namespace that exceeds them harms only itself.
 *
 * @param keysOfNamespace how many access keys of one server the ClientIntents of one namespace may use
 * @param policyBytes how large the policy of one server may become; etcd takes 1.5 MiB, and a policy says for a moment
 *     what it said before, too
 * @param keysOfClient how many access keys one client may declare, and so its pods carry; one that two of its objects
 *     declare counts twice
 * @param objectsOfNamespace how many ClientIntents of one namespace count
 */
public record Budgets(int keysOfNamespace, int policyBytes, int keysOfClient, int objectsOfNamespace) {

    /** The budgets that hold where the settings say nothing. */
    public static final Budgets DEFAULT = new Budgets(64, 1_000_000, 2_048, 1_000);

    /** @throws IllegalArgumentException with a line for the person who set it */
    public Budgets {
        require(keysOfNamespace, "keys of a namespace at one server");
        require(policyBytes, "bytes of a policy");
        require(keysOfClient, "keys of a client");
        require(objectsOfNamespace, "ClientIntents of a namespace");
    }

    /** Returns the same budgets but for the number of objects of a namespace. */
    public Budgets withObjectsOfNamespace(int count) {
        return new Budgets(keysOfNamespace, policyBytes, keysOfClient, count);
    }

    private static void require(int value, String what) {
        if (value < 1) {
            throw new IllegalArgumentException("the budget of " + what + " must be at least 1, not " + value);
        }
    }
}
