package dev.clientintents.manifest;

import dev.clientintents.manifest.schema.Format;
import dev.clientintents.manifest.schema.Violation;
import dev.clientintents.manifest.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks the <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/">names</a> of objects.
 */
final class Names {

    /** The kinds whose names are part of a host name or a label. */
    private static final Map<String, Format> FORMATS =
            Map.of("v1/Namespace", Format.LABEL, "v1/Service", Format.LABEL, "apps/v1/StatefulSet", Format.LABEL);

    /** The kinds that make other names of theirs by adding to them. */
    private static final Map<String, Integer> LONGEST = Map.of("batch/v1/CronJob", 52, "batch/v1/Job", 63);

    /** The kind of which only the name that is made has to be valid. */
    private static final String ANY_PREFIX = "v1/ReplicationController";

    /** To how many characters the API server cuts a prefix, and how many it adds. */
    private static final int LONGEST_PREFIX = 58;

    private static final int SUFFIX = 5;

    private final Manifest manifest;
    private final List<Violation> violations = new ArrayList<>();

    private Names(Manifest manifest) {
        this.manifest = manifest;
    }

    /** Returns what is wrong with the name and the namespace of an object. */
    static List<Violation> violations(Manifest manifest) {
        var names = new Names(manifest);
        names.check();
        return names.violations;
    }

    private void check() {
        String kind = manifest.apiVersion() + "/" + manifest.kind();
        Format format = FORMATS.getOrDefault(kind, Format.SUBDOMAIN);
        int longest = LONGEST.getOrDefault(kind, Integer.MAX_VALUE);
        Optional<String> name = text("name");
        Optional<String> prefix = text("generateName");
        if (name.isEmpty() && prefix.isEmpty()) {
            violate("name", "is required", "give it a name");
        }
        name.ifPresent(it -> check("name", it, it.length(), longest, format));
        prefix.ifPresent(it -> check(
                "generateName",
                kind.equals(ANY_PREFIX)
                        ? it + "x"
                        : it.endsWith("-") && it.length() > 1 ? it.substring(0, it.length() - 2) + "a" : it,
                name.isPresent() ? 0 : Math.min(it.length(), LONGEST_PREFIX) + SUFFIX,
                longest,
                format));
        if (!manifest.namespace().isEmpty() && !Format.LABEL.accepts(manifest.namespace())) {
            violate("namespace", "is not a valid name of a namespace", Format.LABEL.advice());
        }
    }

    private void check(String field, String text, int length, int longest, Format format) {
        if (!format.accepts(text)) {
            violate(field, "is not a valid name", format.advice());
        } else if (length > longest) {
            violate(field, "is too long for the names that are made of it", "write at most " + longest + " characters");
        }
    }

    private Optional<String> text(String field) {
        return manifest.content()
                .mapping("metadata")
                .flatMap(it -> it.text(field))
                .filter(it -> !it.isEmpty());
    }

    private void violate(String field, String message, String advice) {
        Optional<Value.Mapping> metadata = manifest.content().mapping("metadata");
        int line = metadata.flatMap(it -> it.get(field))
                .or(() -> metadata)
                .orElse(manifest.content())
                .line();
        violations.add(new Violation("metadata." + field, line, false, "metadata." + field + " " + message, advice));
    }
}
