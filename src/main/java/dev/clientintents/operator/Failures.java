package dev.clientintents.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import org.slf4j.Logger;

/** Tells of a failed reconciliation in one line, and leaves it to be retried. */
final class Failures {

    private Failures() {}

    static <P extends HasMetadata> ErrorStatusUpdateControl<P> retry(
            Logger log, String what, P resource, Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof KubernetesClientException)) {
            cause = cause.getCause();
        }
        boolean expected = cause instanceof KubernetesClientException;
        var line = log.atWarn()
                .addKeyValue("namespace", resource.getMetadata().getNamespace())
                .addKeyValue("name", resource.getMetadata().getName())
                .addKeyValue("cause", String.valueOf(cause.getMessage()));
        (expected ? line : line.setCause(failure)).log(what + "; it will be retried");
        return ErrorStatusUpdateControl.defaultErrorProcessing();
    }
}
