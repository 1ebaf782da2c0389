package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.Crd;
import dev.clientintents.api.TargetState;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Argo CD, Flux and {@code kubectl diff} compare is the same after the API server and the operator had their turns:
 * nobody sees a difference to what is in Git.
 */
@RealCluster
class GitOpsIT {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final String NAMESPACE = "gitops";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final PatchContext DRY_RUN = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("gitops")
            .withDryRun(List.of("All"))
            .build();

    /** Every way to write a target, and what the API server could fill in. */
    private static final String ALL = """
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: all, labels: {app: web}}
            spec:
              client: {name: web}
              consumes:
                - {name: a}
                - {name: b, namespace: other, kind: Deployment}
                - {name: c, ports: [{port: 80}, {port: 90, endPort: 99, protocol: UDP}, {port: http}]}
                - {name: d, kind: Service, ports: [{port: 80}]}
                - {name: a, namespace: "", kind: "", ports: []}
            """;

    private final KubernetesClient client;

    GitOpsIT(KubernetesClient client) {
        this.client = client;
    }

    static Stream<String> declarations() {
        return Stream.concat(
                Stream.of(ALL),
                Manifests.examples().stream().flatMap(GitOpsIT::declarationsOf).map(YAML::asYaml));
    }

    private static Stream<GenericKubernetesResource> declarationsOf(Path example) {
        return Manifests.readFolder(example).stream()
                .filter(object -> object.getKind().equals("ClientIntents"))
                .map(object -> YAML.unmarshal(YAML.asYaml(object), GenericKubernetesResource.class));
    }

    @BeforeAll
    static void install(KubernetesClient client) {
        Crd.install(client);
        Namespaces.create(client, NAMESPACE);
    }

    /** As Argo CD and {@code kubectl apply} do it: what was applied, what is wanted and what is there, field by field. */
    @ParameterizedTest
    @MethodSource("declarations")
    void aThreeWayComparisonFindsNoDifference(String written) {
        GenericKubernetesResource wanted = wanted(written);
        client.resource(wanted(written)).create();
        report(wanted);

        GenericKubernetesResource live = client.resource(wanted).get();

        assertThat(live.<Object>get("spec")).isEqualTo(wanted.get("spec"));
        assertThat(live.getMetadata().getLabels())
                .isEqualTo(wanted.getMetadata().getLabels());
        assertThat(live.getMetadata().getAnnotations())
                .isEqualTo(wanted.getMetadata().getAnnotations());
        client.resource(live).delete();
    }

    /** As Flux, {@code kubectl diff --server-side} and Argo CD with {@code ServerSideApply=true} do it. */
    @ParameterizedTest
    @MethodSource("declarations")
    void toApplyItAgainChangesNothing(String written) {
        GenericKubernetesResource wanted = wanted(written);
        client.resource(wanted(written)).fieldManager("gitops").serverSideApply();
        report(wanted);
        GenericKubernetesResource live = client.resource(wanted).get();

        GenericKubernetesResource dryRun = client.resource(live).patch(DRY_RUN, YAML.asJson(wanted(written)));
        GenericKubernetesResource again =
                client.resource(wanted(written)).fieldManager("gitops").serverSideApply();

        assertThat(dryRun.<Object>get("spec")).isEqualTo(live.get("spec"));
        assertThat(again.getMetadata().getResourceVersion())
                .isEqualTo(live.getMetadata().getResourceVersion());
        assertThat(again.getMetadata().getGeneration()).isEqualTo(1);
        client.resource(live).delete();
    }

    private static GenericKubernetesResource wanted(String written) {
        GenericKubernetesResource wanted = YAML.unmarshal(written, GenericKubernetesResource.class);
        wanted.getMetadata().setNamespace(NAMESPACE);
        return wanted;
    }

    /** Writes a status, as the operator does. */
    private void report(GenericKubernetesResource object) {
        List<Map<String, Object>> targets = Objects.requireNonNull(object.get("spec", "consumes"));
        var status = new ClientIntentsStatus(
                1L,
                1,
                List.of(),
                targets.stream()
                        .map(target -> new TargetStatus(
                                String.valueOf(target.get("name")),
                                NAMESPACE,
                                null,
                                1,
                                null,
                                TargetState.Enforced,
                                null))
                        .toList());
        client.resource(object).subresource("status").patch(MERGE, YAML.asJson(Map.of("status", status)));
    }
}
