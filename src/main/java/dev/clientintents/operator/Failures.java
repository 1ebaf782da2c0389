package dev.clientintents.operator;

import dev.clientintents.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import org.slf4j.Logger;

/** Tells of a failed reconciliation in one line, and leaves it to be retried. */
final class Failures {

    private Failures() {}

    /** Tells of it, and leaves it to JOSDK to try again. */
    static <P extends HasMetadata> ErrorStatusUpdateControl<P> retry(
            Logger log, String what, P resource, Exception failure) {
        ObjectMeta metadata = resource.getMetadata();
        log(log, what, new ObjectKey(metadata.getNamespace(), metadata.getName()), failure);
        return ErrorStatusUpdateControl.defaultErrorProcessing();
    }

    static void log(Logger log, String what, ObjectKey object, Exception failure) {
        var line = log.atWarn()
                .addKeyValue("namespace", object.namespace())
                .addKeyValue("name", object.name())
                .addKeyValue("cause", message(failure));
        boolean expected = cause(failure) instanceof KubernetesClientException;
        (expected ? line : line.setCause(failure)).log(what + "; it will be retried");
    }

    /** What the API server said, or else the innermost cause. */
    static String message(Throwable failure) {
        Throwable cause = cause(failure);
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof KubernetesClientException)) {
            cause = cause.getCause();
        }
        return cause;
    }
}
