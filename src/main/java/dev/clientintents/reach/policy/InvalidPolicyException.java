package dev.clientintents.reach.policy;

/**
 * Thrown for a NetworkPolicy that no API server would take. The message names the field and says what is wrong with it.
 */
public final class InvalidPolicyException extends Exception {

    InvalidPolicyException(String field, String problem) {
        super(field + " " + problem);
    }
}
