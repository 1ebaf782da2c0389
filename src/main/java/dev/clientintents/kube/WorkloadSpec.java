package dev.clientintents.kube;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of an object of whatever kind that says which pods are its own. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WorkloadSpec(ObjectMeta metadata, @Nullable Spec spec) {

    /** The part of the object's spec. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Spec(@Nullable JsonNode selector) {}

    /** Returns the UID of the object. */
    public String uid() {
        return metadata.getUid();
    }

    /**
     * Returns the selector of its spec, which is one of labels and expressions, or, as that of a ReplicationController,
     * just labels; empty where there is none, or something else of that name.
     */
    public Optional<LabelSelector> selector() {
        JsonNode selector = spec == null ? null : spec.selector;
        if (selector == null || !selector.isObject()) {
            return Optional.empty();
        }
        boolean plain = !selector.has("matchLabels") && !selector.has("matchExpressions");
        Map<String, String> labels = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> label : (plain ? selector : selector.path("matchLabels")).properties()) {
            if (!label.getValue().isTextual()) {
                return Optional.empty();
            }
            labels.put(label.getKey(), label.getValue().asText());
        }
        List<LabelSelectorRequirement> expressions = new ArrayList<>();
        selector.path("matchExpressions").forEach(it -> {
            var values = new ArrayList<String>();
            it.path("values").forEach(value -> values.add(value.asText()));
            expressions.add(new LabelSelectorRequirement(
                    it.path("key").asText(), it.path("operator").asText(), values));
        });
        return Optional.of(new LabelSelector(expressions, labels));
    }
}
