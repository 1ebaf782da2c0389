package dev.clientintents.manifest;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedIntents;

/** Reads ClientIntents with the lines in which their client and their targets stand. */
final class IntentsReader {

    private IntentsReader() {}

    /** Reads an object that the schema allows. */
    static DeclaredIntents read(Manifest manifest) {
        Mapping spec = manifest.content().mapping("spec").orElseThrow();
        return new DeclaredIntents(
                ObservedIntents.entry(
                        new ObjectKey(manifest.namespace(), manifest.name()),
                        Binding.clientIntentsSpec(spec),
                        manifest.created()),
                manifest.position(),
                spec.mapping("client").orElseThrow().line(),
                spec.items("consumes").stream().map(Value::line).toList());
    }
}
