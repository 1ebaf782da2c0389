package dev.clientintents.backend.hostname;

import dev.clientintents.graph.HostAccess;
import dev.clientintents.graph.HostNaming;
import java.util.Optional;

/**
 * A kind of policy that names hosts outside the cluster. Each adds to what NetworkPolicies admit. Those of Cilium, GKE and
 * AWS close everything else by themselves: the client's NetworkPolicy must be there before them. None says anything where
 * it cannot say exactly what is declared. Calico has no such kind, except in editions that are not open.
 */
public sealed interface HostBackend extends HostNaming
        permits AntreaHosts, AwsHosts, CiliumHosts, ClusterPolicyHosts, GkeHosts {

    /** Returns the kind of its objects. */
    ServedKind kind();

    /** Returns the plural of the kind, as the paths of its objects have it. */
    String plural();

    /** Returns whether its objects lie in the namespaces of the clients; those that do not lie in none. */
    default boolean namespaced() {
        return true;
    }

    /** Returns the policy for a client, or why there cannot be one. */
    Rendering render(HostAccess access);

    @Override
    default Optional<String> refusal(HostAccess access) {
        return render(access) instanceof Rendering.Refused refused ? Optional.of(refused.reason()) : Optional.empty();
    }
}
