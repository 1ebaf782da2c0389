package dev.clientintents.operator.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.ServerAccess;
import dev.clientintents.api.ServerAccessSpec;
import dev.clientintents.api.TargetState;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.kube.StubApi;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.watch.DeclarationFeed;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.ReconcileQueue;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConsentRequestsTest {

    private static final String EVENTS = "POST /api/v1/namespaces/shop/events";
    private static final String MESSAGE = "ClientIntents checkout/frontend declares Deployment orders, and waits for"
            + " consent (spec.consumers of a ServerAccess)";

    private final StubApi stub = new StubApi().answer(EVENTS, 201, "{\"kind\": \"Event\", \"apiVersion\": \"v1\"}");
    private final KubernetesClient client =
            new KubernetesClientBuilder().withConfig(stub.config()).build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Scope scope = new Scope(Enforcement.ACTIVE, Set.of());
    private final SharedGraph graph = new SharedGraph(new IntentGraph(scope));
    private final DeclarationFeed<ServerAccess> accesses =
            DeclarationFeed.ofAccesses(graph, scope, new ReconcileQueue<>());
    private final ConsentRequests requests = new ConsentRequests(
            graph, accesses, new EventRecorder(client, Clock.systemUTC(), "replica-1", new OperatorMetrics(), timer));

    ConsentRequestsTest() {
        graph.change(current -> current.put(new NamespaceEntry("shop", null, false, false)));
        graph.change(current -> current.put(new IntentsEntry(
                new ObjectKey("checkout", "frontend"),
                "frontend",
                null,
                List.of(Intent.of(new ServerId("shop", "Deployment", "orders"), List.of())))));
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
        client.close();
        stub.close();
    }

    @Test
    void theNamespaceIsToldWhereNobodySpeaksOfConsent() {
        access("closes", null);

        requests.tell(object(), status(TargetState.NotGranted), null);

        assertThat(event()).contains("\"kind\":\"Namespace\"", "\"reason\":\"ConsentWanted\"", MESSAGE);
    }

    @Test
    void theObjectThatListsConsumersIsTold() {
        access("consents", List.of());

        requests.tell(object(), status(TargetState.NotGranted), status(TargetState.Pending));

        assertThat(event())
                .contains("\"kind\":\"ServerAccess\"", "\"name\":\"consents\"", "\"uid\":\"uid-consents\"", MESSAGE);
    }

    @Test
    void whatTheStatusSaidBeforeAndWhatIsGrantedIsNotTold() {
        requests.tell(object(), status(TargetState.NotGranted), status(TargetState.NotGranted));
        requests.tell(object(), status(TargetState.Enforced), status(TargetState.NotGranted));
        requests.tell(object(), status(TargetState.NotGranted), status(TargetState.Enforced));

        assertThat(event()).contains(MESSAGE);
        assertThat(stub.bodies(EVENTS)).hasSize(1);
    }

    @Test
    void oneNamespaceCannotFloodAnother() {
        for (int i = 0; i < 50; i++) {
            ClientIntents object = object();
            object.getMetadata().setName("frontend-" + i);
            requests.tell(object, status(TargetState.NotGranted), null);
        }

        await().until(() -> stub.bodies(EVENTS).size() >= 10);
        assertThat(stub.bodies(EVENTS)).hasSize(10);
    }

    private String event() {
        await().until(() -> !stub.bodies(EVENTS).isEmpty());
        return stub.bodies(EVENTS).get(0);
    }

    private void access(String name, @Nullable List<ServerAccessSpec.Consumer> consumers) {
        var object = new ServerAccess();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName(name)
                .withUid("uid-" + name)
                .withResourceVersion("5")
                .build());
        object.setSpec(
                new ServerAccessSpec(new ServerAccessSpec.Server("orders", "Deployment"), null, consumers, List.of()));
        accesses.observed(object);
    }

    private static ClientIntents object() {
        var object = new ClientIntents();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace("checkout")
                .withName("frontend")
                .build());
        return object;
    }

    private static ClientIntentsStatus status(TargetState... states) {
        return new ClientIntentsStatus(
                1L,
                1,
                List.of(),
                Stream.of(states)
                        .map(state -> new TargetStatus("orders", "shop", "Deployment", 1, null, state, null))
                        .toList());
    }
}
