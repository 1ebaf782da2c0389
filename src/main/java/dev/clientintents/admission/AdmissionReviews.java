package dev.clientintents.admission;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes <a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#request">AdmissionReview</a>
 * in its version 1.
 */
final class AdmissionReviews {

    private static final String VERSION = "admission.k8s.io/v1";
    private static final String KIND = "AdmissionReview";

    private final ObjectMapper json;

    /** @param json reads pods, as much of them as is needed */
    AdmissionReviews(ObjectMapper json) {
        this.json = json;
    }

    /** @throws IllegalArgumentException where the text is not a valid request to create a pod, with the reason */
    AdmissionRequest read(byte[] body) {
        Review review;
        try {
            review = json.readValue(body, Review.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not an AdmissionReview: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!VERSION.equals(review.apiVersion) || !KIND.equals(review.kind)) {
            throw new IllegalArgumentException("not an AdmissionReview of " + VERSION);
        }
        Request request = review.request;
        if (request == null || request.uid == null || request.uid.isEmpty()) {
            throw new IllegalArgumentException("the AdmissionReview has no request with a uid");
        }
        Pod pod = request.object;
        if (pod == null || !"Pod".equals(pod.getKind()) || !"CREATE".equals(request.operation)) {
            throw new IllegalArgumentException(
                    "not a valid request to create a pod: expected the operation CREATE and an object of kind Pod");
        }
        return new AdmissionRequest(request.uid, asCreated(pod, request));
    }

    private static Pod asCreated(Pod pod, Request request) {
        ObjectMeta metadata = Optional.ofNullable(pod.getMetadata()).orElseGet(ObjectMeta::new);
        pod.setMetadata(metadata);
        metadata.setNamespace(Optional.ofNullable(request.namespace)
                .or(() -> Optional.ofNullable(metadata.getNamespace()))
                .orElse(""));
        metadata.setName(Optional.ofNullable(metadata.getName()).orElse(""));
        metadata.setUid("");
        metadata.setDeletionTimestamp(null);
        pod.setStatus(null);
        return pod;
    }

    byte[] write(String uid, Verdict verdict) {
        try {
            Response response = verdict.patch().isEmpty()
                    ? new Response(uid, true, null, null)
                    : new Response(
                            uid,
                            true,
                            "JSONPatch",
                            Base64.getEncoder().encodeToString(json.writeValueAsBytes(verdict.patch())));
            return json.writeValueAsBytes(new Answer(VERSION, KIND, response));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Review(
            @Nullable String apiVersion,
            @Nullable String kind,
            @Nullable Request request) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Request(
            @Nullable String uid,
            @Nullable String operation,
            @Nullable String namespace,
            @Nullable Pod object) {}

    private record Answer(String apiVersion, String kind, Response response) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Response(
            String uid,
            boolean allowed,
            @Nullable String patchType,
            @Nullable String patch) {}
}
