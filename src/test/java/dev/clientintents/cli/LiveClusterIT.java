package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.Crd;
import dev.clientintents.cluster.Kubeconfig;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.deploy.Manifests;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of a live cluster, and whether it takes what they print. */
@RealCluster(dedicated = true)
class LiveClusterIT {

    private final KubernetesClient client;

    @TempDir
    private Path folder;

    LiveClusterIT(KubernetesClient client) {
        this.client = client;
    }

    @Test
    void aClusterIsCheckedAsItsManifestsAreAndTakesWhatIsRendered() {
        Crd.install(client);
        Path example = Manifests.DEPLOY.resolve("examples/frontend");
        Manifests.readFolder(example)
                .forEach(object -> client.resource(object)
                        .fieldManager("live-cluster-it")
                        .forceConflicts()
                        .serverSideApply());
        Path kubeconfig = Kubeconfig.write(client.getConfiguration(), folder.resolve("kubeconfig"));

        Run check = Run.of("check", "--kubeconfig", kubeconfig.toString());
        Run live = Run.of("render", "--kubeconfig", kubeconfig.toString());
        Run files = Run.of("render", example.toString());

        assertThat(check.out()).doesNotContain("error");
        assertThat(live.out().split("---\n")).contains(files.out().split("---\n"));
        Path rendered = folder.resolve("rendered");
        Run.of("render", "--labels", "patches", "--output-dir", rendered.toString(), example.toString());
        assertThat(Manifests.readFolder(rendered))
                .hasSize(6)
                .allSatisfy(object -> assertThat(client.resource(object)
                                .fieldValidation(Validation.STRICT)
                                .fieldManager("rendered")
                                .serverSideApply())
                        .isNotNull());
    }
}
