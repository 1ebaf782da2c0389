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
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.WriteActivity;
import dev.clientintents.status.WriteState;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
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
    private final PolicyStore store = new PolicyStore(graph);

    @BeforeEach
    void start() {
        server.init();
    }

    @AfterEach
    void stop() {
        server.destroy();
    }

    private WriteState write(NetworkPolicy plan) {
        try (var patient = server.createClient();
                var client = new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder(patient.getConfiguration())
                                .withRequestRetryBackoffLimit(0)
                                .build())
                        .build()) {
            return new PolicyWriter(client, store, new OperatorMetrics(), new WriteActivity(System::nanoTime))
                    .write(KEY, plan);
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
