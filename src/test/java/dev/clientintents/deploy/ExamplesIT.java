package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.Crd;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The API server takes every object of the examples whose kind it knows, unknown fields refused. It is a dry run, and so
 * in one namespace that exists, whatever the object's own is.
 */
@RealCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesIT {

    private static final String MANAGER = "examples-it";

    private final KubernetesClient client;
    private final String namespace;

    ExamplesIT(KubernetesClient client) {
        this.client = client;
        this.namespace = client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("examples-it-")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
    }

    static List<Path> examples() {
        return Manifests.examples();
    }

    @BeforeAll
    void install() {
        Crd.install(client);
    }

    @AfterAll
    void cleanUp() {
        client.namespaces().withName(namespace).delete();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyObjectOfAnExampleIsTaken(Path example) {
        assertThat(Manifests.readFolderWithoutAddOns(example))
                .isNotEmpty()
                .allSatisfy(object ->
                        assertThat(dryRun(object).getMetadata().getUid()).isNotBlank());
    }

    private HasMetadata dryRun(HasMetadata object) {
        if (object instanceof Namespaced) {
            object.getMetadata().setNamespace(namespace);
        }
        return client.resource(object)
                .dryRun()
                .fieldValidation(Validation.STRICT)
                .fieldManager(MANAGER)
                .forceConflicts()
                .serverSideApply();
    }
}
