package dev.clientintents.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks whether the cluster knows the custom resources as this version does. */
public final class CrdCheck {

    private static final String VERSION = "v1alpha1";
    private static final String APPLY = "kubectl apply --server-side -f crds/, or helm upgrade with crds.enabled";
    private static final String RULES = "x-kubernetes-validations";
    private static final int SHOWN = 5;

    /** Marks the rules that a cluster before Kubernetes 1.31 cannot have, and for which the chart leaves them out. */
    private static final String OF_1_31 = "isCIDR(";

    private CrdCheck() {}

    /**
     * Compares a definition in the cluster with ours.
     *
     * @param installed the definition in the cluster
     * @param ours that of this version
     */
    public static List<Remark> remarks(Definition definition, Answer<JsonNode> installed, JsonNode ours) {
        if (installed instanceof Answer.Found<JsonNode> found) {
            return List.of(remark(definition, found.value(), ours));
        }
        if (installed instanceof Answer.Refused<JsonNode> refused) {
            return List.of(Ailment.notChecked(object(definition), refused.reason(), "give yourself get on it"));
        }
        return List.of(new Ailment(
                Symptom.CRD_MISSING, object(definition), "it is not installed: " + definition.withoutIt(), APPLY));
    }

    private static Remark remark(Definition definition, JsonNode installed, JsonNode ours) {
        String object = object(definition);
        JsonNode version = version(installed);
        if (version.isMissingNode() || !version.path("served").asBoolean()) {
            return new Ailment(Symptom.CRD_NOT_ESTABLISHED, object, "it does not serve " + VERSION, APPLY);
        }
        if (!isEstablished(installed)) {
            return new Ailment(
                    Symptom.CRD_NOT_ESTABLISHED,
                    object,
                    "it is not established: " + conditions(installed),
                    "kubectl describe crd " + definition.crd());
        }
        SortedMap<String, JsonNode> has = fields(version);
        SortedMap<String, JsonNode> wants = fields(version(ours));
        Set<String> missing = without(wants.keySet(), has.keySet());
        Set<String> unknown = without(has.keySet(), wants.keySet());
        if (!missing.isEmpty()) {
            return new Ailment(
                    Symptom.CRD_OLDER,
                    object,
                    "it lacks " + some(missing) + ", which this version has"
                            + (unknown.isEmpty() ? "" : ", and has " + some(unknown) + ", which it has not"),
                    APPLY);
        }
        if (!unknown.isEmpty()) {
            return new Ailment(
                    Symptom.CRD_NEWER,
                    object,
                    "it has " + some(unknown) + ", which this version does not know",
                    "use a client-intents as new as the definition");
        }
        Set<String> different = wants.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(has.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        return different.isEmpty()
                ? new Good(definition.kind() + " " + VERSION + " is served, with the definition of this version")
                : new Ailment(
                        Symptom.CRD_DIFFERS,
                        object,
                        "its rules for " + some(different) + " are not those of this version",
                        APPLY);
    }

    private static String object(Definition definition) {
        return "CustomResourceDefinition " + definition.crd();
    }

    private static JsonNode version(JsonNode definition) {
        for (JsonNode version : definition.path("spec").path("versions")) {
            if (version.path("name").asText().equals(VERSION)) {
                return version;
            }
        }
        return MissingNode.getInstance();
    }

    private static boolean isEstablished(JsonNode definition) {
        for (JsonNode condition : definition.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("Established")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private static String conditions(JsonNode definition) {
        var said = new ArrayList<String>();
        for (JsonNode condition : definition.path("status").path("conditions")) {
            if (!condition.path("status").asText().equals("True")) {
                said.add(condition.path("type").asText() + " is "
                        + condition.path("status").asText() + " ("
                        + condition.path("message").asText() + ")");
            }
        }
        return said.isEmpty() ? "it has no condition yet" : String.join(", ", said);
    }

    /** Returns what validates each field, by its path; descriptions say nothing to a validator. */
    private static SortedMap<String, JsonNode> fields(JsonNode version) {
        var fields = new TreeMap<String, JsonNode>();
        collect("", version.path("schema").path("openAPIV3Schema"), fields);
        return fields;
    }

    private static void collect(String path, JsonNode schema, SortedMap<String, JsonNode> into) {
        if (schema.isObject()) {
            ObjectNode own = schema.deepCopy();
            own.remove(List.of("properties", "items", "description"));
            withoutRulesOfLaterKubernetes(own);
            into.put(path.isEmpty() ? "." : path, own);
            schema.path("properties")
                    .properties()
                    .forEach(property -> collect(path + "." + property.getKey(), property.getValue(), into));
            collect(path + "[]", schema.path("items"), into);
        }
    }

    private static void withoutRulesOfLaterKubernetes(ObjectNode schema) {
        if (schema.get(RULES) instanceof ArrayNode rules) {
            rules.removeIf(rule -> rule.path("rule").asText().contains(OF_1_31));
            if (rules.isEmpty()) {
                schema.remove(RULES);
            }
        }
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        var rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static String some(Set<String> paths) {
        String first = paths.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return paths.size() > SHOWN ? first + " and " + (paths.size() - SHOWN) + " more" : first;
    }
}
