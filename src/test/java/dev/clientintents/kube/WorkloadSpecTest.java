package dev.clientintents.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadSpecTest {

    @Test
    void labelsAndExpressionsAreRead() {
        assertThat(selector("""
                {"matchLabels": {"app": "db"}, "matchExpressions": [{"key": "tier", "operator": "In", "values": ["a"]}]}"""))
                .contains(new LabelSelector(
                        List.of(new LabelSelectorRequirement("tier", "In", List.of("a"))), Map.of("app", "db")));
    }

    @Test
    void thatOfAReplicationControllerIsJustLabels() {
        assertThat(selector("{\"app\": \"db\"}")).contains(new LabelSelector(List.of(), Map.of("app", "db")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"app=db\"", "[\"app\"]", "{\"app\": {\"name\": \"db\"}}", "{\"replicas\": 3}"})
    void anythingElseOfThatNameIsNone(String json) {
        assertThat(selector(json)).isEmpty();
    }

    private static Optional<LabelSelector> selector(String json) {
        try {
            return new ObjectMapper()
                    .readValue("{\"metadata\": {}, \"spec\": {\"selector\": " + json + "}}", WorkloadSpec.class)
                    .selector();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
