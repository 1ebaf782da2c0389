package dev.clientintents.operator.watch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import dev.clientintents.exposure.Leads;
import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads Kubernetes objects without what the operator has no use for, and with one instance of what the replicas of a
 * workload have in common, so that the informers' caches stay small: 10,000 whole pods take 436 MB of heap, these a
 * tenth of it. Objects read this way must neither be changed nor be written back whole.
 */
public final class TrimmedModel {

    private TrimmedModel() {}

    public static KubernetesSerialization serialization() {
        return new KubernetesSerialization(mapper(), true);
    }

    public static ObjectMapper mapper() {
        return new ObjectMapper()
                .addMixIn(Pod.class, Parts.class)
                .addMixIn(ObjectMeta.class, Metadata.class)
                .addMixIn(PodSpec.class, Spec.class)
                .addMixIn(PodStatus.class, Status.class)
                .addMixIn(Container.class, Ports.class);
    }

    @SuppressWarnings("UnusedMethod") // Jackson finds them by name
    private abstract static class Parts {

        @JsonDeserialize(converter = OneSpec.class)
        abstract void setSpec(PodSpec spec);

        @JsonDeserialize(converter = OneStatus.class)
        abstract void setStatus(PodStatus status);
    }

    @SuppressWarnings("UnusedMethod") // Jackson finds them by name
    @JsonIgnoreProperties(
            value = {"managedFields", "selfLink", "creationTimestamp", "generateName"},
            allowGetters = true)
    private abstract static class Metadata {

        @JsonDeserialize(using = OneOfEachLabel.class)
        abstract void setLabels(Map<String, String> labels);

        @JsonDeserialize(converter = OneOwner.class)
        abstract void setOwnerReferences(List<OwnerReference> owners);

        @JsonDeserialize(using = KnownAnnotations.class)
        abstract Map<String, String> getAnnotations();

        @JsonDeserialize(using = KnownAnnotations.class)
        abstract void setAnnotations(Map<String, String> annotations);
    }

    @JsonIncludeProperties({"containers", "initContainers", "hostNetwork"})
    private abstract static class Spec {}

    @JsonIncludeProperties("phase")
    private abstract static class Status {}

    @JsonIncludeProperties({"name", "ports", "restartPolicy"})
    private abstract static class Ports {}

    private static final class OneSpec extends StdConverter<PodSpec, PodSpec> {

        private static final Interner<PodSpec> SPECS = new Interner<>(4096);

        @Override
        public PodSpec convert(PodSpec spec) {
            return SPECS.one(spec);
        }
    }

    private static final class OneStatus extends StdConverter<PodStatus, PodStatus> {

        private static final Interner<PodStatus> STATUSES = new Interner<>(16);

        @Override
        public PodStatus convert(PodStatus status) {
            return STATUSES.one(status);
        }
    }

    private static final class OneOwner extends StdConverter<List<OwnerReference>, List<OwnerReference>> {

        private static final Interner<List<OwnerReference>> OWNERS = new Interner<>(4096);

        @Override
        public List<OwnerReference> convert(List<OwnerReference> owners) {
            return OWNERS.one(owners);
        }
    }

    private static final class OneOfEachLabel extends JsonDeserializer<Map<String, String>> {

        private static final Interner<String> STRINGS = new Interner<>(16_384);

        @Override
        public Map<String, String> deserialize(JsonParser json, DeserializationContext context) throws IOException {
            var labels = new HashMap<String, String>();
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                String value = json.nextTextValue();
                if (value != null) {
                    labels.put(STRINGS.one(key), STRINGS.one(value));
                }
            }
            return Map.copyOf(labels);
        }
    }

    /** Keeps the annotations that the operator reads; others may hold a whole manifest each. */
    private static final class KnownAnnotations extends JsonDeserializer<Map<String, String>> {

        private static final Set<String> KNOWN = Stream.concat(
                        Stream.of("kubernetes.io/config.mirror"), Leads.annotations().stream())
                .collect(Collectors.toUnmodifiableSet());

        @Override
        public Map<String, String> deserialize(JsonParser json, DeserializationContext context) throws IOException {
            var known = new HashMap<String, String>(2);
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                if (key.startsWith(Labels.PREFIX) || KNOWN.contains(key)) {
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
