package dev.clientintents.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CrdTest extends CrdContract {

    CrdTest() {
        super(
                Crd.read(),
                ClientIntents.class,
                ClientIntentsSpec.class,
                ClientIntentsStatus.class,
                List.of("Client", "Servers", "Pods", "Ready", "Reason", "Age"));
    }

    @Test
    void labelsAreOfTheGroup() {
        assertThat(Labels.PREFIX).isEqualTo(ClientIntents.GROUP + "/");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void driftIsFound(String what, String path, Consumer<JSONSchemaProps> change) {
        change.accept(Crd.field(schema, path));
        assertThat(drift(schema)).as(what).hasSize(1).first().asString().startsWith(path + ":");
    }

    static Stream<Arguments> driftIsFound() {
        return Stream.of(
                drifted("a field that only the records have", ".spec.client", s -> remove(s, "kind")),
                drifted("a field that only the CRD has", ".spec.consumes[]", s -> add(s, "weight")),
                drifted("a status field that only the CRD has", ".status", s -> add(s, "phase")),
                drifted("a printed field that only the records have", ".status", s -> remove(s, "enforcedServers")),
                drifted("a condition's field", ".status.conditions[]", s -> remove(s, "reason")),
                drifted("another type", ".status.servers[].name", s -> s.setType("integer")),
                drifted("another width", ".status.observedGeneration", s -> s.setFormat("int32")),
                drifted("a port that is no longer a number or a name", ".spec.consumes[].ports[].port", s -> {
                    s.setXKubernetesIntOrString(null);
                }),
                drifted("a list that is none", ".spec.consumes[].ports", s -> s.setType("object")),
                drifted("a state that Java does not know", ".status.servers[].state", s -> {
                    s.getEnum().add(TextNode.valueOf("Excellent"));
                }),
                drifted("a state that the CRD does not know", ".status.servers[].state", s -> {
                    s.getEnum().remove(0);
                }),
                drifted("a field that Java expects and the CRD does not require", ".spec", s -> {
                    s.setRequired(List.of("consumes"));
                }),
                drifted("a field that the CRD requires and Java leaves out", ".spec.consumes[].ports[]", s -> {
                    s.setRequired(List.of("port", "protocol"));
                }));
    }

    @Test
    void everyStateIsExplained() {
        String description = Crd.field(schema, ".status.servers[].state").getDescription();
        assertThat(TargetState.values())
                .allSatisfy(state -> assertThat(description).contains(state + ": "));
    }

    @Test
    void theStatusCountsTheServersThatAreEnforcedForTheColumnAndReadsItsOwnOutput() {
        var status = new ClientIntentsStatus(
                3L,
                4,
                List.of(),
                List.of(
                        server("auth-service", TargetState.Enforced),
                        server("api-gateway", TargetState.NoPods),
                        server("metrics-service", TargetState.Enforced)));
        var json = new KubernetesSerialization();

        String text = json.asJson(status);

        assertThat(text).contains("\"enforcedServers\":\"2/3\"");
        assertThat(json.unmarshal(text, ClientIntentsStatus.class)).isEqualTo(status);
        assertThat(json.asJson(new ClientIntentsStatus(3L, 4, null, null))).doesNotContain("enforcedServers");
    }

    private static TargetStatus server(String name, TargetState state) {
        return new TargetStatus(name, "shop", null, 1, null, state, null);
    }
}
