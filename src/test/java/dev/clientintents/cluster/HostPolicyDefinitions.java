package dev.clientintents.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clientintents.api.Crd;
import dev.clientintents.backend.hostname.HostBackend;
import dev.clientintents.backend.hostname.HostSetting;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Custom resource definitions of the kinds by which network plugins name hosts: that of the network policy API as it is
 * published, and of the others what is known of their fields.
 */
public final class HostPolicyDefinitions {

    private static final Path SCHEMAS = Path.of("src/test/resources/hostname/schemas.yaml");

    private HostPolicyDefinitions() {}

    /** Installs all of them, and waits until they are served. */
    @SuppressWarnings("SystemOut")
    public static void install(KubernetesClient client) throws IOException, InterruptedException {
        var yaml = new KubernetesSerialization();
        JsonNode kinds =
                yaml.unmarshal(Files.readString(SCHEMAS), JsonNode.class).path("kinds");
        Stream.of(HostSetting.values())
                .flatMap(it -> it.backend().stream())
                .distinct()
                .filter(it -> !it.plural().equals("clusternetworkpolicies"))
                .forEach(it -> Crd.install(client, definition(yaml, it, kinds)));
        for (Path file : PolicyDefinitions.find(System.err::println)) {
            try (InputStream in = Files.newInputStream(file)) {
                client.load(in).items().stream()
                        .map(CustomResourceDefinition.class::cast)
                        .filter(it -> it.getSpec().getNames().getPlural().equals("clusternetworkpolicies"))
                        .forEach(it -> Crd.install(client, it));
            }
        }
    }

    private static CustomResourceDefinition definition(
            KubernetesSerialization yaml, HostBackend backend, JsonNode kinds) {
        String kind = backend.kind().kind();
        ObjectNode schema =
                kinds.required(backend.kind().apiVersion() + "/" + kind).deepCopy();
        // a definition says nothing of metadata
        ((ObjectNode) schema.path("properties")).putObject("metadata").put("type", "object");
        schema.putArray("required").add("spec");
        CustomResourceDefinition definition = yaml.unmarshal(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %1$s.%2$s, annotations: {api-approved.kubernetes.io: "unapproved, for a test"}}
                spec:
                  group: %2$s
                  scope: Namespaced
                  names: {kind: %3$s, listKind: %3$sList, plural: %1$s, singular: %4$s}
                  versions: [{name: %5$s, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
                """.formatted(
                                backend.plural(),
                                backend.kind().group(),
                                kind,
                                kind.toLowerCase(Locale.ROOT),
                                backend.kind().version()),
                CustomResourceDefinition.class);
        definition
                .getSpec()
                .getVersions()
                .get(0)
                .getSchema()
                .setOpenAPIV3Schema(yaml.convertValue(schema, JSONSchemaProps.class));
        return definition;
    }
}
