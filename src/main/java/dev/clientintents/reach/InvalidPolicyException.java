package dev.clientintents.reach;

/** A NetworkPolicy that no API server would take. The message names the field and says what is wrong with it. */
final class InvalidPolicyException extends Exception {

    InvalidPolicyException(String field, String problem) {
        super(field + " " + problem);
    }
}
