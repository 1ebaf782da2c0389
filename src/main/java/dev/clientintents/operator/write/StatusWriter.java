package dev.clientintents.operator.write;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.status.Problems;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes statuses that differ from what is known, and warns of problems that are new in them. */
public final class StatusWriter {

    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

    private final MetadataApi metadataApi;
    private final EventRecorder events;
    private final OperatorMetrics metrics;
    private final ReportedStatuses reported = new ReportedStatuses();

    /** Has written nothing yet. */
    public StatusWriter(MetadataApi metadataApi, EventRecorder events, OperatorMetrics metrics) {
        this.metadataApi = metadataApi;
        this.events = events;
        this.metrics = metrics;
    }

    /** Returns the newest status that is known: the object's, or what was written since; null where it has none yet. */
    @Nullable
    ClientIntentsStatus newest(ClientIntents object) {
        return reported.newest(object);
    }

    /** Returns whether somebody else wrote the status of an object that the watch tells of. */
    boolean isForeign(ClientIntents object) {
        return reported.isForeign(object);
    }

    /** Notes that an object is gone. */
    void forget(ClientIntents object) {
        reported.forget(object.getMetadata());
    }

    /**
     * Writes a status where it differs from the newest that is known.
     *
     * @throws KubernetesClientException where it was not written, save for an object that is gone
     */
    void report(ClientIntents object, @Nullable ClientIntentsStatus newest, ClientIntentsStatus plan) {
        if (newest != null && newest.equals(plan)) {
            reported.note(object.getMetadata(), newest);
        } else if (write(object, plan)) {
            metrics.written(OperatorMetrics.Write.STATUS_PATCHED);
            LOG.atInfo()
                    .addKeyValue("namespace", object.getMetadata().getNamespace())
                    .addKeyValue("name", object.getMetadata().getName())
                    .addKeyValue("ready", Problems.ready(plan))
                    .log("Reported status");
            Problems.newIn(plan, newest).forEach(problem -> events.warn(object, problem.reason(), problem.message()));
        }
    }

    /** Answers whether the object is still there. */
    private boolean write(ClientIntents object, ClientIntentsStatus plan) {
        ObjectMeta metadata = object.getMetadata();
        String path = "/apis/" + object.getApiVersion() + "/namespaces/" + metadata.getNamespace() + "/clientintents/"
                + metadata.getName() + "/status";
        Map<String, Object> body = Map.of("metadata", Map.of("uid", metadata.getUid()), "status", plan);
        // the watch may tell of it before the answer is here
        reported.note(metadata, plan);
        try {
            reported.note(metadataApi.mergePatch(path, body), plan);
            return true;
        } catch (KubernetesClientException e) {
            reported.forget(metadata);
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
