package dev.clientintents.backend.hostname;

/**
 * A kind of policy that names hosts outside the cluster. Each adds to what NetworkPolicies admit. Those of Cilium, GKE and
 * AWS close everything else by themselves: the client's NetworkPolicy must be there before them. None says anything where
 * it cannot say exactly what is declared. Calico has no such kind, except in editions that are not open.
 */
public sealed interface HostBackend permits AntreaHosts, AwsHosts, CiliumHosts, ClusterPolicyHosts, GkeHosts {

    /** Returns the kind of its objects. */
    ServedKind kind();

    /** Returns the policy for a client, or why there cannot be one. */
    Rendering render(HostAccess access);
}
