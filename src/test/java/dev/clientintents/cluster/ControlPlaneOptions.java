package dev.clientintents.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a control plane consists of.
 *
 * @param controllerManager whether the controllers of workloads, namespaces and garbage collection run
 * @param auditLog whether the API server writes down every request
 * @param users users beside {@code admin} and {@code kubelet}, and their groups; what they may do is up to RBAC
 * @param apiServerFlags further flags of kube-apiserver
 */
public record ControlPlaneOptions(
        boolean controllerManager, boolean auditLog, Map<String, Set<String>> users, List<String> apiServerFlags) {
    public ControlPlaneOptions {
        users = users.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, user -> Set.copyOf(user.getValue())));
        apiServerFlags = List.copyOf(apiServerFlags);
    }

    /**
     * With controllers, without an audit log, and with the users {@code alice} and {@code bob}, who may do nothing yet.
     */
    public static ControlPlaneOptions defaults() {
        return new ControlPlaneOptions(true, false, Map.of("alice", Set.of(), "bob", Set.of()), List.of());
    }

    public ControlPlaneOptions withControllerManager(boolean wanted) {
        return new ControlPlaneOptions(wanted, auditLog, users, apiServerFlags);
    }

    public ControlPlaneOptions withAuditLog(boolean wanted) {
        return new ControlPlaneOptions(controllerManager, wanted, users, apiServerFlags);
    }

    public ControlPlaneOptions withUsers(Map<String, Set<String>> wanted) {
        return new ControlPlaneOptions(controllerManager, auditLog, wanted, apiServerFlags);
    }

    public ControlPlaneOptions withApiServerFlags(String... wanted) {
        return new ControlPlaneOptions(controllerManager, auditLog, users, List.of(wanted));
    }
}
