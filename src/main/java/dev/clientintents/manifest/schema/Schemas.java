package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.DocumentReader;
import dev.clientintents.manifest.yaml.DocumentSource;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds the schemas of the kinds that say something about access: those of this program by their CRDs, the others by
 * {@code kinds.yaml}.
 */
public final class Schemas {

    private static final Map<String, String> OURS = Map.of(
            "clientintents.dev/v1alpha1/ClientIntents", "/crds/clientintents.yaml",
            "clientintents.dev/v1alpha1/ServerAccess", "/crds/serveraccesses.yaml",
            "clientintents.dev/v1alpha1/ObservedTraffic", "/crds/observedtraffics.yaml");

    private final Mapping file = read("/dev/clientintents/manifest/kinds.yaml");
    private final Map<String, Optional<Schema>> kinds = new HashMap<>();
    private final Set<String> oneVersion = oneVersion();
    private final Schema template = part("template");
    private final Schema metadata = part("metadata");
    private final Schema customMetadata =
            Schema.ofKubernetes(file.mapping("customMetadata").orElseThrow());

    /** Returns the schema of a kind; empty for one whose objects are not read. */
    public Optional<Schema> of(String apiVersion, String kind) {
        return kinds.computeIfAbsent(
                apiVersion + "/" + kind,
                id -> Optional.ofNullable(OURS.get(id))
                        .map(file -> custom(definition(file)))
                        .or(() -> listed("kinds", id).map(Schema::ofKubernetes))
                        .or(() -> listed("custom", id).map(Schema::of).map(this::custom)));
    }

    /**
     * Returns whether clusters serve a kind of a group in one version alone, so that its objects in any other are
     * refused.
     *
     * @param groupAndKind {@code apps/Deployment}; {@code /Pod} for a kind without a group
     */
    public boolean inOtherVersion(String groupAndKind) {
        return oneVersion.contains(groupAndKind);
    }

    /** Returns the schema of a pod template, in whatever kind it stands. */
    public Schema template() {
        return template;
    }

    /** Returns the schema of what is read of the metadata of every object. */
    public Schema metadata() {
        return metadata;
    }

    private Set<String> oneVersion() {
        return Stream.concat(file.mapping("kinds").orElseThrow().entries().keySet().stream(), OURS.keySet().stream())
                .map(id -> id.split("/", -1))
                .map(id -> id.length == 3 ? id[0] + "/" + id[2] : "/" + id[1])
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the schema of a custom resource with what the API server asks of the metadata of all of them. */
    private Schema custom(Schema resource) {
        return resource.with("metadata", customMetadata);
    }

    private Optional<Mapping> listed(String list, String id) {
        return file.mapping(list).flatMap(it -> it.mapping(id));
    }

    private Schema part(String name) {
        return Schema.of(file.mapping(name).orElseThrow());
    }

    /** Returns the schema of a file of expectations. */
    public static Schema expectations() {
        return Schema.of(read("/dev/clientintents/manifest/expectations.yaml")
                .mapping("file")
                .orElseThrow());
    }

    /** Returns the schema of a file of findings that are known. */
    public static Schema baseline() {
        return Schema.of(read("/dev/clientintents/manifest/baseline.yaml")
                .mapping("file")
                .orElseThrow());
    }

    private static Schema definition(String file) {
        var version = (Mapping)
                read(file).mapping("spec").orElseThrow().items("versions").get(0);
        return Schema.of(version.mapping("schema")
                .flatMap(it -> it.mapping("openAPIV3Schema"))
                .orElseThrow());
    }

    private static Mapping read(String resource) {
        try (InputStream in = Schemas.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            var source = new DocumentSource(in);
            source.next();
            return (Mapping) DocumentReader.readWhole(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
