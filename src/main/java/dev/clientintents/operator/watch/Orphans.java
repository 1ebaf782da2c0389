package dev.clientintents.operator.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.identity.Ancestry;
import dev.clientintents.identity.OwnerReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The owners that count for running pods that have lost them, in a form that outlives the operator.
 *
 * @param namespaces by the pods' namespaces and UIDs
 */
public record Orphans(Map<String, Map<String, Ancestry>> namespaces) {

    /** No pod has lost an owner. */
    public static final Orphans NONE = new Orphans(Map.of());

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OWNERS = "owners";
    private static final String PODS = "pods";

    /** The bytes that one more UID takes besides its own, and one more list of owners besides theirs. */
    private static final int OF_POD = 3;

    private static final int OF_OWNERS = 32;

    /**
     * What is to be kept of some orphans.
     *
     * @param namespaces a text for each namespace
     * @param leftOut how many pods it does not name, because there is no room for them
     */
    public record Text(SortedMap<String, String> namespaces, int leftOut) {}

    public Orphans {
        namespaces = namespaces.entrySet().stream()
                .filter(it -> !it.getValue().isEmpty())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, it -> Map.copyOf(it.getValue())));
    }

    /** Returns the number of pods. */
    public int size() {
        return namespaces.values().stream().mapToInt(Map::size).sum();
    }

    /**
     * Returns the texts from which {@link #read} makes the same, or as much of it as there is room for. Where that is
     * too little, namespaces with few pods keep all of them, and the others get equal shares.
     *
     * @param most how many bytes there is room for
     */
    public Text text(int most) {
        var whole = new HashMap<String, String>();
        namespaces.forEach((namespace, pods) -> whole.put(namespace, text(byOwners(pods, Integer.MAX_VALUE))));
        List<String> smallestFirst = namespaces.keySet().stream()
                .sorted(Comparator.<String>comparingInt(it -> bytes(it + whole.get(it)))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        var texts = new TreeMap<String, String>();
        int left = most;
        int leftOut = 0;
        for (int i = 0; i < smallestFirst.size(); i++) {
            String namespace = smallestFirst.get(i);
            Map<String, Ancestry> pods = namespaces.getOrDefault(namespace, Map.of());
            int share = left / (smallestFirst.size() - i) - bytes(namespace);
            String text = whole.getOrDefault(namespace, "");
            if (bytes(text) > share) {
                Map<List<OwnerReference>, List<String>> fitting = byOwners(pods, share);
                text = text(fitting);
                leftOut += pods.size()
                        - fitting.values().stream().mapToInt(List::size).sum();
                if (fitting.isEmpty()) {
                    continue;
                }
            }
            texts.put(namespace, text);
            left -= bytes(namespace + text);
        }
        return new Text(texts, leftOut);
    }

    /** Returns the pods of each list of owners, in the order of their UIDs, as far as the room reaches. */
    private static Map<List<OwnerReference>, List<String>> byOwners(Map<String, Ancestry> pods, int room) {
        Map<List<OwnerReference>, List<String>> groups = new LinkedHashMap<>();
        int left = room - 2;
        for (Map.Entry<String, Ancestry> pod : new TreeMap<>(pods).entrySet()) {
            List<OwnerReference> owners = pod.getValue().owners();
            int costs = bytes(pod.getKey()) + OF_POD;
            if (room < Integer.MAX_VALUE && !groups.containsKey(owners)) {
                costs += bytes(json(owners(owners))) + OF_OWNERS;
            }
            if (costs > left) {
                continue;
            }
            left -= room < Integer.MAX_VALUE ? costs : 0;
            groups.computeIfAbsent(owners, first -> new ArrayList<>()).add(pod.getKey());
        }
        return groups;
    }

    private static String text(Map<List<OwnerReference>, List<String>> groups) {
        var entries = new ArrayList<Map<String, Object>>();
        groups.forEach((owners, pods) -> {
            var entry = new LinkedHashMap<String, Object>();
            entry.put(OWNERS, owners(owners));
            entry.put(PODS, pods);
            entries.add(entry);
        });
        return json(entries);
    }

    private static List<Map<String, String>> owners(List<OwnerReference> owners) {
        return owners.stream()
                .<Map<String, String>>map(owner -> {
                    var fields = new LinkedHashMap<String, String>();
                    fields.put("apiVersion", owner.apiVersion());
                    fields.put("kind", owner.kind());
                    fields.put("name", owner.name());
                    fields.put("uid", owner.uid());
                    return fields;
                })
                .toList();
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("lists of texts are always JSON", e);
        }
    }

    private static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }

    /**
     * Reads what {@link #text} gave.
     *
     * @param onUnreadable is told of each namespace whose text is not of that form, which says nothing of its pods
     */
    public static Orphans read(Map<String, String> texts, Consumer<String> onUnreadable) {
        var namespaces = new HashMap<String, Map<String, Ancestry>>();
        texts.forEach((namespace, text) -> {
            try {
                namespaces.put(namespace, pods(JSON.readTree(text)));
            } catch (JsonProcessingException | IllegalArgumentException e) {
                onUnreadable.accept(namespace);
            }
        });
        return new Orphans(namespaces);
    }

    private static Map<String, Ancestry> pods(JsonNode text) {
        var pods = new HashMap<String, Ancestry>();
        for (JsonNode entry : elements(text)) {
            var owners = new ArrayList<OwnerReference>();
            for (JsonNode owner : elements(entry.path(OWNERS))) {
                owners.add(new OwnerReference(
                        field(owner, "apiVersion"), field(owner, "kind"), field(owner, "name"), field(owner, "uid")));
            }
            var ancestry = new Ancestry(owners, null, false);
            for (JsonNode uid : elements(entry.path(PODS))) {
                pods.put(string(uid), ancestry);
            }
        }
        return pods;
    }

    private static Iterable<JsonNode> elements(JsonNode list) {
        if (!list.isArray()) {
            throw new IllegalArgumentException("no list");
        }
        return list;
    }

    private static String field(JsonNode object, String name) {
        return string(object.path(name));
    }

    private static String string(JsonNode value) {
        if (!value.isTextual()) {
            throw new IllegalArgumentException("no text");
        }
        return value.textValue();
    }
}
