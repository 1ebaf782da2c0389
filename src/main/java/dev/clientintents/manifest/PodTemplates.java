package dev.clientintents.manifest;

import dev.clientintents.effective.PodTemplate;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.manifest.yaml.Value.Sequence;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds pod templates. Kinds of Kubernetes have theirs in one place. In any other object it is known by its shape: a
 * map under {@code template} or {@code …Template} with {@code spec.containers}, or with the {@code spec.domain} of a
 * virtual machine; or an entry of {@code templates} that has a container, as a Workflow has them. An object that stands
 * whole inside of another, with apiVersion and kind, is none of the other's templates.
 */
final class PodTemplates {

    private static final List<List<String>> PATHS =
            List.of(List.of("spec", "template"), List.of("spec", "jobTemplate", "spec", "template"));

    private static final Set<String> WITHOUT_TEMPLATES = Set.of("metadata", "status");

    /**
     * A template.
     *
     * @param path the fields that lead to it; {@code [0]} for the first entry of a list
     * @param content its metadata and spec
     * @param listsContainers whether its spec is that of a pod
     */
    record Found(List<String> path, Mapping content, boolean listsContainers) {}

    private final Mapping object;
    private final List<Found> found = new ArrayList<>();

    private PodTemplates(Mapping object) {
        this.object = object;
    }

    /** Returns the template of an object of a kind of Kubernetes; none where it has none. */
    static List<Found> ofKnownKind(Mapping object) {
        return PATHS.stream()
                .flatMap(path -> at(object, path).map(it -> new Found(path, it, true)).stream())
                .filter(it -> hasContainers(it.content))
                .limit(1)
                .toList();
    }

    /** Returns the templates of an object of any other kind, in the order in which they stand in it. */
    static List<Found> ofAnyKind(Mapping object) {
        var search = new PodTemplates(object);
        object.entries().forEach((key, value) -> {
            if (!WITHOUT_TEMPLATES.contains(key)) {
                search.visit(key, value, List.of(key));
            }
        });
        return search.found;
    }

    private void visit(String key, Value value, List<String> path) {
        if (value instanceof Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                if (!(sequence.items().get(i) instanceof Value.Scalar)) {
                    visit(key, sequence.items().get(i), with(path, "[" + i + "]"));
                }
            }
        } else if (value instanceof Mapping mapping && !isObject(mapping)) {
            Optional<Found> template = template(key, mapping, path);
            template.ifPresentOrElse(
                    found::add,
                    () -> mapping.entries().forEach((name, inside) -> {
                        if (!(inside instanceof Value.Scalar)) {
                            visit(name, inside, with(path, name));
                        }
                    }));
        }
    }

    private Optional<Found> template(String key, Mapping value, List<String> path) {
        if (key.equals("template") || key.endsWith("Template")) {
            boolean virtual = value.mapping("spec")
                    .flatMap(spec -> spec.mapping("domain"))
                    .isPresent();
            return virtual || hasContainers(value) ? Optional.of(new Found(path, value, !virtual)) : Optional.empty();
        }
        return key.equals("templates") ? ofWorkflow(value, path) : Optional.empty();
    }

    /** Returns the template of a step of a Workflow, with the labels that all of its pods get. */
    private Optional<Found> ofWorkflow(Mapping step, List<String> path) {
        List<Value> containers = Stream.concat(
                        Stream.of("container", "script").flatMap(name -> step.mapping(name).stream()),
                        step.mapping("containerSet").stream().flatMap(set -> set.items("containers").stream()))
                .toList();
        if (containers.isEmpty()) {
            return Optional.empty();
        }
        var labels = new LinkedHashMap<String, Value>();
        Stream.concat(at(object, metadataOfAll(path)).stream(), step.mapping("metadata").stream())
                .flatMap(metadata -> metadata.mapping("labels").stream())
                .forEach(it -> labels.putAll(it.entries()));
        int line = step.mapping("metadata").map(Value::line).orElse(step.line());
        return Optional.of(new Found(
                path,
                new Mapping(
                        step.line(),
                        Map.of(
                                "metadata",
                                new Mapping(line, Map.of("labels", new Mapping(line, labels))),
                                "spec",
                                new Mapping(
                                        step.line(),
                                        Map.of(
                                                "containers",
                                                new Sequence(step.line(), containers.size() + 1, containers))))),
                false));
    }

    /** Returns the path of the metadata of all pods of a Workflow: beside its {@code templates}. */
    private static List<String> metadataOfAll(List<String> step) {
        return with(step.subList(0, step.size() - 2), "podMetadata");
    }

    private static List<String> with(List<String> path, String field) {
        var longer = new ArrayList<>(path);
        longer.add(field);
        return longer;
    }

    private static boolean isObject(Mapping value) {
        return value.text("apiVersion").isPresent() && value.text("kind").isPresent();
    }

    private static boolean hasContainers(Mapping template) {
        return template.mapping("spec").map(spec -> spec.items("containers")).orElse(List.of()).stream()
                .anyMatch(Mapping.class::isInstance);
    }

    private static Optional<Mapping> at(Mapping object, List<String> path) {
        Optional<Mapping> current = Optional.of(object);
        for (String field : path) {
            current = current.flatMap(it -> it.mapping(field));
        }
        return current;
    }

    /**
     * Returns the templates of an object as they make pods.
     *
     * @param owner the metadata of the object
     */
    static List<PodTemplate> bind(Manifest manifest, ObjectMeta owner, List<Found> found) {
        boolean idle = isIdle(manifest.content());
        LabelSelector selector = Binding.ownSelector(manifest.content());
        @Nullable Integer replicas = replicas(manifest.content());
        var templates = new ArrayList<PodTemplate>();
        for (Found each : found) {
            Mapping metadata = each.content.mapping("metadata").orElse(each.content);
            templates.add(new PodTemplate(
                    manifest.apiVersion(),
                    manifest.kind(),
                    owner,
                    each.path,
                    templates.size(),
                    selector,
                    Binding.pod(Binding.metadata(each.content), each.content),
                    idle,
                    replicas,
                    manifest.position(),
                    metadata.get("labels").orElse(metadata).line()));
        }
        return templates;
    }

    /**
     * Returns whether the object is only a record: a finished job, or an old revision that its owner has scaled to
     * nothing.
     */
    private static boolean isIdle(Mapping object) {
        boolean owned = object.mapping("metadata")
                .filter(it -> !it.items("ownerReferences").isEmpty())
                .isPresent();
        boolean completed =
                object.mapping("status").flatMap(it -> it.get("completionTime")).isPresent();
        return completed || (owned && Integer.valueOf(0).equals(replicas(object)));
    }

    private static @Nullable Integer replicas(Mapping object) {
        return object.mapping("spec")
                .flatMap(it -> it.number("replicas"))
                .map(number -> (int) Math.min(number, Integer.MAX_VALUE))
                .orElse(null);
    }
}
