package dev.clientintents.manifest;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedIntents;
import java.util.List;

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
                lines(spec, true),
                lines(spec, false));
    }

    /** @param inside whether the lines of servers in the cluster are meant, or those of what is outside */
    private static List<Integer> lines(Mapping spec, boolean inside) {
        return spec.items("consumes").stream()
                .filter(target -> ((Mapping) target).has("name") == inside)
                .map(Value::line)
                .toList();
    }
}
