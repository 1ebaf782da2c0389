package dev.clientintents.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.PodEntry;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.PodIdentity;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
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

        assertThat(ObservedPod.metadata(pod).controller())
                .isEqualTo(new OwnerReference("apps/v1", "ReplicaSet", "web-5f6", "3"));
        assertThat(ObservedPod.metadata(pod()).controller()).isNull();
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
