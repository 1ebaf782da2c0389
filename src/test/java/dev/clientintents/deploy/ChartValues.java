package dev.clientintents.deploy;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** What the chart gives an operator where nobody sets a value. */
public final class ChartValues {

    private ChartValues() {}

    /** The options of the JVM. */
    public static List<String> javaOptions() {
        return List.of(String.valueOf(values().get("javaOptions")).strip().split("\\s+"));
    }

    /** The memory that the container may use, in MiB. */
    public static long memoryLimit() {
        String limit = String.valueOf(map(map(values(), "resources"), "limits").get("memory"));
        if (!limit.endsWith("Mi")) {
            throw new IllegalStateException("the limit of memory is not in Mi: " + limit);
        }
        return Long.parseLong(limit.substring(0, limit.length() - 2));
    }

    private static Map<?, ?> map(Map<?, ?> values, String name) {
        return (Map<?, ?>) values.get(name);
    }

    private static Map<?, ?> values() {
        try {
            String values = Files.readString(Manifests.DEPLOY.resolve("charts/client-intents/values.yaml"));
            return new KubernetesSerialization().unmarshal(values, Map.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
