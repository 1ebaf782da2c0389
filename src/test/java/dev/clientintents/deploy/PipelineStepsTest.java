package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.graph.Scope;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.model.Enforcement;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

class PipelineStepsTest {

    private static final String MANIFESTS = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{image: a, name: a}]}}}
            ---
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: web, namespace: shop}
            spec:
              client: {name: web}
              consumes: [{name: %s}]
            """;

    @ParameterizedTest
    @ValueSource(strings = {"GitHub Actions", "GitLab CI", "pre-commit", "Argo CD", "Flux"})
    void everyStepIsYaml(String heading) {
        assertThat(PipelineSteps.under(heading).isObject()).isTrue();
    }

    @Test
    void actionsOfOthersArePinnedToCommits() {
        var uses = PipelineSteps.action().findValuesAsText("uses");
        uses.addAll(PipelineSteps.under("GitHub Actions").findValuesAsText("uses"));

        assertThat(uses)
                .filteredOn(it -> !it.startsWith("OWNER/"))
                .isNotEmpty()
                .allMatch(it -> it.matches("[\\w/-]+@[0-9a-f]{40}"));
    }

    @Test
    void theStepSetsOnlyInputsThatTheActionHas() {
        JsonNode step = PipelineSteps.under("GitHub Actions").at("/jobs/check/steps/1/with");

        assertThat(step.properties())
                .isNotEmpty()
                .allSatisfy(input -> assertThat(
                                PipelineSteps.action().path("inputs").has(input.getKey()))
                        .isTrue());
    }

    @ParameterizedTest
    @CsvSource({"web, false, Healthy", "wep, false, Degraded", "web, true, Progressing"})
    void argoCdShowsWhatTheOperatorsStatusSays(String target, boolean pending, String health) throws IOException {
        JsonNode object = object(target, pending);

        assertThat(health(object)).isEqualTo(health);
    }

    @Test
    void argoCdWaitsForAStatusOfThisVersion() throws IOException {
        var mapper = new ObjectMapper();
        var old = (ObjectNode) object("web", false);
        old.putObject("metadata").put("generation", 4);

        assertThat(health(old)).isEqualTo("Progressing");
        assertThat(health(mapper.readTree("{\"metadata\": {\"generation\": 1}}")))
                .isEqualTo("Progressing");
    }

    private static JsonNode object(String target, boolean pending) throws IOException {
        var reader = new ManifestReader("default");
        reader.read("test", new ByteArrayInputStream(MANIFESTS.formatted(target).getBytes(StandardCharsets.UTF_8)));
        Snapshot snapshot = reader.snapshot();
        var status = StatusPlan.of(
                Outcome.of(snapshot, new Scope(Enforcement.ACTIVE, Set.of())).graph(),
                server -> pending ? WriteState.QUEUED : WriteState.DONE,
                snapshot.intents().get(0).entry(),
                3L,
                null,
                Instant.EPOCH);
        var object = new ObjectMapper().createObjectNode();
        object.putObject("metadata").put("generation", 3);
        object.set("status", new ObjectMapper().valueToTree(status));
        return object;
    }

    private static String health(JsonNode object) {
        String script = PipelineSteps.under("Argo CD")
                .path("data")
                .path("resource.customizations.health.clientintents.dev_ClientIntents")
                .asText();
        Globals globals = JsePlatform.standardGlobals();
        globals.set("obj", lua(object));
        return globals.load(script).call().get("status").checkjstring();
    }

    private static LuaValue lua(JsonNode node) {
        if (node.isObject()) {
            var table = new LuaTable();
            node.properties().forEach(field -> table.set(field.getKey(), lua(field.getValue())));
            return table;
        }
        if (node.isArray()) {
            var table = new LuaTable();
            for (int i = 0; i < node.size(); i++) {
                table.set(i + 1, lua(node.get(i)));
            }
            return table;
        }
        return node.isNumber()
                ? LuaValue.valueOf(node.asDouble())
                : node.isBoolean()
                        ? LuaValue.valueOf(node.asBoolean())
                        : node.isNull() ? LuaValue.NIL : LuaValue.valueOf(node.asText());
    }
}
