package dev.clientintents.operator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Kubernetes objects without what the operator has no use for, so that the informers' caches stay small: 10,000
 * whole pods take 436 MB of heap, trimmed ones a tenth of it. Objects read this way must not be written back whole.
 */
final class TrimmedModel {

    private TrimmedModel() {}

    static KubernetesSerialization serialization() {
        return new KubernetesSerialization(mapper(), true);
    }

    static ObjectMapper mapper() {
        return new ObjectMapper()
                .addMixIn(ObjectMeta.class, Metadata.class)
                .addMixIn(PodSpec.class, Spec.class)
                .addMixIn(PodStatus.class, Status.class)
                .addMixIn(Container.class, Ports.class);
    }

    @SuppressWarnings("UnusedMethod") // Jackson finds them by name
    @JsonIgnoreProperties({"managedFields", "selfLink"})
    private abstract static class Metadata {

        @JsonDeserialize(using = KnownAnnotations.class)
        abstract Map<String, String> getAnnotations();

        @JsonDeserialize(using = KnownAnnotations.class)
        abstract void setAnnotations(Map<String, String> annotations);
    }

    @JsonIncludeProperties({"containers", "hostNetwork"})
    private abstract static class Spec {}

    @JsonIncludeProperties("phase")
    private abstract static class Status {}

    @JsonIncludeProperties({"name", "ports"})
    private abstract static class Ports {}

    /** Keeps the annotations that the operator reads; others may hold a whole manifest each. */
    private static final class KnownAnnotations extends JsonDeserializer<Map<String, String>> {

        @Override
        public Map<String, String> deserialize(JsonParser json, DeserializationContext context) throws IOException {
            var known = new HashMap<String, String>(2);
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                if (key.startsWith(Labels.PREFIX) || key.equals("kubernetes.io/config.mirror")) {
                    known.put(key, value == JsonToken.VALUE_STRING ? json.getText() : "");
                } else {
                    json.skipChildren();
                }
            }
            return known;
        }

        @Override
        public @Nullable Map<String, String> getNullValue(DeserializationContext context) {
            return null;
        }
    }
}
