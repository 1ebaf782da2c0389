package dev.clientintents.operator.write;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.ServerAccess;
import dev.clientintents.api.ServerAccessStatus;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.status.Problems;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes statuses of objects of one kind that differ from what is known, and has told what is new in them. */
public final class StatusWriter<R extends CustomResource<?, S>, S> {

    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

    /** Tells people of what is new in a status that was written. */
    private interface News<R, S> {

        /**
         * Tells of it.
         *
         * @param before the status before; null where there was none
         */
        void tell(R object, S status, @Nullable S before);
    }

    private final MetadataApi metadataApi;
    private final OperatorMetrics metrics;
    private final Predicate<S> ready;
    private final News<R, S> news;
    private final ReportedStatuses<S> reported = new ReportedStatuses<>();

    /**
     * Has written nothing yet.
     *
     * @param ready whether a status says that all is in force
     */
    private StatusWriter(MetadataApi metadataApi, OperatorMetrics metrics, Predicate<S> ready, News<R, S> news) {
        this.metadataApi = metadataApi;
        this.metrics = metrics;
        this.ready = ready;
        this.news = news;
    }

    /** Returns a writer of the statuses of ClientIntents. */
    public static StatusWriter<ClientIntents, ClientIntentsStatus> ofIntents(
            MetadataApi metadataApi, OperatorMetrics metrics, EventRecorder events, ConsentRequests consent) {
        return new StatusWriter<>(metadataApi, metrics, Problems::ready, (object, status, before) -> {
            warn(events, object, Problems.newIn(status, before));
            consent.tell(object, status, before);
        });
    }

    /** Returns a writer of the statuses of ServerAccess objects. */
    public static StatusWriter<ServerAccess, ServerAccessStatus> ofAccesses(
            MetadataApi metadataApi, OperatorMetrics metrics, EventRecorder events) {
        return new StatusWriter<>(
                metadataApi,
                metrics,
                Problems::ready,
                (object, status, before) -> warn(events, object, Problems.newIn(status, before)));
    }

    private static void warn(EventRecorder events, HasMetadata object, List<Problems.Problem> problems) {
        problems.forEach(problem -> events.warn(object, problem.reason(), problem.message()));
    }

    /** Returns the newest status that is known: the object's, or what was written since; null where it has none yet. */
    @Nullable
    S newest(R object) {
        return reported.newest(object);
    }

    /** Returns whether somebody else wrote the status of an object that the watch tells of. */
    boolean isForeign(R object) {
        return reported.isForeign(object);
    }

    /** Notes that an object is gone. */
    void forget(R object) {
        reported.forget(object.getMetadata());
    }

    /**
     * Writes a status where it differs from the newest that is known.
     *
     * @throws KubernetesClientException where it was not written, save for an object that is gone
     */
    void report(R object, @Nullable S newest, S plan) {
        if (newest != null && newest.equals(plan)) {
            reported.note(object.getMetadata(), newest);
        } else if (write(object, plan)) {
            metrics.written(OperatorMetrics.Write.STATUS_PATCHED);
            LOG.atInfo()
                    .addKeyValue("kind", object.getKind())
                    .addKeyValue("namespace", object.getMetadata().getNamespace())
                    .addKeyValue("name", object.getMetadata().getName())
                    .addKeyValue("ready", ready.test(plan))
                    .log("Reported status");
            news.tell(object, plan, newest);
        }
    }

    /** Answers whether the object is still there. */
    private boolean write(R object, S plan) {
        ObjectMeta metadata = object.getMetadata();
        String path = "/apis/" + object.getApiVersion() + "/namespaces/" + metadata.getNamespace() + "/"
                + object.getPlural() + "/" + metadata.getName() + "/status";
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
