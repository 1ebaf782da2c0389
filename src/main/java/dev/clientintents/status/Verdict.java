package dev.clientintents.status;

/**
 * What a condition says.
 *
 * @param holds whether it is true
 * @param reason in one word
 * @param message for people
 */
record Verdict(boolean holds, String reason, String message) {}
