package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.util.List;

/** What the API server asks of metadata. */
final class MetadataConstraints {

    private MetadataConstraints() {}

    /** One owner at most controls an object. */
    static void singleController(Mapping metadata, Constraint.Report report) {
        List<Value> controllers = metadata.items("ownerReferences").stream()
                .filter(owner -> owner instanceof Mapping it && it.isTrue("controller"))
                .toList();
        if (controllers.size() > 1) {
            report.violation(
                    "ownerReferences",
                    controllers.get(1),
                    "has two owners with controller: true",
                    "set it for one of them at most");
        }
    }
}
