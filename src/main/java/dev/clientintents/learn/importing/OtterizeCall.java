package dev.clientintents.learn.importing;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the calls or targets of an Otterize ClientIntents, whatever its version.
 *
 * @param name the name of the server as it is written; empty where the entry names none in the cluster
 * @param kind the kind of the server; null for any workload
 * @param other what else the entry is about, {@code kafka} or {@code internet}; null for a plain server
 * @param dropped the fields that say more than who connects to whom, as they are written
 */
record OtterizeCall(
        int line,
        String name,
        @Nullable String kind,
        @Nullable String other,
        List<String> dropped) {

    private static final String SERVICE_MARK = "svc:";
    private static final String SERVICE = "Service";
    private static final String KUBERNETES = "kubernetes";
    private static final String SERVICE_KEY = "service";
    private static final String KAFKA = "kafka";
    private static final String HTTP = "http";
    private static final List<String> DETAILS_OF_V1 =
            List.of("resources", "topics", "HTTPResources", "kafkaTopics", "databaseResources");
    private static final Map<String, String> KEYS = Map.of(
            KUBERNETES,
            "",
            SERVICE_KEY,
            "",
            KAFKA,
            KAFKA,
            "sql",
            "sql",
            "aws",
            "aws",
            "gcp",
            "gcp",
            "azure",
            "azure",
            "internet",
            "internet");

    /** Reads an entry of {@code spec.calls}, of the versions before v2. */
    static Optional<OtterizeCall> ofCall(Mapping call) {
        String type = call.text("type").orElse("").toLowerCase(Locale.ROOT);
        boolean plain = type.isEmpty() || type.equals(HTTP);
        String name = call.text("name").orElse("");
        boolean service = name.contains(SERVICE_MARK);
        return name.isEmpty() && plain
                ? Optional.empty()
                : Optional.of(new OtterizeCall(
                        call.line(),
                        name.replace(SERVICE_MARK, ""),
                        service ? SERVICE : kind(call),
                        plain ? null : type,
                        DETAILS_OF_V1.stream().filter(call::has).toList()));
    }

    /** Reads an entry of {@code spec.targets}, since v2: it has one key, which says what it is about. */
    static Optional<OtterizeCall> ofTarget(Mapping target) {
        List<String> keys =
                target.entries().keySet().stream().filter(target::has).toList();
        if (keys.size() != 1 || !KEYS.containsKey(keys.get(0))) {
            return Optional.empty();
        }
        String key = keys.get(0);
        Optional<Mapping> content = target.mapping(key);
        String name = content.flatMap(it -> it.text("name")).orElse("");
        String other = KEYS.get(key);
        if (content.isEmpty() || (name.isEmpty() && (other == null || other.isEmpty()))) {
            return Optional.empty();
        }
        return Optional.of(new OtterizeCall(
                target.line(),
                name,
                key.equals(SERVICE_KEY) ? SERVICE : key.equals(KUBERNETES) ? kind(content.get()) : null,
                other == null || other.isEmpty() ? null : other,
                Stream.of(HTTP, "topics").filter(content.get()::has).toList()));
    }

    private static @Nullable String kind(Mapping content) {
        return content.text("kind").filter(it -> !it.isEmpty()).orElse(null);
    }

    /** Returns whether the server is in the cluster, so that it may have a policy. */
    boolean isInCluster() {
        return other == null || other.equals(KAFKA);
    }

    boolean isService() {
        return SERVICE.equals(kind);
    }

    /** Returns the entries of a list that are maps. */
    static List<Mapping> mappings(List<Value> items) {
        return items.stream()
                .filter(Mapping.class::isInstance)
                .map(Mapping.class::cast)
                .toList();
    }
}
