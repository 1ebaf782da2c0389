package dev.clientintents.manifest;

import dev.clientintents.effective.PodTemplate;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Optional;

/** Finds pod templates, in kinds that are known and in those that are not: {@code spec.template} with containers in it. */
final class PodTemplates {

    private static final List<List<String>> PATHS =
            List.of(List.of("spec", "template"), List.of("spec", "jobTemplate", "spec", "template"));

    /** A template and the fields that lead to it. */
    record Found(List<String> path, Mapping content) {}

    private PodTemplates() {}

    /** The template of an object; empty where it has none. */
    static Optional<Found> find(Mapping object) {
        return PATHS.stream()
                .flatMap(path -> at(object, path).map(it -> new Found(path, it)).stream())
                .filter(it -> !it.content
                        .mapping("spec")
                        .map(spec -> spec.items("containers"))
                        .orElse(List.of())
                        .isEmpty())
                .findFirst();
    }

    private static Optional<Mapping> at(Mapping object, List<String> path) {
        Optional<Mapping> current = Optional.of(object);
        for (String field : path) {
            current = current.flatMap(it -> it.mapping(field));
        }
        return current;
    }

    /** @param owner the metadata of the object */
    static PodTemplate bind(Manifest manifest, ObjectMeta owner, Found found) {
        Mapping metadata = found.content.mapping("metadata").orElse(found.content);
        return new PodTemplate(
                manifest.apiVersion(),
                manifest.kind(),
                owner,
                found.path,
                Binding.pod(Binding.metadata(found.content), found.content),
                isIdle(manifest.content()),
                manifest.position(),
                metadata.get("labels").orElse(metadata).line());
    }

    /** Whether it is only a record: a finished job, or an old revision that its owner has scaled to nothing. */
    private static boolean isIdle(Mapping object) {
        boolean owned = object.mapping("metadata")
                .filter(it -> !it.items("ownerReferences").isEmpty())
                .isPresent();
        boolean scaledDown = object.mapping("spec")
                .flatMap(it -> it.get("replicas"))
                .filter(value ->
                        value instanceof Value.Scalar scalar && Long.valueOf(0).equals(scalar.content()))
                .isPresent();
        boolean completed =
                object.mapping("status").flatMap(it -> it.get("completionTime")).isPresent();
        return completed || (owned && scaledDown);
    }
}
