package dev.clientintents.query;

import dev.clientintents.model.WorkloadId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The namespace, kind and name by which a text means workloads or Services. A {@code *} stands for anything in a
 * namespace and in a name.
 *
 * @param namespace null where it is not said
 * @param kind null where it is not said
 */
record WorkloadPattern(@Nullable String namespace, @Nullable String kind, String name) {

    private static final Pattern SYNTAX =
            Pattern.compile("(?:([^/\\[\\]]+)/)?(?:([^/\\[\\]]+)/)?([^/\\[\\]]+)(?:\\[([^\\[\\]]+)])?");

    private static final Map<String, String> SHORT = Map.of(
            "deploy", "deployment",
            "sts", "statefulset",
            "ds", "daemonset",
            "rs", "replicaset",
            "rc", "replicationcontroller",
            "cj", "cronjob",
            "po", "pod",
            "svc", "service");

    /**
     * Returns the readings of a text, the likeliest first: {@code a/b} is a namespace and a name, or a kind and a name.
     */
    static Stream<WorkloadPattern> readings(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return Stream.empty();
        }
        String first = matcher.group(1);
        String second = matcher.group(2);
        String name = matcher.group(3);
        String kind =
                Optional.ofNullable(matcher.group(4)).map(WorkloadPattern::kind).orElse(null);
        if (second != null) {
            return kind == null ? Stream.of(new WorkloadPattern(first, kind(second), name)) : Stream.empty();
        }
        var byNamespace = new WorkloadPattern(first, kind, name);
        return first == null || kind != null
                ? Stream.of(byNamespace)
                : Stream.of(byNamespace, new WorkloadPattern(null, kind(first), name));
    }

    private static String kind(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return SHORT.getOrDefault(lower, lower);
    }

    /** Returns whether the pattern may mean more than one thing. */
    boolean isOpen() {
        return name.contains("*") || (namespace != null && namespace.contains("*"));
    }

    boolean isService() {
        return "service".equals(kind);
    }

    WorkloadPattern in(String otherNamespace) {
        return new WorkloadPattern(otherNamespace, kind, name);
    }

    boolean matches(WorkloadId workload) {
        return matches(workload.namespace(), workload.name())
                && (kind == null || kind.equals(workload.kind().toLowerCase(Locale.ROOT)));
    }

    boolean matches(String itsNamespace, String itsName) {
        return (namespace == null || matchesGlob(namespace, itsNamespace)) && matchesGlob(name, itsName);
    }

    private static boolean matchesGlob(String glob, String text) {
        if (!glob.contains("*")) {
            return glob.equals(text);
        }
        String[] parts = glob.split("\\*", -1);
        String last = parts[parts.length - 1];
        if (!text.startsWith(parts[0]) || text.length() < parts[0].length() + last.length() || !text.endsWith(last)) {
            return false;
        }
        int from = parts[0].length();
        int end = text.length() - last.length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = text.indexOf(parts[i], from);
            if (found < 0 || found + parts[i].length() > end) {
                return false;
            }
            from = found + parts[i].length();
        }
        return true;
    }
}
