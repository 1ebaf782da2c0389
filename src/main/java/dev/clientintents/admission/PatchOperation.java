package dev.clientintents.admission;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.clientintents.label.LabelChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation of a <a href="https://www.rfc-editor.org/rfc/rfc6902">JSON patch</a>.
 *
 * @param op {@code add} or {@code remove}
 * @param path where, as a JSON pointer
 * @param value what; null where something is removed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PatchOperation(
        String op, String path, @Nullable Object value) {

    private static final String LABELS = "/metadata/labels";

    /** Returns the operations that change the labels of an object; an object without any has no map to add to. */
    static List<PatchOperation> of(Map<String, String> labels, LabelChange change) {
        if (labels.isEmpty()) {
            return change.set().isEmpty() ? List.of() : List.of(new PatchOperation("add", LABELS, change.set()));
        }
        var operations = new ArrayList<PatchOperation>();
        change.removed().forEach(key -> operations.add(new PatchOperation("remove", path(key), null)));
        change.set().forEach((key, value) -> operations.add(new PatchOperation("add", path(key), value)));
        return operations;
    }

    /** Returns the path of a label as a <a href="https://www.rfc-editor.org/rfc/rfc6901#section-3">JSON pointer</a>. */
    private static String path(String key) {
        return LABELS + "/" + key.replace("~", "~0").replace("/", "~1");
    }
}
