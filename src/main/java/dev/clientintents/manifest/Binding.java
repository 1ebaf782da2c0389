package dev.clientintents.manifest;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clientintents.manifest.Value.Mapping;
import dev.clientintents.manifest.Value.Scalar;
import dev.clientintents.manifest.Value.Sequence;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;

/** From the values of a document to the objects of the Kubernetes model. */
final class Binding {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addMixIn(PodSpec.class, OfPods.class)
            .addMixIn(Container.class, OfContainers.class)
            .addMixIn(PodStatus.class, OfPodStatuses.class)
            .build();

    /** What counts of pods; the types of all the rest, volumes and probes, take longer to get to know than files to read. */
    @JsonIncludeProperties({"containers", "hostNetwork"})
    private interface OfPods {}

    @JsonIncludeProperties({"name", "ports"})
    private interface OfContainers {}

    @JsonIncludeProperties("phase")
    private interface OfPodStatuses {}

    private Binding() {}

    /**
     * The object of that type; null where it is absent stays null.
     *
     * @throws Unreadable where a field that the schemas know nothing of has a type that the model does not take
     */
    static <T> T bind(Mapping value, Class<T> type) {
        try {
            return MAPPER.treeToValue(json(value), type);
        } catch (JsonProcessingException e) {
            throw new Unreadable(value.line(), "a field has the wrong type: " + e.getOriginalMessage());
        }
    }

    private static JsonNode json(Value value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value instanceof Mapping mapping) {
            ObjectNode node = nodes.objectNode();
            mapping.entries().forEach((key, entry) -> {
                if (!(entry instanceof Scalar scalar && scalar.isNull())) {
                    node.set(key, json(entry));
                }
            });
            return node;
        }
        if (value instanceof Sequence sequence) {
            ArrayNode node = nodes.arrayNode();
            sequence.items().forEach(item -> node.add(json(item)));
            return node;
        }
        Object content = ((Scalar) value).content();
        if (content instanceof String text) {
            return nodes.textNode(text);
        }
        if (content instanceof Boolean truth) {
            return nodes.booleanNode(truth);
        }
        if (content instanceof Long number) {
            // the model knows ports as int only
            return number.intValue() == number ? nodes.numberNode(number.intValue()) : nodes.numberNode(number);
        }
        return content instanceof Double number ? nodes.numberNode(number) : nodes.nullNode();
    }
}
