package dev.clientintents.reach.policy;

/**
 * Thrown for a policy that no API server would take. The message names the field and says what is wrong with it.
 */
public final class InvalidPolicyException extends Exception {

    /**
     * Creates an exception.
     *
     * @param field the path of the field, {@code spec.ingress[0].ports}
     * @param problem what is wrong, which the message says after the field
     */
    public InvalidPolicyException(String field, String problem) {
        super(field + " " + problem);
    }
}
