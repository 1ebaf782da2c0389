package dev.clientintents.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.PodEntry;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.PodIdentity;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservedPodTest {

    @ParameterizedTest(name = "phase {0}, deleted {1}, host network {2}: {3}")
    @CsvSource({
        "Pending, false, false, LIVE",
        "Running, false, false, LIVE",
        "Unknown, false, false, LIVE",
        "Running, false, true, HOST_NETWORK",
        "Running, true, false, TERMINATING",
        "Running, true, true, TERMINATING",
        "Succeeded, false, false, FINISHED",
        "Failed, false, false, FINISHED",
        "Failed, true, true, FINISHED",
    })
    void theStateFollowsFromPhaseDeletionAndNetwork(
            String phase, boolean deleted, boolean hostNetwork, PodEntry.State state) {
        Pod pod = new PodBuilder(pod())
                .editMetadata()
                .withDeletionTimestamp(deleted ? "2026-01-01T00:00:00Z" : null)
                .endMetadata()
                .editSpec()
                .withHostNetwork(hostNetwork)
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build();

        assertThat(entry(pod).state()).isEqualTo(state);
    }

    @Test
    void aPodThatHasNoStatusYetIsLive() {
        assertThat(entry(pod()).state()).isEqualTo(PodEntry.State.LIVE);
    }

    @Test
    void onlyTheOwnerThatControlsCounts() {
        Pod pod = new PodBuilder(pod())
                .editMetadata()
                .addToOwnerReferences(owner(null, "Deployment", "unset", "1"))
                .addToOwnerReferences(owner(false, "Deployment", "other", "2"))
                .addToOwnerReferences(owner(true, "ReplicaSet", "web-5f6", "3"))
                .endMetadata()
                .build();

        assertThat(ObservedPod.metadata(pod, VirtualClusters.NONE).controller())
                .isEqualTo(new OwnerReference("apps/v1", "ReplicaSet", "web-5f6", "3"));
        assertThat(ObservedPod.metadata(pod(), VirtualClusters.NONE).controller())
                .isNull();
    }

    @ParameterizedTest(name = "annotated {0}, owner {1} {2}, controls {3}: {4}")
    @CsvSource({
        "true,  v1,                Node,       true,  true",
        "true,  v1,                Node,       false, false",
        "true,  v1,                ReplicaSet, true,  false",
        "true,  apps/v1,           ReplicaSet, true,  false",
        "true,  nodes.example/v1,  Node,       true,  false",
        "false, v1,                Node,       true,  false",
    })
    void onlyWhatANodeControlsIsAMirror(
            boolean annotated, String apiVersion, String kind, boolean controls, boolean mirror) {
        Pod pod = new PodBuilder(pod())
                .editMetadata()
                .addToAnnotations(annotated ? "kubernetes.io/config.mirror" : "example.com/other", "a")
                .addToOwnerReferences(new OwnerReferenceBuilder(owner(controls, kind, "node-1", "1"))
                        .withApiVersion(apiVersion)
                        .build())
                .endMetadata()
                .build();

        assertThat(ObservedPod.metadata(pod, VirtualClusters.NONE).mirror()).isEqualTo(mirror);
    }

    @Test
    void whatNothingControlsIsNoMirror() {
        Pod pod = new PodBuilder(pod())
                .editMetadata()
                .addToAnnotations("kubernetes.io/config.mirror", "a")
                .endMetadata()
                .build();

        assertThat(ObservedPod.metadata(pod, VirtualClusters.NONE).mirror()).isFalse();
    }

    @ParameterizedTest(name = "an init container with the restart policy {0} names a port: {1}")
    @CsvSource({"Always, true", "OnFailure, false", "Never, false", ", false"})
    void ofInitContainersOnlyNativeSidecarsNamePorts(@Nullable String restartPolicy, boolean named) {
        Pod pod = new PodBuilder(pod())
                .editSpec()
                .addToContainers(container("app", 8080))
                .addToInitContainers(new ContainerBuilder(container("proxy", 4180))
                        .withRestartPolicy(restartPolicy)
                        .build())
                .endSpec()
                .build();

        assertThat(entry(pod).namedPorts())
                .extracting(PortRange.Named::name)
                .containsExactlyInAnyOrderElementsOf(named ? Set.of("app", "proxy") : Set.of("app"));
    }

    private static Container container(String port, int number) {
        return new ContainerBuilder()
                .withName(port)
                .addNewPort()
                .withName(port)
                .withContainerPort(number)
                .endPort()
                .build();
    }

    private static PodEntry entry(Pod pod) {
        return ObservedPod.entry(pod, new PodIdentity(new WorkloadId("shop", "Pod", "web"), null, null));
    }

    private static io.fabric8.kubernetes.api.model.OwnerReference owner(
            @Nullable Boolean controller, String kind, String name, String uid) {
        return new OwnerReferenceBuilder()
                .withApiVersion("apps/v1")
                .withController(controller)
                .withKind(kind)
                .withName(name)
                .withUid(uid)
                .build();
    }

    private static Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withUid("uid")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
    }
}
