package dev.clientintents.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** The status that a kubelet gives to a pod whose containers run. */
public final class RunningPod {
    private static final String NODE_ADDRESS = "192.168.0.1";

    private RunningPod() {}

    /** A patch body: the status alone. */
    public static Pod status(Pod pod, String address, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String podAddress = Boolean.TRUE.equals(pod.getSpec().getHostNetwork()) ? NODE_ADDRESS : address;
        return new PodBuilder()
                .withNewStatus()
                .withPhase("Running")
                .withHostIP(NODE_ADDRESS)
                .addNewHostIP(NODE_ADDRESS)
                .withPodIP(podAddress)
                .addNewPodIP(podAddress)
                .withStartTime(time)
                .withConditions(Stream.of("PodScheduled", "Initialized", "ContainersReady", "Ready")
                        .map(type -> condition(type, time))
                        .toList())
                .withContainerStatuses(containers(pod, time))
                .endStatus()
                .build();
    }

    private static PodCondition condition(String type, String time) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus("True")
                .withLastTransitionTime(time)
                .build();
    }

    private static List<ContainerStatus> containers(Pod pod, String time) {
        return pod.getSpec().getContainers().stream()
                .map(container -> container(container, time))
                .toList();
    }

    private static ContainerStatus container(Container container, String time) {
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID(container.getImage())
                .withReady(true)
                .withStarted(true)
                .withRestartCount(0)
                .withNewState()
                .withNewRunning(time)
                .endState()
                .build();
    }
}
