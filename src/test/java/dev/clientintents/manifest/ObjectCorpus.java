package dev.clientintents.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Objects of every kind that is read, most of them broken in one field: those of {@code objects.yaml}, each of their
 * fields with each of some values that are wrong for nearly all fields, and the edits of {@code edits.psv}.
 */
final class ObjectCorpus {

    private static final Path FOLDER = Path.of("src/test/resources/api-server");
    private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet");
    private static final Map<String, String> POD_SPECS = Map.of(
            "Pod", "spec.",
            "Job", "spec.template.spec.",
            "CronJob", "spec.jobTemplate.spec.template.spec.");

    /** Fields by which an object is found rather than judged. */
    private static final Set<String> LEFT_AS_THEY_ARE = Set.of("apiVersion", "kind");

    private static final Pattern TIMES = Pattern.compile("(\\d+) times (.+)");
    private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)|\\[(\\d+)]");

    /** What nearly no field may be. */
    private static final List<String> ODD = List.of(
            "null", "''", "Odd Value!", "'1'", "-1", "0", "1.5", "70000", "true", "{}", "[]", "[null]", "{odd: 1}");

    private final ObjectMapper json = new ObjectMapper();

    /**
     * An object.
     *
     * @param name what is the matter with it
     * @param text the object, in JSON
     */
    record Case(String name, String apiVersion, String kind, String text) {}

    private ObjectCorpus() {}

    /** Returns all objects, each once. */
    static List<Case> cases() {
        var corpus = new ObjectCorpus();
        var cases = new ArrayList<Case>();
        for (Map<String, Object> object : objects()) {
            var edited = new LinkedHashMap<String, String>();
            edited.put(corpus.text(object), "as it is");
            corpus.oddValues(object, edited);
            corpus.edits(object, edited);
            edited.forEach((text, name) -> cases.add(new Case(
                    object.get("kind") + ": " + name,
                    String.valueOf(corpus.read(text).get("apiVersion")),
                    String.valueOf(object.get("kind")),
                    text)));
        }
        return cases;
    }

    private void oddValues(Map<String, Object> object, Map<String, String> edited) {
        fields(object).forEach((field, value) -> {
            edited.putIfAbsent(text(with(object, field, null, true)), field + " is gone");
            for (String odd : ODD) {
                edited.putIfAbsent(text(with(object, field, yaml(odd), false)), field + " is " + odd);
            }
            if (value instanceof List<?> list && !list.isEmpty()) {
                var twice = new ArrayList<Object>(list);
                twice.add(list.get(0));
                edited.putIfAbsent(text(with(object, field, twice, false)), field + " has its first entry twice");
            }
            if (value instanceof Map<?, ?> map) {
                var more = new LinkedHashMap<Object, Object>(map);
                more.put("odd", "x");
                edited.putIfAbsent(text(with(object, field, more, false)), field + " has one field more");
            }
        });
    }

    private void edits(Map<String, Object> object, Map<String, String> edited) {
        String kind = String.valueOf(object.get("kind"));
        for (String line : lines("edits.psv")) {
            String[] parts = line.split("\\|", 3);
            String field = parts[1].strip();
            String value = parts[2].strip();
            switch (parts[0].strip()) {
                case "*" -> {}
                case "@workload" -> field = WORKLOADS.contains(kind) ? field : "";
                case "@pod" -> field = podSpec(kind) == null ? "" : podSpec(kind) + field;
                default -> field = parts[0].strip().equals(kind) ? field : "";
            }
            if (!field.isEmpty()) {
                edited.putIfAbsent(
                        text(with(object, field, value.isEmpty() ? null : yaml(value), value.isEmpty())),
                        field + (value.isEmpty() ? " is gone" : " is " + value));
            }
        }
    }

    private static @Nullable String podSpec(String kind) {
        return WORKLOADS.contains(kind) || kind.equals("ReplicationController")
                ? "spec.template.spec."
                : POD_SPECS.get(kind);
    }

    /** Returns all values of an object by their paths, the outer before the inner. */
    private static Map<String, Object> fields(Map<String, Object> object) {
        var fields = new LinkedHashMap<String, Object>();
        collect(object, "", fields);
        return fields;
    }

    private static void collect(Object value, String path, Map<String, Object> fields) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inside) -> {
                // keys with dots are labels and annotations, which have edits of their own
                if (!LEFT_AS_THEY_ARE.contains(String.valueOf(key))
                        && !String.valueOf(key).contains(".")) {
                    String inner = path.isEmpty() ? String.valueOf(key) : path + "." + key;
                    fields.put(inner, inside);
                    collect(inside, inner, fields);
                }
            });
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                fields.put(path + "[" + i + "]", list.get(i));
                collect(list.get(i), path + "[" + i + "]", fields);
            }
        }
    }

    /** Returns a copy in which a field is another, or gone. */
    private Map<String, Object> with(
            Map<String, Object> object, String field, @Nullable Object value, boolean without) {
        var copy = read(text(object));
        List<Object> steps = steps(field);
        Object parent = copy;
        for (Object step : steps.subList(0, steps.size() - 1)) {
            parent = inside(parent, step);
        }
        Object last = steps.get(steps.size() - 1);
        if (last instanceof Integer index) {
            List<Object> list = list(parent);
            if (without) {
                list.remove(index.intValue());
            } else {
                list.set(index, value);
            }
        } else if (without) {
            map(parent).remove(last);
        } else {
            map(parent).put((String) last, value);
        }
        return copy;
    }

    private static Object inside(Object parent, Object step) {
        return step instanceof Integer index
                ? list(parent).get(index)
                : map(parent).computeIfAbsent((String) step, absent -> new LinkedHashMap<String, Object>());
    }

    private static List<Object> steps(String field) {
        Matcher step = STEP.matcher(field);
        var steps = new ArrayList<Object>();
        while (step.find()) {
            steps.add(step.group(1) == null ? Integer.valueOf(step.group(2)) : step.group(1));
        }
        return steps;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    private Map<String, Object> read(String text) {
        try {
            return map(json.readValue(text, LinkedHashMap.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(Map<String, Object> object) {
        try {
            return json.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object yaml(String text) {
        Matcher times = TIMES.matcher(text);
        return times.matches()
                ? Collections.nCopies(Integer.parseInt(times.group(1)), yaml(times.group(2)))
                : new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    private static List<Map<String, Object>> objects() {
        try (InputStream in = Files.newInputStream(FOLDER.resolve("objects.yaml"))) {
            return list(new Load(LoadSettings.builder().build()).loadFromInputStream(in)).stream()
                    .map(ObjectCorpus::map)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(String file) {
        try (Stream<String> lines = Files.lines(FOLDER.resolve(file))) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
