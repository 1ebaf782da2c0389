package dev.clientintents.chart;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The values of the chart with the comments that document them, as {@code values.yaml} has them. */
record Values(List<Values.Value> documented, List<String> undocumented) {

    /**
     * A value with its documentation.
     *
     * @param path as {@code image.tag}
     * @param initial the default
     */
    record Value(String path, JsonNode initial, String documentation) {}

    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z][A-Za-z0-9_.-]*):(.*)");

    private record Level(int indent, String path, boolean documented) {}

    /**
     * A value is documented by the comment right above it; what lies below a documented value is part of its default.
     */
    static Values read(Path file) {
        try {
            JsonNode root = new KubernetesSerialization().unmarshal(Files.readString(file), JsonNode.class);
            var documented = new ArrayList<Value>();
            var undocumented = new ArrayList<String>();
            Deque<Level> levels = new ArrayDeque<>();
            var comment = new ArrayList<String>();
            for (String line : Files.readAllLines(file)) {
                Matcher key = KEY.matcher(line);
                if (line.strip().startsWith("#")) {
                    comment.add(line.strip().substring(1).strip());
                } else if (key.matches()) {
                    int indent = key.group(1).length();
                    while (!levels.isEmpty() && levels.peek().indent >= indent) {
                        levels.pop();
                    }
                    String path = levels.isEmpty() ? key.group(2) : levels.peek().path + "." + key.group(2);
                    boolean inside = !levels.isEmpty() && levels.peek().documented;
                    if (!inside && !comment.isEmpty()) {
                        documented.add(new Value(path, at(root, path), String.join(" ", comment)));
                    } else if (!inside && !key.group(3).isBlank()) {
                        undocumented.add(path);
                    }
                    levels.push(new Level(indent, path, inside || !comment.isEmpty()));
                    comment.clear();
                } else {
                    comment.clear();
                }
            }
            return new Values(List.copyOf(documented), List.copyOf(undocumented));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode at(JsonNode root, String path) {
        return root.at("/" + path.replace('.', '/'));
    }

    /** A table for the README. */
    String table() {
        return documented.stream()
                .map(value -> "| `%s` | %s | %s |".formatted(value.path, initial(value), value.documentation))
                .collect(Collectors.joining("\n", "| value | default | meaning |\n|---|---|---|\n", "\n"));
    }

    private static String initial(Value value) {
        String text = value.initial.isTextual() && !value.initial.asText().isEmpty()
                ? value.initial.asText()
                : value.initial.toString();
        return "`" + text + "`";
    }
}
