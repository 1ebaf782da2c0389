package dev.clientintents.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server makes of the CRD: what it refuses, with which words, and what it takes. */
@RealCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrdIT {

    private final KubernetesClient client;
    private final String namespace;

    CrdIT(KubernetesClient client) {
        this.client = client;
        this.namespace = client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("crd-it-")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
    }

    @BeforeAll
    void install() {
        Crd.install(client);
    }

    @AfterAll
    void cleanUp() {
        client.namespaces().withName(namespace).delete();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(files = "src/test/resources/crd/refused.psv", delimiter = '|', quoteCharacter = '\'')
    void whatIsWrongIsRefusedWithWhatToWriteInstead(String field, String spec, String message) {
        assertThatThrownBy(() -> dryRun(spec))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(field)
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(files = "src/test/resources/crd/access-refused.psv", delimiter = '|', quoteCharacter = '`')
    void whatIsWrongInAServerAccessIsRefusedWithWhatToWriteInstead(String field, String spec, String message) {
        assertThatThrownBy(() -> dryRun("ServerAccess", spec))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(field)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvFileSource(files = "src/test/resources/crd/access-accepted.psv", delimiter = '|', quoteCharacter = '`')
    void whatIsRightInAServerAccessIsAccepted(String spec) {
        assertThat(dryRun("ServerAccess", spec).getMetadata().getUid()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource
    void whatIsTooMuchInAServerAccessIsRefused(String spec, String message) {
        assertThatThrownBy(() -> dryRun("ServerAccess", spec)).hasMessageContaining(message);
    }

    static Stream<Arguments> whatIsTooMuchInAServerAccessIsRefused() {
        return Stream.of(
                Arguments.of("{consumers: %s}".formatted(targets(257, "{namespace: a%d}")), "at most 256"),
                Arguments.of(
                        "{consumers: %s}"
                                .formatted(
                                        targets(17, "{namespace: b%d, ports: " + targets(61, "{port: 1%02d}") + "}")),
                        "at most 1024 ports of consumers"),
                Arguments.of("{entrances: %s}".formatted(targets(65, "{workload: {name: a%d}}")), "at most 64"),
                Arguments.of(
                        "{entrances: %s}"
                                .formatted(targets(
                                        17, "{workload: {name: b%d}, ports: " + targets(61, "{port: 1%02d}") + "}")),
                        "at most 1024 ports of entrances"),
                Arguments.of(
                        "{entrances: %s}"
                                .formatted(targets(17, "{cidrs: " + targets(61, "{cidr: 10.0.%d.0/24}") + "}")),
                        "at most 1024 blocks"));
    }

    @Test
    void asMuchAsAServerAccessMaySayStaysWithinTheCostThatRulesMayHave() {
        String longName = (("a".repeat(61) + ".").repeat(4) + "a".repeat(62)).substring(0, 250);
        String ports = targets(16, "{port: " + "p".repeat(60) + "%03d}");
        String consumers =
                targets(64, "{namespace: " + "n".repeat(63) + ", ports: " + ports + ", name: " + longName + "%03d}");
        String blocks = targets(
                15,
                "{cidr: 'ffff:ffff:ffff:ffff:ffff:ffff:255.255.0.0/112', except: ['ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.%d/128']}");
        String entrances = targets(32, "{cidrs: " + blocks.replace("%", "%%") + ", ports: " + ports + "}");

        assertThat(dryRun(
                        "ServerAccess",
                        "{server: {name: web, kind: Service}, consumers: %s, entrances: %s}"
                                .formatted(consumers, entrances)))
                .isNotNull();
    }

    @Test
    void theStatusOfAServerAccessIsAcceptedReadBackTheSameAndShown() {
        var access = new ServerAccess();
        access.setMetadata(
                new ObjectMetaBuilder().withName("web").withNamespace(namespace).build());
        access.setSpec(new ServerAccessSpec(new ServerAccessSpec.Server("web", null), "active", List.of(), null));
        var status = new ServerAccessStatus(
                1L,
                3,
                "consumers-of-web",
                List.of(new ConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .withReason("Enforced")
                        .withMessage("")
                        .withObservedGeneration(1L)
                        .withLastTransitionTime("2026-11-01T00:00:00Z")
                        .build()),
                new ServerAccessStatus.Consumers(
                        2, List.of(new ServerAccessStatus.WaitingClient("bff", "mobile", null, "TCP 8443")), 1),
                Stream.of("Admitted", "Declared", "NotEnforceable", "NoPods")
                        .map(state -> new ServerAccessStatus.EntranceStatus("Ingress web", state, null, null, null))
                        .toList());

        var created = client.resource(access).fieldValidation(Validation.STRICT).create();
        created.setStatus(status);
        client.resource(created).fieldValidation(Validation.STRICT).updateStatus();

        var found = client.resource(access).get();
        assertThat(found.getSpec()).isEqualTo(access.getSpec());
        assertThat(found.getStatus()).isEqualTo(status);
        assertThat(columns("serveraccesses", "web")).containsExactly("web", "web", "3", "2", "1", "True", "Enforced");
    }

    @ParameterizedTest
    @MethodSource
    void whatIsTooMuchIsRefused(String spec, String message) {
        assertThatThrownBy(() -> dryRun(spec)).hasMessageContaining(message);
    }

    static Stream<Arguments> whatIsTooMuchIsRefused() {
        return Stream.of(
                Arguments.of("{client: {name: %s}, consumes: []}".formatted("a".repeat(254)), "more than 253"),
                Arguments.of("{client: {name: a, kind: %s}, consumes: []}".formatted("A".repeat(64)), "more than 63"),
                Arguments.of(
                        "{client: {name: a}, consumes: [{name: b, namespace: %s}]}".formatted("a".repeat(64)),
                        "more than 63"),
                Arguments.of(
                        "{client: {name: a}, consumes: [{name: b, kind: Service, ports: [{port: %s}]}]}"
                                .formatted("a".repeat(64)),
                        "more than 63"),
                Arguments.of("{client: {name: a}, consumes: %s}".formatted(targets(257, "{name: b%d}")), "at most 256"),
                Arguments.of(
                        "{client: {name: a}, consumes: [{name: b, ports: %s}]}".formatted(targets(65, "{port: 1%d}")),
                        "at most 64"),
                Arguments.of(
                        "{client: {name: a}, consumes: %s}"
                                .formatted(targets(17, "{name: b%d, ports: " + targets(61, "{port: 1%02d}") + "}")),
                        "at most 1024 ports in one object"));
    }

    @ParameterizedTest
    @CsvFileSource(files = "src/test/resources/crd/accepted.psv", delimiter = '|', quoteCharacter = '\'')
    void whatIsRightIsAccepted(String spec) {
        assertThat(dryRun(spec).getMetadata().getUid()).isNotBlank();
    }

    @Test
    void asMuchAsTheBoundsAllowStaysWithinTheCostThatRulesMayHave() {
        String longName = (("a".repeat(61) + ".").repeat(4) + "a".repeat(62)).substring(0, 250);
        for (int most : List.of(4, 64)) {
            String ports = targets(most, "{port: " + "p".repeat(60) + "%03d}");
            String consumes = targets(
                    1024 / most,
                    "{kind: Service, namespace: %s, ports: %s, name: %s".formatted("n".repeat(63), ports, longName)
                            + "%03d}");

            assertThat(dryRun("{client: {name: %s}, consumes: %s}".formatted(longName, consumes)))
                    .isNotNull();
        }
    }

    @Test
    void whatIsLeftOutStaysSoThatNobodySeesADifferenceToWhatWasWritten() {
        var written = "{client: {name: a}, consumes: [{name: b, ports: [{port: 80}]}]}";

        var accepted = dryRun(written);

        assertThat(accepted.<Object>get("spec"))
                .isEqualTo(new KubernetesSerialization()
                        .unmarshal("spec: " + written, Map.class)
                        .get("spec"));
        assertThat(read(accepted).getSpec())
                .isEqualTo(new ClientIntentsSpec(
                        new Client("a", null),
                        List.of(Target.server("b", null, null, List.of(new Port(new IntOrString(80), null, null))))));
    }

    @Test
    void whatTheRecordsWriteIsAcceptedAndReadBackTheSame() {
        var intents = new ClientIntents();
        intents.setMetadata(new ObjectMetaBuilder()
                .withName("records")
                .withNamespace(namespace)
                .build());
        intents.setSpec(new ClientIntentsSpec(
                new Client("frontend", null),
                List.of(
                        Target.server("auth-service", null, null, List.of()),
                        Target.server(
                                "api-gateway",
                                "platform",
                                "Service",
                                List.of(
                                        new Port(new IntOrString("http"), null, "TCP"),
                                        new Port(new IntOrString(9000), 9010, "UDP"))))));
        var status = new ClientIntentsStatus(
                1L,
                2,
                List.of(new ConditionBuilder()
                        .withType("Ready")
                        .withStatus("False")
                        .withReason("NoPods")
                        .withMessage("")
                        .withObservedGeneration(1L)
                        .withLastTransitionTime("2026-11-01T00:00:00Z")
                        .build()),
                Stream.concat(
                                Stream.of(new TargetStatus(
                                        "auth-service",
                                        "shop",
                                        null,
                                        2,
                                        "consumers-of-auth-service",
                                        TargetState.Enforced,
                                        null)),
                                Stream.of(TargetState.values())
                                        .map(state -> new TargetStatus(
                                                "api-gateway", "platform", "Service", 0, null, state, "why")))
                        .toList());

        var created =
                client.resource(intents).fieldValidation(Validation.STRICT).create();
        created.setStatus(status);
        client.resource(created).fieldValidation(Validation.STRICT).updateStatus();

        var found = client.resource(intents).get();
        assertThat(found.getSpec()).isEqualTo(intents.getSpec());
        assertThat(found.getStatus()).isEqualTo(status);
        assertThat(columns("clientintents", "records"))
                .containsExactly("records", "frontend", "2/" + status.servers().size(), "2", "False", "NoPods");
    }

    @Test
    void aStatusThatTheCrdDoesNotKnowIsRefused() {
        var intents = apply("team", "typo", "{client: {name: a}, consumes: []}");
        intents.setAdditionalProperty(
                "status", Map.of("servers", List.of(Map.of("name", "a", "namespace", "b", "state", "Great"))));

        var refusal = catchThrowableOfType(
                KubernetesClientException.class, () -> client.resource(intents).updateStatus());

        assertThat(refusal).hasMessageContaining("Unsupported value: \"Great\"");
    }

    @Test
    void aSecondApplierIsToldWhoseTheListIsAndHasAnObjectOfItsOwn() {
        apply("team", "shared", "{client: {name: a}, consumes: [{name: b}]}");

        assertThatThrownBy(() -> apply("platform", "shared", "{client: {name: a}, consumes: [{name: c}]}"))
                .hasMessageContaining("conflict with \"team\"")
                .hasMessageContaining(".spec.consumes");
        assertThat(apply("platform", "shared-2", "{client: {name: a}, consumes: [{name: c}]}"))
                .isNotNull();
    }

    /** What {@code kubectl get -o wide} prints of an object, but for its age. */
    private List<String> columns(String resource, String name) {
        var http = client.getHttpClient();
        var request = http.newHttpRequestBuilder()
                .uri(client.getConfiguration().getMasterUrl() + "apis/clientintents.dev/v1alpha1/namespaces/"
                        + namespace + "/" + resource + "/" + name)
                .header("Accept", "application/json;as=Table;g=meta.k8s.io;v=v1")
                .build();
        String table = http.sendAsync(request, String.class).join().body();
        List<Object> cells = new KubernetesSerialization()
                .unmarshal(table, GenericKubernetesResource.class)
                .get("rows", 0, "cells");
        return cells.subList(0, cells.size() - 1).stream().map(String::valueOf).toList();
    }

    private GenericKubernetesResource dryRun(String spec) {
        return dryRun("ClientIntents", spec);
    }

    private GenericKubernetesResource dryRun(String kind, String spec) {
        return client.resource(object(kind, "dry", spec))
                .dryRun()
                .fieldValidation(Validation.STRICT)
                .create();
    }

    private GenericKubernetesResource apply(String manager, String name, String spec) {
        return client.resource(object("ClientIntents", name, spec))
                .fieldValidation(Validation.STRICT)
                .fieldManager(manager)
                .serverSideApply();
    }

    private GenericKubernetesResource object(String kind, String name, String spec) {
        return new KubernetesSerialization()
                .unmarshal("""
                        apiVersion: clientintents.dev/v1alpha1
                        kind: %s
                        metadata: {name: %s, namespace: %s}
                        spec: %s
                        """.formatted(kind, name, namespace, spec), GenericKubernetesResource.class);
    }

    private static ClientIntents read(GenericKubernetesResource object) {
        var serialization = new KubernetesSerialization();
        return serialization.unmarshal(serialization.asJson(object), ClientIntents.class);
    }

    /** A list, in YAML's flow style, of {@code count} items that differ by their number. */
    private static String targets(int count, String item) {
        return IntStream.range(0, count)
                .mapToObj(number -> item.formatted(number))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
