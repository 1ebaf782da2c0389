package dev.clientintents.operator.work;

import dev.clientintents.kube.FailureCause;
import dev.clientintents.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import org.slf4j.Logger;

/** Tells of a failed reconciliation in one line, and leaves it to be retried. */
public final class Failures {

    private Failures() {}

    /** Tells of it, and leaves it to JOSDK to try again. */
    public static <P extends HasMetadata> ErrorStatusUpdateControl<P> retry(
            Logger log, String what, P resource, Exception failure) {
        ObjectMeta metadata = resource.getMetadata();
        log(log, what, new ObjectKey(metadata.getNamespace(), metadata.getName()), failure);
        return ErrorStatusUpdateControl.defaultErrorProcessing();
    }

    public static void log(Logger log, String what, ObjectKey object, Exception failure) {
        var line = log.atWarn()
                .addKeyValue("namespace", object.namespace())
                .addKeyValue("name", object.name())
                .addKeyValue("cause", FailureCause.message(failure));
        boolean expected =
                failure instanceof UndoneWrite || FailureCause.of(failure) instanceof KubernetesClientException;
        (expected ? line : line.setCause(failure)).log(what + "; it will be retried");
    }
}
