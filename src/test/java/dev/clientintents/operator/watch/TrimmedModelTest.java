package dev.clientintents.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.observe.ObservedPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrimmedModelTest {

    private static final String POD = """
            {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"name": "%s", "namespace": "shop", "uid": "1-%s", "resourceVersion": "7",
              "labels": {"app": "web", "clientintents.dev/consumes-auth.shop": "true"},
              "annotations": {"clientintents.dev/service-name": "checkout", "notes": "a long text"},
              "managedFields": [{"manager": "kubectl"}],
              "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-1", "uid": "9",
                                   "controller": true}]},
             "spec": {"nodeName": "n", "containers": [{"name": "web", "image": "web", "env": [{"name": "A"}],
                      "ports": [{"name": "http", "containerPort": 8080}]}],
                      "initContainers": [{"name": "proxy", "image": "proxy", "restartPolicy": "Always",
                                          "ports": [{"name": "proxy", "containerPort": 4180}]}]},
             "status": {"phase": "Running", "podIP": "10.0.0.1"}}
            """;

    private final KubernetesSerialization json = TrimmedModel.serialization(VirtualClusters.NONE);

    @Test
    void whatTheOperatorUsesIsKeptAndNothingElse() {
        Pod pod = pod("web-1-a");

        assertThat(pod.getMetadata().getLabels())
                .isEqualTo(Map.of("app", "web", "clientintents.dev/consumes-auth.shop", "true"));
        assertThat(pod.getMetadata().getAnnotations()).isEqualTo(Map.of("clientintents.dev/service-name", "checkout"));
        assertThat(pod.getMetadata().getManagedFields()).isEmpty();
        assertThat(pod.getSpec().getNodeName()).isNull();
        assertThat(pod.getSpec().getContainers().get(0).getImage()).isNull();
        assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
        assertThat(pod.getStatus().getPodIP()).isNull();
        assertThat(ObservedPod.metadata(pod, VirtualClusters.NONE).controller())
                .isEqualTo(new OwnerReference("apps/v1", "ReplicaSet", "web-1", "9"));
        assertThat(pod.getSpec().getContainers().get(0).getPorts())
                .extracting(ContainerPort::getName)
                .containsExactly("http");
        Container sidecar = pod.getSpec().getInitContainers().get(0);
        assertThat(sidecar.getImage()).isNull();
        assertThat(sidecar.getRestartPolicy()).isEqualTo("Always");
        assertThat(sidecar.getPorts()).extracting(ContainerPort::getName).containsExactly("proxy");
    }

    @Test
    void whatTheSyncerOfAVirtualClusterTellsIsKeptOnlyWhereItIsBelieved() {
        String synced = """
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"annotations": {"vcluster.loft.sh/object-name": "web", "other": "a"},
                              "name": "web-x-shop-x-vc", "namespace": "%s"}}
                """;
        KubernetesSerialization trusting = TrimmedModel.serialization(new VirtualClusters(Set.of("tenant")));

        assertThat(trusting.unmarshal(synced.formatted("tenant"), Pod.class)
                        .getMetadata()
                        .getAnnotations())
                .isEqualTo(Map.of("vcluster.loft.sh/object-name", "web"));
        assertThat(trusting.unmarshal(synced.formatted("shop"), Pod.class)
                        .getMetadata()
                        .getAnnotations())
                .isEmpty();
        assertThat(json.unmarshal(synced.formatted("tenant"), Pod.class)
                        .getMetadata()
                        .getAnnotations())
                .isEmpty();
    }

    @Test
    void replicasShareWhatTheyHaveInCommon() {
        Pod one = pod("web-1-a");
        Pod other = pod("web-1-b");

        assertThat(one.getMetadata().getName()).isNotEqualTo(other.getMetadata().getName());
        assertThat(one.getSpec()).isSameAs(other.getSpec());
        assertThat(one.getStatus()).isSameAs(other.getStatus());
        assertThat(one.getMetadata().getOwnerReferences())
                .isSameAs(other.getMetadata().getOwnerReferences());
        assertThat(one.getMetadata().getLabels().get("app"))
                .isSameAs(other.getMetadata().getLabels().get("app"));
    }

    @Test
    void whatIsWrittenIsWhole() {
        String event = json.asJson(new EventBuilder()
                .withNewMetadata()
                .withGenerateName("web.")
                .addToLabels("app", "web")
                .endMetadata()
                .build());

        assertThat(event).contains("\"generateName\":\"web.\"", "\"labels\":{\"app\":\"web\"}");
    }

    @Test
    void anEventOfAWatchIsReadTheSameWay() {
        WatchEvent event = json.unmarshal(
                "{\"type\": \"MODIFIED\", \"object\": " + POD.formatted("web-1-a", "web-1-a") + "}", WatchEvent.class);

        assertThat(event.getObject()).isEqualTo(pod("web-1-a"));
    }

    private Pod pod(String name) {
        return json.unmarshal(POD.formatted(name, name), Pod.class);
    }
}
