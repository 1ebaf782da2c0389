package dev.clientintents.manifest;

import dev.clientintents.identity.IdentityResolver;
import dev.clientintents.manifest.schema.Violation;
import dev.clientintents.manifest.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Checks the <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/">names</a> of objects.
 */
final class Names {

    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private Names() {}

    /** Returns what is wrong with the name and the namespace of an object. */
    static List<Violation> violations(Manifest manifest) {
        var violations = new ArrayList<Violation>();
        int line = manifest.content()
                .mapping("metadata")
                .map(Value::line)
                .orElse(manifest.content().line());
        String name = manifest.name();
        if (name.isEmpty()) {
            violations.add(new Violation("metadata.name", line, false, "metadata.name is required", "give it a name"));
        } else if (!IdentityResolver.isSubdomain(name) && !IdentityResolver.isSubdomain(name + "x")) {
            violations.add(new Violation(
                    "metadata.name",
                    lineOf(manifest, "name"),
                    false,
                    "metadata.name is not a valid name",
                    "write at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends"));
        }
        if (!manifest.namespace().isEmpty()
                && !NAMESPACE.matcher(manifest.namespace()).matches()) {
            violations.add(new Violation(
                    "metadata.namespace",
                    lineOf(manifest, "namespace"),
                    false,
                    "metadata.namespace is not a valid name of a namespace",
                    "write at most 63 lower-case letters, digits and '-', with a letter or digit at both ends"));
        }
        return violations;
    }

    private static int lineOf(Manifest manifest, String field) {
        return manifest.content()
                .mapping("metadata")
                .flatMap(it -> it.get(field))
                .map(Value::line)
                .orElse(manifest.content().line());
    }
}
