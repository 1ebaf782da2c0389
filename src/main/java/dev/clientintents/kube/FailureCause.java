package dev.clientintents.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Finds what a failure says to the person who has to act on it. */
public final class FailureCause {

    private FailureCause() {}

    /** Returns what the API server said, or else the message of the innermost cause. */
    public static String message(Throwable failure) {
        Throwable cause = of(failure);
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** Returns the first answer of the API server among the causes, or else the innermost cause. */
    public static Throwable of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof KubernetesClientException)) {
            cause = cause.getCause();
        }
        return cause;
    }
}
