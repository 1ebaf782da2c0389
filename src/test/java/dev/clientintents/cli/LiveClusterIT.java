package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.Crd;
import dev.clientintents.cluster.Kubeconfig;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.deploy.Manifests;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
        // a client without live pods closes nothing
        await().until(() -> client.pods().inNamespace("shop").list().getItems().stream()
                .anyMatch(pod -> pod.getMetadata().getName().startsWith("frontend-")));
        Path kubeconfig = Kubeconfig.write(client.getConfiguration(), folder.resolve("kubeconfig"));

        Run check = Run.of("check", "--kubeconfig", kubeconfig.toString());
        Run live = Run.of("render", "--kubeconfig", kubeconfig.toString());
        Run files = Run.of("render", example.toString());

        assertThat(check.out()).doesNotContain("error");
        assertThat(live.out().split("---\n")).contains(files.out().split("---\n"));
        Path rendered = folder.resolve("rendered");
        Run.of("render", "--labels", "patches", "--output-dir", rendered.toString(), example.toString());
        assertThat(Manifests.readFolder(rendered))
                .as("policies, and the client: servers need no label")
                .hasSize(4)
                .allSatisfy(object -> assertThat(client.resource(object)
                                .fieldValidation(Validation.STRICT)
                                .fieldManager("rendered")
                                .serverSideApply())
                        .isNotNull());
    }

    @Test
    void declarationsBeyondTheFirstPageCount() {
        Crd.install(client);
        client.resource("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: pages}
                """).create();
        for (int i = 0; i < 501; i++) {
            client.resource("""
                    apiVersion: clientintents.dev/v1alpha1
                    kind: ClientIntents
                    metadata: {name: c-%1$d, namespace: pages}
                    spec: {client: {name: c-%1$d}, consumes: [{name: db}]}
                    """.formatted(i)).create();
        }
        Path kubeconfig = Kubeconfig.write(client.getConfiguration(), folder.resolve("kubeconfig"));

        Run check = Run.of("check", "--kubeconfig", kubeconfig.toString());

        assertThat(Pattern.compile("ClientIntents pages/c-\\d+")
                        .matcher(check.out())
                        .results()
                        .map(MatchResult::group)
                        .distinct())
                .as("%.500s", check.out() + check.err())
                .hasSize(501);
    }

    @Test
    void whatTheOperatorHasSeenIsEvidence() {
        Crd.install(client);
        Manifests.readFolder(Path.of("src/test/resources/evidence-live"))
                .forEach(object -> client.resource(object)
                        .fieldManager("live-cluster-it")
                        .forceConflicts()
                        .serverSideApply());
        await().until(() -> client.pods().inNamespace("seen").list().getItems().size() == 2);
        String kubeconfig = Kubeconfig.write(client.getConfiguration(), folder.resolve("kubeconfig"))
                .toString();

        Run evidence = Run.of("evidence", "--of", "seen", "--fail-on", "blocked", "--kubeconfig", kubeconfig);
        Run suggest = Run.of("suggest", "--kubeconfig", kubeconfig);

        assertThat(evidence.out())
                .as(evidence.err())
                .contains(
                        "blocked: seen/batch[Deployment] => seen/cart[Deployment] : TCP 8080 (12 came through, 3 without an"
                                + " answer, last 2026-11-27T09:59:31Z): it is not declared");
        assertThat(evidence.exitCode()).isEqualTo(ExitCode.FINDINGS);
        assertThat(suggest.out())
                .as(suggest.err())
                .contains("client: {name: batch}")
                .contains("name: cart");
    }
}
