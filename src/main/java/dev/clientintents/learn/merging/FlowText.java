package dev.clientintents.learn.merging;

import dev.clientintents.manifest.yaml.Scalars;
import dev.clientintents.model.PlainText;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes maps, lists, texts and numbers in one line. */
final class FlowText {

    /** What can stand without quotes wherever a value can. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9](?:[-A-Za-z0-9._/]*[A-Za-z0-9])?");

    private FlowText() {}

    /**
     * Returns a value in one line.
     *
     * @param json whether it has to be JSON, too
     */
    static String of(Object value, boolean json) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(it -> text(String.valueOf(it.getKey()), json) + ": " + of(it.getValue(), json))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(it -> of(it, json)).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String text ? text(text, json) : String.valueOf(value);
    }

    private static String text(String text, boolean json) {
        if (!json && PLAIN.matcher(text).matches() && Scalars.resolve(text) instanceof String) {
            return text;
        }
        String escaped = PlainText.oneLine(text.replace("\\", "\\\\").replace("\"", "\\\""));
        return '"' + escaped + '"';
    }
}
