package dev.clientintents.manifest;

import dev.clientintents.manifest.yaml.Value;

/**
 * Tells parts of overlays from objects: a <a
 * href="https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md">strategic
 * merge patch</a> has directives in it that no object has.
 */
final class Patches {

    private Patches() {}

    /** Returns whether a value has a directive of a strategic merge patch anywhere in it. */
    static boolean isPatch(Value value) {
        if (value instanceof Value.Mapping mapping) {
            return mapping.entries().entrySet().stream()
                    .anyMatch(it -> isDirective(it.getKey()) || isPatch(it.getValue()));
        }
        return value instanceof Value.Sequence sequence
                && sequence.items().stream().anyMatch(Patches::isPatch);
    }

    private static boolean isDirective(String key) {
        return key.startsWith("$")
                && (key.equals("$patch")
                        || key.equals("$retainKeys")
                        || key.startsWith("$deleteFromPrimitiveList/")
                        || key.startsWith("$setElementOrder/"));
    }
}
