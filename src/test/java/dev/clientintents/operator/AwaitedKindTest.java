package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ServerAccess;
import dev.clientintents.kube.StubApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AwaitedKindTest {

    private static final String DISCOVERY = "GET /apis/clientintents.dev/v1alpha1";

    private final StubApi stub = new StubApi();
    private final KubernetesClient client =
            new KubernetesClientBuilder().withConfig(stub.config()).build();
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final AwaitedKind kind = new AwaitedKind(
            new ServedKind(client, ServerAccess.class),
            () -> ran.add("start"),
            () -> ran.add("absent"),
            Duration.ofMillis(20));
    private final Thread thread = new Thread(kind);

    @AfterEach
    void close() {
        thread.interrupt();
        client.close();
        stub.close();
    }

    @Test
    void aKindThatIsServedIsStartedAtOnce() {
        stub.answer(DISCOVERY, 200, resources("clientintents", "serveraccesses"));
        thread.start();

        kind.settled().join();
        assertThat(ran).containsExactly("start");
    }

    @Test
    void aKindThatIsNotServedHoldsNothingUpAndIsStartedWhenItComes() {
        stub.answer(DISCOVERY, 200, resources("clientintents"))
                .answer(DISCOVERY, 200, resources("clientintents"))
                .answer(DISCOVERY, 200, resources("clientintents", "serveraccesses"));
        thread.start();

        kind.settled().join();
        await().until(() -> ran.size() == 2);
        assertThat(ran).containsExactly("absent", "start");
    }

    @Test
    void anApiServerThatDoesNotAnswerIsAskedAgain() {
        stub.answer(DISCOVERY, 418, "{\"message\": \"an outage\"}")
                .answer(DISCOVERY, 200, resources("clientintents", "serveraccesses"));
        thread.start();

        kind.settled().join();
        assertThat(ran).containsExactly("start");
    }

    private static String resources(String... plurals) {
        var resources = new StringBuilder();
        for (String plural : plurals) {
            resources
                    .append(resources.isEmpty() ? "" : ", ")
                    .append("{\"name\": \"" + plural + "\", \"kind\": \"Any\", \"namespaced\": true, \"verbs\": []}");
        }
        return "{\"kind\": \"APIResourceList\", \"apiVersion\": \"v1\", \"groupVersion\": \"clientintents.dev/v1alpha1\","
                + " \"resources\": [" + resources + "]}";
    }
}
