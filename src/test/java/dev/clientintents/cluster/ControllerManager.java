package dev.clientintents.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The controllers that turn workloads into pods, and that clean up. */
final class ControllerManager {
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final String CONTROLLERS = String.join(
            ",",
            "cronjob-controller",
            "daemonset-controller",
            "deployment-controller",
            "endpointslice-controller",
            "garbage-collector-controller",
            "job-controller",
            "namespace-controller",
            "replicaset-controller",
            "replicationcontroller-controller",
            "statefulset-controller",
            "validatingadmissionpolicy-status-controller");

    private final Daemon daemon;

    private ControllerManager(Daemon daemon) {
        this.daemon = daemon;
    }

    static ControllerManager start(Path binary, Path folder, Path kubeconfig) {
        return new ControllerManager(Daemon.start(
                "kube-controller-manager",
                List.of(
                        binary.toString(),
                        "--kubeconfig=" + kubeconfig,
                        "--controllers=" + CONTROLLERS,
                        "--use-service-account-credentials",
                        "--leader-elect=false",
                        "--kube-api-qps=2000",
                        "--kube-api-burst=4000",
                        "--secure-port=0",
                        "--profiling=false"),
                folder.resolve("kube-controller-manager.log")));
    }

    void stop() {
        daemon.stop(STOP);
    }

    void kill() {
        daemon.kill();
    }
}
