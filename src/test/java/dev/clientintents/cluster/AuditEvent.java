package dev.clientintents.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * A request that the API server answered.
 *
 * @param verb the verb of Kubernetes, for example {@code get}, {@code list}, {@code watch} or {@code patch}
 * @param resource the plural of the resource; empty for other paths
 * @param subresource the subresource; empty for none
 * @param namespace the namespace; empty for cluster-wide requests
 * @param name the object's name; empty for collections
 * @param code the HTTP status of the answer
 */
public record AuditEvent(
        String verb,
        String user,
        String userAgent,
        String resource,
        String subresource,
        String namespace,
        String name,
        int code) {
    private static final Set<String> READS = Set.of("get", "list", "watch");

    static AuditEvent of(JsonNode json) {
        JsonNode object = json.path("objectRef");
        return new AuditEvent(
                json.path("verb").asText(),
                json.path("user").path("username").asText(),
                json.path("userAgent").asText(),
                object.path("resource").asText(),
                object.path("subresource").asText(),
                object.path("namespace").asText(),
                object.path("name").asText(),
                json.path("responseStatus").path("code").asInt());
    }

    /** Returns whether an object was to be written; a review is a question. */
    public boolean isWrite() {
        return !READS.contains(verb) && !resource.endsWith("reviews");
    }
}
