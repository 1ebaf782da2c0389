package dev.clientintents.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServerAccessCrdTest extends CrdContract {

    ServerAccessCrdTest() {
        super(
                Crd.readServerAccess(),
                ServerAccess.class,
                ServerAccessSpec.class,
                ServerAccessStatus.class,
                List.of("Server", "Pods", "Admitted", "Waiting", "Ready", "Reason", "Age"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void driftIsFound(String what, String path, Consumer<JSONSchemaProps> change) {
        change.accept(Crd.field(schema, path));
        assertThat(drift(schema)).as(what).hasSize(1).first().asString().startsWith(path + ":");
    }

    static Stream<Arguments> driftIsFound() {
        return Stream.of(
                drifted("a field that only the records have", ".spec.server", s -> remove(s, "kind")),
                drifted("a source that only the CRD has", ".spec.entrances[]", s -> add(s, "hosts")),
                drifted("a field in an object that says it all", ".spec.entrances[].routes", s -> add(s, "class")),
                drifted("a truth that is a text", ".spec.entrances[].self.enabled", s -> s.setType("string")),
                drifted("a count that need not be there", ".status.consumers", s -> s.setRequired(List.of("admitted"))),
                drifted("a count of another width", ".status.consumers.admitted", s -> s.setFormat("int64")),
                drifted("a consumer without a namespace", ".spec.consumers[]", s -> s.setRequired(List.of())));
    }

    @Test
    void everyStateOfAnEntranceIsExplained() {
        JSONSchemaProps state = Crd.field(schema, ".status.entrances[].state");
        assertThat(state.getEnum())
                .extracting(it -> ((TextNode) it).asText())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(state.getDescription()).contains(name + ": "));
    }

    @Test
    void whatIsWrittenIsWhatAPersonWouldWriteAndIsReadBack() {
        var access = new ServerAccess();
        access.getMetadata().setName("frontend");
        access.setSpec(new ServerAccessSpec(
                new ServerAccessSpec.Server("frontend", "Deployment"),
                null,
                List.of(
                        new ServerAccessSpec.Consumer("checkout", null, null, null),
                        new ServerAccessSpec.Consumer(
                                "mobile", "bff", null, List.of(new Port(new IntOrString(8443), null, null)))),
                List.of(new ServerAccessSpec.Entrance(
                        new ServerAccessSpec.Routes(), null, null, null, null, null, null, null))));
        var json = new KubernetesSerialization();

        String text = json.asYaml(access);

        assertThat(text).contains("- routes: {}").doesNotContain("null", "scrapes", "enforcement");
        assertThat(json.unmarshal(text, ServerAccess.class).getSpec()).isEqualTo(access.getSpec());
    }
}
