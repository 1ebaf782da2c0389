package dev.clientintents.api;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The custom resource definitions that this repository ships. */
public final class Crd {

    private static final Path FOLDER = Path.of("crds");

    private Crd() {}

    /** Installs all, or updates what is installed, and waits until they are served. */
    public static void install(KubernetesClient client) {
        install(client, read());
        install(client, readServerAccess());
        install(client, readObservedTraffic());
    }

    /** Installs any definition, or updates what is installed, and waits until it is served. */
    public static void install(KubernetesClient client, CustomResourceDefinition definition) {
        var installed = client.resource(definition)
                .fieldValidation(Validation.STRICT)
                .fieldManager("crd")
                .forceConflicts()
                .serverSideApply();
        awaitServed(client, installed.getMetadata().getName());
    }

    /**
     * Installs a definition of a kind of somebody else, version v1, of namespaces, that takes whatever is in an object,
     * and waits until it is served.
     */
    public static void define(KubernetesClient client, String group, String kind, String plural) {
        client.resource("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: %3$s.%1$s
                  annotations: {api-approved.kubernetes.io: "unapproved, for a test"}
                spec:
                  group: %1$s
                  names: {kind: %2$s, plural: %3$s}
                  scope: Namespaced
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(group, kind, plural)).serverSideApply();
        awaitServed(client, plural + "." + group);
    }

    /** Waits until a definition that somebody has made is served, and the discovery of its group lists it. */
    public static void awaitServed(KubernetesClient client, String name) {
        CustomResourceDefinition crd = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .waitUntilCondition(Crd::isServed, 20, TimeUnit.SECONDS);
        String version = crd.getSpec().getGroup() + "/" + version(crd).getName();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> isListed(
                        client.getApiResources(version),
                        crd.getSpec().getNames().getPlural()));
    }

    /** @param listed null where the group is not there yet */
    private static boolean isListed(@Nullable APIResourceList listed, String plural) {
        return listed != null
                && listed.getResources().stream().anyMatch(it -> it.getName().equals(plural));
    }

    private static boolean isServed(@Nullable CustomResourceDefinition crd) {
        return crd != null
                && crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(it -> it.getType().equals("Established")
                                && it.getStatus().equals("True"));
    }

    /** The definition of ClientIntents. */
    public static CustomResourceDefinition read() {
        return read("clientintents.yaml");
    }

    /** The definition of ServerAccess. */
    public static CustomResourceDefinition readServerAccess() {
        return read("serveraccesses.yaml");
    }

    /** The definition of ObservedTraffic. */
    public static CustomResourceDefinition readObservedTraffic() {
        return read("observedtraffics.yaml");
    }

    private static CustomResourceDefinition read(String file) {
        try (var in = Files.newInputStream(FOLDER.resolve(file))) {
            return new KubernetesSerialization().unmarshal(in, CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CustomResourceDefinitionVersion version(CustomResourceDefinition crd) {
        return crd.getSpec().getVersions().get(0);
    }

    static JSONSchemaProps schema(CustomResourceDefinition crd) {
        return version(crd).getSchema().getOpenAPIV3Schema();
    }

    /** Every schema under {@code root}, by the path of its field, for example {@code .spec.consumes[].name}. */
    static Map<String, JSONSchemaProps> fields(JSONSchemaProps root) {
        var fields = new TreeMap<String, JSONSchemaProps>();
        collect("", root, fields);
        return fields;
    }

    /** The one schema at a path that is known to exist. */
    static JSONSchemaProps field(JSONSchemaProps root, String path) {
        JSONSchemaProps field = fields(root).get(path);
        if (field == null) {
            throw new IllegalArgumentException("no field " + path);
        }
        return field;
    }

    private static void collect(String path, JSONSchemaProps schema, Map<String, JSONSchemaProps> into) {
        into.put(path, schema);
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, property) -> collect(path + "." + name, property, into));
        }
        if (schema.getItems() != null) {
            collect(path + "[]", schema.getItems().getSchema(), into);
        }
    }
}
