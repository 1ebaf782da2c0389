package dev.clientintents.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.cluster.Helm;
import dev.clientintents.cluster.RealHelm;
import dev.clientintents.deploy.Manifests;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Helm 4 takes the chart as Helm 3 does. */
@RealHelm(4)
class Helm4IT {

    private final Helm helm;

    Helm4IT(Helm helm) {
        this.helm = helm;
    }

    static Stream<Path> values() {
        return Chart.tried().stream();
    }

    @ParameterizedTest
    @MethodSource("values")
    void lintFindsNothing(Path values) {
        assertThat(helm.offline("lint", "--strict", Chart.FOLDER.toString(), "--values", values.toString()))
                .contains("1 chart(s) linted, 0 chart(s) failed");
    }

    @Test
    void itRendersTheSameObjectsAsHelm3() {
        List<HasMetadata> rendered = Chart.objects(
                helm,
                "--set",
                "guard.enabled=false",
                "--values",
                Manifests.DEPLOY.resolve("operator-values.yaml").toString());
        rendered.forEach(object -> object.getMetadata()
                .getLabels()
                .keySet()
                .removeAll(Set.of("app.kubernetes.io/managed-by", "helm.sh/chart")));

        assertThat(rendered)
                .containsExactlyInAnyOrderElementsOf(Manifests.read(Manifests.DEPLOY.resolve("operator.yaml")));
    }
}
