package dev.clientintents.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.effective.Sourced;
import dev.clientintents.finding.Finding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an API server answers says the same as it would in a file. */
class ClusterListTest {

    private static final List<String> PAGES = List.of("""
            {"kind": "PodList", "apiVersion": "v1", "metadata": {"resourceVersion": "7"}, "items": [
              {"metadata": {"name": "web", "namespace": "shop", "uid": "u", "resourceVersion": "5", "labels": {"app": "web", "managedFields": "x"},
                 "managedFields": [{"fieldsV1": {"f:metadata": {}}}], "annotations": {"other": "x", "clientintents.dev/service-name": "front"},
                 "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-1", "uid": "r", "controller": true}]},
               "spec": {"hostNetwork": false, "containers": [{"image": "a", "name": "a \\u00e4 \\" \\\\", "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}]}],
                 "odd": 12345678901234567890, "ratio": 1.10, "nothing": null},
               "status": {"phase": "Running", "podIP": "10.0.0.1"}}]}
            """, """
            {"items": [{"apiVersion": "clientintents.dev/v1alpha1", "kind": "ClientIntents", "metadata": {"name": "web", "namespace": "shop"},
               "spec": {"client": {"name": "front"}, "consumes": [{"name": "db", "namespace": "", "ports": [{"port": 9000, "endPort": 9010, "protocol": "UDP"}]}]}}],
             "kind": "ClientIntentsList", "apiVersion": "clientintents.dev/v1alpha1", "metadata": {"continue": "d=="}}
            """, """
            {"kind": "NetworkPolicyList", "apiVersion": "networking.k8s.io/v1", "metadata": {}, "items": [
              {"metadata": {"name": "deny", "namespace": "shop"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress"],
                 "ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}, {"namespaceSelector": {}}],
                   "ports": [{"port": "http"}]}]}}]}
            """);

    @Test
    void itSaysTheSameAsInAFile() throws IOException {
        var live = new ManifestReader("default");
        var file = new ManifestReader("default");
        for (String page : PAGES) {
            ClusterList list = live.clusterList("/api");
            list.add(page);
            list.complete();
            file.read("file", new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
        }

        Snapshot ofCluster = live.snapshot();
        Snapshot ofFile = file.snapshot();
        assertThat(ofCluster.pods()).hasSize(1);
        assertThat(ofCluster.pods().get(0).workload()).hasToString("shop/ReplicaSet/front");
        assertThat(ofCluster.pods())
                .extracting(SnapshotPod::pod, SnapshotPod::identity)
                .isEqualTo(ofFile.pods().stream()
                        .map(it -> org.assertj.core.groups.Tuple.tuple(it.pod(), it.identity()))
                        .toList());
        assertThat(ofCluster.intents())
                .hasSize(1)
                .extracting(DeclaredIntents::entry)
                .isEqualTo(ofFile.intents().stream().map(DeclaredIntents::entry).toList());
        assertThat(ofCluster.policies())
                .hasSize(1)
                .extracting(Sourced::object)
                .isEqualTo(ofFile.policies().stream().map(Sourced::object).toList());
        assertThat(ofCluster.findings())
                .extracting(Finding::code)
                .isEqualTo(ofFile.findings().stream().map(Finding::code).toList());
    }

    @Test
    void nothingCountsOfPagesThatAreForgottenOrOfAListThatIsNotWhole() throws IOException {
        var reader = new ManifestReader("default");
        ClusterList restarted = reader.clusterList("/api");
        restarted.add(PAGES.get(0));
        restarted.clear();
        restarted.add(PAGES.get(1));
        restarted.complete();
        reader.clusterList("/api").add(PAGES.get(2));

        Snapshot snapshot = reader.snapshot();

        assertThat(snapshot.pods()).isEmpty();
        assertThat(snapshot.intents()).hasSize(1);
        assertThat(snapshot.policies()).isEmpty();
    }

    @Test
    void theNextPageIsThatOfTheListAndNotOfAnObject() throws IOException {
        Map<String, String> pages = Map.of(
                "{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"metadata\": {\"continue\": \"abc==\"}, \"items\": []}",
                "abc==",
                // of custom resources the list's metadata comes last
                PAGES.get(1),
                "d==",
                "{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"items\": [{\"metadata\": {\"continue\": \"no\"}}], \"metadata\": {\"continue\": \"\"}}",
                "",
                "{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"metadata\": {\"labels\": {\"continue\": \"no\"}}, \"continue\": \"no\", \"items\": []}",
                "");
        for (Map.Entry<String, String> page : pages.entrySet()) {
            assertThat(new ManifestReader("default")
                            .clusterList("/api")
                            .add(page.getKey())
                            .orElse(""))
                    .isEqualTo(page.getValue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{\"items\": [", "", "{\"items\": [1, ", "{} {}"})
    void whatIsNotJsonIsAnError(String text) {
        assertThatThrownBy(
                        () -> new ManifestReader("default").clusterList("/api").add(text))
                .isInstanceOf(IOException.class);
    }
}
