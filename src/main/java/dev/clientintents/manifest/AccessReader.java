package dev.clientintents.manifest;

import dev.clientintents.effective.DeclaredAccess;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedAccess;

/** Reads ServerAccesses with the lines in which their server, their consumers and their entrances stand. */
final class AccessReader {

    private AccessReader() {}

    /** Reads an object that the schema allows. */
    static DeclaredAccess read(Manifest manifest) {
        Mapping spec = manifest.content().mapping("spec").orElseThrow();
        return new DeclaredAccess(
                ObservedAccess.entry(
                        new ObjectKey(manifest.namespace(), manifest.name()),
                        Binding.serverAccessSpec(spec),
                        manifest.created()),
                manifest.position(),
                spec.mapping("server").orElse(spec).line(),
                spec.items("consumers").stream().map(Value::line).toList(),
                spec.items("entrances").stream()
                        .filter(AccessReader::namesItsSource)
                        .map(Value::line)
                        .toList());
    }

    private static boolean namesItsSource(Value entrance) {
        return entrance instanceof Mapping mapping && (mapping.has("cidrs") || mapping.has("workload"));
    }
}
