package dev.clientintents.api;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares Java types with a schema, in both directions, as JSON sees the types: what is written and what is read.
 * Whether a field is required follows from {@link Nullable}; a list may be absent, which is the same as empty.
 */
final class SchemaDrift {

    /** Lists that an object must state, so that nobody declares nothing by leaving them out. */
    private static final Set<String> STATED_LISTS = Set.of(".spec.consumes");

    private final ObjectMapper mapper = new ObjectMapper();
    private final List<String> found = new ArrayList<>();

    private SchemaDrift() {}

    /** One line a difference; empty where there is none. */
    static List<String> between(Class<?> type, JSONSchemaProps schema, String path) {
        var drift = new SchemaDrift();
        drift.compare(path, drift.mapper.constructType(type), schema);
        return drift.found;
    }

    private void compare(String path, JavaType type, JSONSchemaProps schema) {
        if (type.isCollectionLikeType()) {
            expect(path, "type", "array", schema.getType());
            if (schema.getItems() != null) {
                compare(path + "[]", type.getContentType(), schema.getItems().getSchema());
            }
        } else if (type.hasRawClass(IntOrString.class)) {
            expect(path, "type", null, schema.getType());
            expect(path, "x-kubernetes-int-or-string", true, schema.getXKubernetesIntOrString());
        } else if (type.isEnumType()) {
            expect(path, "type", "string", schema.getType());
            expect(path, "enum", constants(type), values(schema));
        } else if (type.hasRawClass(String.class)) {
            expect(path, "type", "string", schema.getType());
            expect(path, "format", dateTime(path), schema.getFormat());
        } else if (type.hasRawClass(Boolean.class)) {
            expect(path, "type", "boolean", schema.getType());
        } else if (type.hasRawClass(Integer.class) || type.hasRawClass(int.class)) {
            expect(path, "type", "integer", schema.getType());
            expect(path, "format", "int32", schema.getFormat());
        } else if (type.hasRawClass(Long.class)) {
            expect(path, "type", "integer", schema.getType());
            expect(path, "format", "int64", schema.getFormat());
        } else {
            expect(path, "type", "object", schema.getType());
            compareFields(path, type, schema);
        }
    }

    private void compareFields(String path, JavaType type, JSONSchemaProps schema) {
        BeanDescription written = mapper.getSerializationConfig().introspect(type);
        BeanDescription read = mapper.getDeserializationConfig().introspect(type);
        Set<String> names = names(written);
        if (!names.containsAll(names(read))) {
            found.add(path + ": reads " + names(read) + " but writes " + names);
        }
        expect(path, "fields", names, new TreeSet<>(schema.getProperties().keySet()));
        for (BeanPropertyDefinition property : written.findProperties()) {
            JSONSchemaProps field = schema.getProperties().get(property.getName());
            if (field != null) {
                compare(path + "." + property.getName(), property.getPrimaryType(), field);
            }
        }
        if (type.getRawClass().isRecord()) {
            expect(path, "required", required(path, type.getRawClass()), new TreeSet<>(schema.getRequired()));
        }
    }

    private static Set<String> names(BeanDescription type) {
        return type.findProperties().stream()
                .map(BeanPropertyDefinition::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> required(String path, Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(it -> isStated(path + "." + it.getName(), it))
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isStated(String path, RecordComponent component) {
        return component.getType() == List.class
                ? STATED_LISTS.contains(path)
                : !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static List<String> constants(JavaType type) {
        return Arrays.stream(type.getRawClass().getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .toList();
    }

    private static List<String> values(JSONSchemaProps schema) {
        return schema.getEnum() == null
                ? List.of()
                : schema.getEnum().stream().map(it -> it.asText()).toList();
    }

    /** {@link Condition} keeps its time as text. */
    private static @Nullable String dateTime(String path) {
        return path.endsWith(".lastTransitionTime") ? "date-time" : null;
    }

    private void expect(String path, String what, @Nullable Object java, @Nullable Object crd) {
        if (java == null ? crd != null : !java.equals(crd)) {
            found.add(path + ": " + what + " is " + java + " in Java and " + crd + " in the CRD");
        }
    }
}
