package dev.clientintents.effective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.PodEntry;
import dev.clientintents.manifest.ClusterList;
import dev.clientintents.manifest.ManifestReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pods of an input run, so that their clients may close a server. */
class SnapshotPodTest {

    private static final String TEMPLATE =
            "\"selector\": {\"matchLabels\": {\"app\": \"web\"}}, \"template\": {\"metadata\": {\"labels\": {\"app\": \"web\"}}, \"spec\": {\"containers\": [{\"image\": \"a\", \"name\": \"a\"}]%s}}";

    @ParameterizedTest
    @CsvSource({"'', LIVE", "'\"replicas\": 2, ', LIVE", "'\"replicas\": 0, ', EXPECTED"})
    void aTemplateOfAFileStandsForPodsThatRunUnlessItIsScaledToZero(String replicas, PodEntry.State state) {
        assertThat(ofFile(deployment(replicas, ""))).isEqualTo(state);
    }

    @Test
    void ofALiveClusterOnlyPodsRun() throws IOException {
        assertThat(ofCluster(deployment("", ""))).isEqualTo(PodEntry.State.EXPECTED);
        assertThat(
                        ofCluster(
                                "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"web\"}, \"spec\": {\"containers\": [{\"image\": \"a\", \"name\": \"a\"}]}}"))
                .isEqualTo(PodEntry.State.LIVE);
    }

    @Test
    void aPodOnTheHostNetworkIsThatWhetherItRunsOrNot() throws IOException {
        String onHost = deployment("\"replicas\": 0, ", ", \"hostNetwork\": true");

        assertThat(ofFile(onHost)).isEqualTo(PodEntry.State.HOST_NETWORK);
        assertThat(ofCluster(onHost)).isEqualTo(PodEntry.State.HOST_NETWORK);
    }

    private static String deployment(String replicas, String ofPod) {
        return "{\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"metadata\": {\"name\": \"web\"}, \"spec\": {"
                + replicas + TEMPLATE.formatted(ofPod) + "}}";
    }

    private static PodEntry.State ofFile(String object) {
        var reader = new ManifestReader("default");
        reader.read("file", new ByteArrayInputStream(object.getBytes(StandardCharsets.UTF_8)));
        return reader.snapshot().pods().get(0).entry().state();
    }

    private static PodEntry.State ofCluster(String object) throws IOException {
        var reader = new ManifestReader("default");
        ClusterList list = reader.clusterList("/api");
        list.add("{\"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": [" + object + "]}");
        list.complete();
        return reader.snapshot().pods().get(0).entry().state();
    }
}
