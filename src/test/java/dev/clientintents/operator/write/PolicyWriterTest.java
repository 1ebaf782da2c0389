package dev.clientintents.operator.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.watch.HostPolicyStore;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.UndoneWrite;
import dev.clientintents.operator.work.WriteActivity;
import dev.clientintents.status.WriteState;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyWriterTest {

    private static final ServerId SERVER = ServerId.anyKind("shop", "db");
    private static final ObjectKey KEY = new ObjectKey("shop", PolicyName.of(SERVER));
    private static final String PATH = "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies";

    private final KubernetesMockServer server = new KubernetesMockServer(false);
    private final SharedGraph graph = new SharedGraph(new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of())));
    private final PolicyStore store = new PolicyStore(graph, new HostPolicyStore(graph));

    @BeforeEach
    void start() {
        server.init();
    }

    @AfterEach
    void stop() {
        server.destroy();
    }

    private WriteState write(NetworkPolicy plan) {
        try (var writer = new Writer()) {
            return writer.write(plan);
        }
    }

    /** A writer that does not try again by itself. */
    private final class Writer implements AutoCloseable {

        private final KubernetesClient patient = server.createClient();
        private final KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(patient.getConfiguration())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        private final PolicyWriter writer =
                new PolicyWriter(client, store, new OperatorMetrics(), new WriteActivity(System::nanoTime));

        WriteState write(NetworkPolicy plan) {
            return writer.write(KEY, plan);
        }

        @Override
        public void close() {
            client.close();
            patient.close();
        }
    }

    @Test
    void aConflictWhereNoPolicyIsPassesThroughAndSoIsRetried() {
        server.expect().post().withPath(PATH).andReturn(409, "{}").always();

        assertThatThrownBy(() -> write(policy("1")))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(409));
    }

    @Test
    void aPolicyWhoseCreationWasAnsweredWithAnErrorIsDoneOnceItIsFound() {
        server.expect().post().withPath(PATH).andReturn(409, "{}").always();
        server.expect()
                .get()
                .withPath(PATH + "/" + KEY.name())
                .andReturn(200, policy("7"))
                .always();

        assertThat(write(policy("1"))).isEqualTo(WriteState.DONE);
        assertThat(store.find(KEY)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "400, false",
        "403, false",
        "404, false",
        "422, false",
        "408, true",
        "429, true",
        "500, true",
        "503, true"
    })
    void aCreationThatWasRefusedHasNotHappenedAndOneWithoutAnAnswerMayHave(int code, boolean kept) {
        server.expect().post().withPath(PATH).andReturn(code, "{}").always();

        assertThatThrownBy(() -> write(policy("1"))).isInstanceOf(KubernetesClientException.class);

        assertThat(graph.<Boolean>read(current -> current.isKept(SERVER))).isEqualTo(kept);
    }

    @Test
    void anUpdateThatMeetsAConflictGoesOnFromWhatIsThere() {
        store.observed(new NetworkPolicyBuilder(policy("1"))
                .editSpec()
                .withPolicyTypes()
                .endSpec()
                .build());
        server.expect()
                .put()
                .withPath(PATH + "/" + KEY.name())
                .andReturn(409, "{}")
                .always();
        server.expect()
                .get()
                .withPath(PATH + "/" + KEY.name())
                .andReturn(200, policy("7"))
                .always();

        assertThatThrownBy(() -> write(policy("1"))).isInstanceOf(KubernetesClientException.class);
        assertThat(store.find(KEY).orElseThrow().getMetadata().getResourceVersion())
                .isEqualTo("7");
    }

    @Test
    void anUpdateStatesTheVersionThatItFollows() throws InterruptedException {
        store.observed(new NetworkPolicyBuilder(policy("1"))
                .editSpec()
                .withPolicyTypes()
                .endSpec()
                .build());
        server.expect()
                .put()
                .withPath(PATH + "/" + KEY.name())
                .andReturn(200, policy("2"))
                .once();

        assertThat(write(policy("9"))).isEqualTo(WriteState.DONE);
        assertThat(server.takeRequest().getUtf8Body()).contains("\"resourceVersion\":\"1\"");
    }

    @Test
    void anUpdateLeavesWhatOthersPutIntoTheMetadata() throws InterruptedException {
        store.observed(new NetworkPolicyBuilder(policy("1"))
                .editMetadata()
                .addToLabels("team", "payments")
                .addToFinalizers("backup.example/keep")
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName("release")
                .withUid("release-uid")
                .endOwnerReference()
                .endMetadata()
                .editSpec()
                .addNewIngress()
                .endIngress()
                .withPolicyTypes()
                .endSpec()
                .build());
        server.expect()
                .put()
                .withPath(PATH + "/" + KEY.name())
                .andReturn(200, policy("2"))
                .once();

        write(policy("9"));

        NetworkPolicy put =
                new KubernetesSerialization().unmarshal(server.takeRequest().getUtf8Body(), NetworkPolicy.class);
        assertThat(put.getMetadata().getLabels())
                .containsEntry("team", "payments")
                .containsEntry(Labels.MANAGED_BY, Labels.MANAGER);
        assertThat(put.getMetadata().getFinalizers()).containsExactly("backup.example/keep");
        assertThat(put.getMetadata().getOwnerReferences())
                .extracting(OwnerReference::getName)
                .containsExactly("release");
        assertThat(put.getSpec()).isEqualTo(policy("9").getSpec());
    }

    @Test
    void aWriteThatIsAnsweredWithSomethingElseFailsAndWhatIsThereCounts() {
        NetworkPolicy altered = new NetworkPolicyBuilder(policy("7"))
                .editSpec()
                .addNewIngress()
                .endIngress()
                .endSpec()
                .build();
        server.expect().post().withPath(PATH).andReturn(201, altered).always();
        server.expect()
                .put()
                .withPath(PATH + "/" + KEY.name())
                .andReturn(
                        200,
                        new NetworkPolicyBuilder(altered)
                                .editMetadata()
                                .withResourceVersion("8")
                                .endMetadata()
                                .build())
                .always();

        assertThatThrownBy(() -> write(policy("1")))
                .isInstanceOf(UndoneWrite.class)
                .hasMessage("a mutating webhook or policy in the cluster's admission changes spec of NetworkPolicy "
                        + KEY.name());
        assertThat(store.find(KEY)).contains(altered);
        assertThatThrownBy(() -> write(policy("1"))).isInstanceOf(UndoneWrite.class);
    }

    @Test
    void aPolicyThatLostTheLabelOfOursInTheWriteIsWrittenAgainAndNotTakenForSomebodyElses() {
        NetworkPolicy unlabelled = new NetworkPolicyBuilder(policy("7"))
                .editMetadata()
                .withLabels(Map.of(Labels.MANAGED_BY, "Helm"))
                .endMetadata()
                .build();
        server.expect().post().withPath(PATH).andReturn(201, unlabelled).always();
        server.expect()
                .put()
                .withPath(PATH + "/" + KEY.name())
                .andReturn(200, policy("8"))
                .always();

        try (var writer = new Writer()) {
            assertThatThrownBy(() -> writer.write(policy("1")))
                    .isInstanceOf(UndoneWrite.class)
                    .hasMessageContaining("changes label app.kubernetes.io/managed-by of NetworkPolicy");

            assertThat(writer.write(policy("1"))).isEqualTo(WriteState.DONE);
        }
        store.observed(new NetworkPolicyBuilder(unlabelled)
                .editMetadata()
                .withResourceVersion("9")
                .endMetadata()
                .build());
        assertThat(write(policy("1"))).as("of somebody who took it over later").isEqualTo(WriteState.FOREIGN);
    }

    private static NetworkPolicy policy(String version) {
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .withNamespace(KEY.namespace())
                .withName(KEY.name())
                .withUid("uid")
                .withResourceVersion(version)
                .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
                .addToAnnotations(Labels.SERVER, SERVER.toString())
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .addToMatchLabels(Labels.WORKLOAD, "db")
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .endSpec()
                .build();
    }
}
