package dev.clientintents.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clientintents.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The objects of a moment, by path.
 */
record Snapshot(Map<String, JsonNode> objects) {

    Snapshot {
        objects = new TreeMap<>(objects);
    }

    /** What it was before the operator came: pods without its labels, no policies, no statuses. */
    Snapshot untouched() {
        var bare = new TreeMap<String, JsonNode>();
        objects.forEach((path, object) -> {
            if (path.contains("/networkpolicies/")) {
                return;
            }
            ObjectNode copy = object.deepCopy();
            copy.remove("status");
            if (copy.path("metadata").path("labels") instanceof ObjectNode labels) {
                reserved(object).fieldNames().forEachRemaining(labels::remove);
            }
            bare.put(path, copy);
        });
        return new Snapshot(bare);
    }

    /** One request for each object, or part of it, that differs in another snapshot: the least that leads there. */
    List<Call> callsTo(Snapshot next) {
        var calls = new ArrayList<Call>();
        var paths = new TreeSet<>(objects.keySet());
        paths.addAll(next.objects.keySet());
        for (String path : paths) {
            JsonNode from = objects.getOrDefault(path, Json.NOTHING);
            JsonNode to = next.objects.getOrDefault(path, Json.NOTHING);
            if (path.contains("/networkpolicies/")) {
                addPolicy(path, from, to, calls);
            } else if (path.contains("/pods/")) {
                addLabels(path, from, to, calls);
            } else {
                addPart("spec", path, from, to, calls);
                addPart("status", path + "/status", from, to, calls);
            }
        }
        return calls;
    }

    private static void addPolicy(String path, JsonNode from, JsonNode to, List<Call> calls) {
        if (from.isMissingNode()) {
            ObjectNode metadata = Json.object();
            for (String field : List.of("name", "labels", "annotations")) {
                metadata.set(field, to.path("metadata").path(field));
            }
            ObjectNode policy = Json.object();
            policy.put("apiVersion", "networking.k8s.io/v1").put("kind", "NetworkPolicy");
            policy.set("metadata", metadata);
            policy.set("spec", to.path("spec"));
            calls.add(Call.post(path.substring(0, path.lastIndexOf('/')), policy));
        } else if (to.isMissingNode()) {
            calls.add(Call.delete(path));
        } else {
            addPart("spec", path, from, to, calls);
        }
    }

    private static void addLabels(String path, JsonNode from, JsonNode to, List<Call> calls) {
        if (from.isMissingNode() || to.isMissingNode()) {
            return;
        }
        ObjectNode change = Json.object();
        ObjectNode before = reserved(from);
        ObjectNode after = reserved(to);
        before.fieldNames().forEachRemaining(key -> {
            if (!after.has(key)) {
                change.putNull(key);
            }
        });
        after.properties().forEach(label -> {
            if (!label.getValue().equals(before.get(label.getKey()))) {
                change.set(label.getKey(), label.getValue());
            }
        });
        if (!change.isEmpty()) {
            String uid = to.path("metadata").path("uid").asText();
            calls.add(Call.mergePatch(path, Json.of(Map.of("metadata", Map.of("uid", uid, "labels", change)))));
        }
    }

    private static void addPart(String part, String path, JsonNode from, JsonNode to, List<Call> calls) {
        if (!from.isMissingNode() && !to.isMissingNode() && !from.path(part).equals(to.path(part))) {
            ObjectNode patch = Json.object();
            if (to.has(part)) {
                patch.set(part, to.path(part));
            } else {
                patch.putNull(part);
            }
            calls.add(Call.mergePatch(path, patch));
        }
    }

    private static ObjectNode reserved(JsonNode object) {
        ObjectNode labels = Json.object();
        object.path("metadata").path("labels").properties().stream()
                .filter(label -> label.getKey().startsWith(Labels.PREFIX))
                .forEach(label -> labels.set(label.getKey(), label.getValue()));
        return labels;
    }
}
