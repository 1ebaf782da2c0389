package dev.clientintents.backend.hostname;

import dev.clientintents.graph.NameServer;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parts that the policies of several kinds have in common, as maps and lists. */
final class Maps {

    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private Maps() {}

    /** Returns an object of a kind. */
    static Rendering policy(ServedKind kind, @Nullable String namespace, String name, Map<String, ?> spec) {
        var metadata = new ObjectMeta();
        metadata.setNamespace(namespace);
        metadata.setName(name);
        metadata.setLabels(Map.of(Labels.MANAGED_BY, Labels.MANAGER));
        var object = new GenericKubernetesResource();
        object.setApiVersion(kind.apiVersion());
        object.setKind(kind.kind());
        object.setMetadata(metadata);
        object.setAdditionalProperty("spec", spec);
        return new Rendering.Policy(object);
    }

    static Rendering policy(ServedKind kind, ObjectKey key, Map<String, ?> spec) {
        return policy(kind, key.namespace(), key.name(), spec);
    }

    /** Returns a map of fields in the order in which they are given; those without a value are left out. */
    static Map<String, Object> fields(@Nullable Object... namesAndValues) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                fields.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return fields;
    }

    /** Returns a label selector: a label that has to have one value as such, everything else as an expression. */
    static Map<String, Object> selector(Selector selector) {
        var labels = new TreeMap<String, String>();
        var expressions = new ArrayList<Map<String, Object>>();
        for (Requirement it : selector.requirements()) {
            String value = it.onlyValue().orElse(null);
            if (value == null || labels.putIfAbsent(it.key(), value) != null) {
                expressions.add(fields(
                        "key",
                        it.key(),
                        "operator",
                        it.operator().toString(),
                        "values",
                        it.values().isEmpty() ? null : List.copyOf(it.values())));
            }
        }
        return fields(
                "matchLabels", labels.isEmpty() ? null : labels,
                "matchExpressions", expressions.isEmpty() ? null : expressions);
    }

    static Map<String, Object> namespace(String name) {
        return fields("matchLabels", Map.of(NAMESPACE_NAME, name));
    }

    /** Returns ports as NetworkPolicies write them; null for all. */
    static @Nullable List<Map<String, Object>> ports(@Nullable List<PortRange.Numbered> ports) {
        return ports == null
                ? null
                : ports.stream()
                        .map(it -> fields(
                                "protocol",
                                it.protocol().name(),
                                "port",
                                it.first(),
                                "endPort",
                                it.last() > it.first() ? it.last() : null))
                        .toList();
    }

    /** Returns the ports of a name server, which are numbers. */
    static List<PortRange.Numbered> ports(NameServer server) {
        return server.ports().stream().map(PortRange.Numbered.class::cast).toList();
    }

    /** Returns a list in parts of at most so many entries. */
    static <T> List<List<T>> parts(List<T> all, int most) {
        var parts = new ArrayList<List<T>>();
        for (int i = 0; i < all.size(); i += most) {
            parts.add(List.copyOf(all.subList(i, Math.min(all.size(), i + most))));
        }
        return parts;
    }
}
