package dev.clientintents.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservedTrafficCrdTest {

    private final CustomResourceDefinition crd = Crd.readObservedTraffic();
    private final JSONSchemaProps schema = Crd.schema(crd);

    @Test
    void theCrdIsNamedAsTheJavaClassSays() {
        Class<? extends HasMetadata> resource = ObservedTraffic.class;
        assertThat(crd.getSpec().getGroup()).isEqualTo(HasMetadata.getGroup(resource));
        assertThat(Crd.version(crd).getName()).isEqualTo(HasMetadata.getVersion(resource));
        assertThat(crd.getSpec().getNames().getKind()).isEqualTo(HasMetadata.getKind(resource));
        assertThat(crd.getSpec().getNames().getPlural()).isEqualTo(HasMetadata.getPlural(resource));
        assertThat(crd.getMetadata().getName()).isEqualTo(HasMetadata.getFullResourceName(resource));
        assertThat(crd.getSpec().getScope()).isEqualTo("Namespaced");
    }

    @Test
    void everyFieldOfTheRecordsIsInTheCrdAndTheOtherWayRound() {
        assertThat(schema.getProperties()).containsOnlyKeys("apiVersion", "kind", "metadata", "status");
        assertThat(SchemaDrift.between(ObservedTrafficStatus.class, Crd.field(schema, ".status"), ".status"))
                .isEmpty();
    }

    @Test
    void everyFieldIsDescribedInSentencesAndBounded() {
        assertThat(Crd.fields(schema)).allSatisfy((path, field) -> {
            if (path.equals(".metadata")) {
                return;
            }
            assertThat(String.valueOf(field.getDescription())).as(path).matches("(?s)[A-Z'].*(\\.|#[a-z-]+)");
            if (!path.startsWith(".status")) {
                return;
            }
            switch (field.getType()) {
                case "array" -> assertThat(field.getMaxItems()).as(path).isNotNull();
                case "integer" -> assertThat(field.getMinimum()).as(path).isNotNull();
                case "string" -> {
                    if (field.getEnum() == null || field.getEnum().isEmpty()) {
                        assertThat(field.getMaxLength()).as(path).isNotNull();
                    }
                }
                default -> assertThat(field.getType()).isEqualTo("object");
            }
        });
    }

    @Test
    void everyStateIsExplained() {
        JSONSchemaProps state = Crd.field(schema, ".status.connections[].state");
        assertThat(state.getEnum())
                .extracting(JsonNode::asText)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(state.getDescription()).contains(name + ": "));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        var traffic = new ObservedTraffic();
        traffic.getMetadata().setName(ObservedTraffic.NAME);
        var party = new ObservedTrafficStatus.ObservedParty("shop", "Deployment", "web", null, null, null);
        traffic.setStatus(new ObservedTrafficStatus(
                "2026-11-28T10:00:00Z",
                "2026-11-28T11:00:00Z",
                List.of(new ObservedTrafficStatus.ObservedConnection(
                        party,
                        party,
                        "TCP",
                        8080,
                        ObservedState.Undeclared,
                        3L,
                        null,
                        "2026-11-28T10:00:00Z",
                        "2026-11-28T11:00:00Z")),
                List.of(),
                null));
        var json = new KubernetesSerialization();

        String text = json.asYaml(traffic);

        assertThat(text).doesNotContain("null", "spec", "unanswered", "leftOut");
        assertThat(json.unmarshal(text, ObservedTraffic.class).getStatus()).isEqualTo(traffic.getStatus());
    }
}
