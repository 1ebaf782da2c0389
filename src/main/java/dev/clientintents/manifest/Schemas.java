package dev.clientintents.manifest;

import dev.clientintents.manifest.Value.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The schemas of the kinds that say something about access: ClientIntents by its CRD, the others by {@code kinds.yaml}. */
final class Schemas {

    private static final String CLIENT_INTENTS = "clientintents.dev/v1alpha1/ClientIntents";

    private final Mapping kinds;
    private final Mapping template;
    private final Mapping metadata;
    private final Mapping clientIntents;

    Schemas() {
        Mapping file = read("/dev/clientintents/manifest/kinds.yaml");
        kinds = file.mapping("kinds").orElseThrow();
        template = file.mapping("template").orElseThrow();
        metadata = file.mapping("metadata").orElseThrow();
        clientIntents = crd();
    }

    /** The schema of a kind; empty for one whose objects are not read. */
    Optional<Mapping> of(String apiVersion, String kind) {
        String id = apiVersion + "/" + kind;
        return id.equals(CLIENT_INTENTS) ? Optional.of(clientIntents) : kinds.mapping(id);
    }

    /** The schema of a pod template, in whatever kind it stands. */
    Mapping template() {
        return template;
    }

    /** The schema of the metadata of every object. */
    Mapping metadata() {
        return metadata;
    }

    /** The schema of a file of expectations. */
    static Mapping expectations() {
        return read("/dev/clientintents/manifest/expectations.yaml")
                .mapping("file")
                .orElseThrow();
    }

    private static Mapping crd() {
        var version = (Mapping) read("/crds/clientintents.yaml")
                .mapping("spec")
                .orElseThrow()
                .items("versions")
                .get(0);
        return version.mapping("schema")
                .flatMap(it -> it.mapping("openAPIV3Schema"))
                .orElseThrow();
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
