package dev.clientintents.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.egress.EgressFacts;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.egress.TargetPorts;
import dev.clientintents.exposure.ExposureIndex;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Objects that lead traffic, and are huge or of a shape that nobody knows. */
class ExposingKindTest {

    private static final ObjectKey KEY = new ObjectKey("shop", "all");

    private final ExposureIndex index = new ExposureIndex(ExposureSettings.DEFAULT);
    private final ClusterFacts facts =
            new ClusterFacts(index, new EgressFacts(EgressSettings.DEFAULT, List.of(), TargetPorts.UNKNOWN));

    @Test
    void anObjectThatLeadsToMoreThanAnybodyMeansIsRefusedWithWhatIsTaken() {
        var kind = new ExposingKind.Leading("networking.k8s.io", "Ingress");

        kind.read(KEY, ingress(5_000)).accept(facts);
        assertThatThrownBy(() -> kind.read(KEY, ingress(5_001)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it leads to 5001 backends, of which 5000 are taken at most");
    }

    @Test
    void ofAVersionThatNobodyKnowsWhatIsUnderstoodCountsAndTheRestIsNothing() {
        index.put(new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web-0")
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of("app", "web"))
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build());
        index.changes();
        var kind = new ExposingKind.Leading("gateway.networking.k8s.io", "HTTPRoute");

        kind.read(KEY, Map.of("apiVersion", "gateway.networking.k8s.io/v9", "spec", Map.of("ways", List.of("web-0"))))
                .accept(facts);
        kind.read(KEY, Map.of("spec", List.of(7))).accept(facts);
        assertThat(index.changes()).isEmpty();

        kind.read(
                        KEY,
                        Map.of(
                                "apiVersion",
                                "gateway.networking.k8s.io/v9",
                                "spec",
                                Map.of(
                                        "novelty",
                                        9,
                                        "parentRefs",
                                        List.of(Map.of("name", "public")),
                                        "rules",
                                        List.of(Map.of("backendRefs", backends(1))))))
                .accept(facts);
        assertThat(index.changes()).hasSize(1);
    }

    private static Map<String, Object> ingress(int backends) {
        return Map.of(
                "spec",
                Map.of(
                        "rules",
                        IntStream.range(0, backends)
                                .mapToObj(it -> Map.of(
                                        "http",
                                        Map.of(
                                                "paths",
                                                List.of(Map.of(
                                                        "backend",
                                                        Map.of(
                                                                "service",
                                                                Map.of(
                                                                        "name",
                                                                        "web-" + it,
                                                                        "port",
                                                                        Map.of("number", 80))))))))
                                .toList()));
    }

    private static List<Map<String, Object>> backends(int number) {
        return IntStream.range(0, number)
                .mapToObj(it -> Map.<String, Object>of("name", "web-" + it, "port", 80))
                .toList();
    }
}
