package dev.clientintents.effective;

import dev.clientintents.finding.Finding;
import dev.clientintents.graph.WorkloadEntry;
import dev.clientintents.reach.World;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The objects that the input holds, as the operator would see them in a cluster.
 *
 * @param namespaces every namespace that the input holds or names, by name
 * @param pods the pods of the input, and one for each template whose workload has none there; finished pods are left
 *     out
 * @param templates the pods of all templates of the input, whether or not their workloads have pods there
 * @param workloads the workload objects, and by what they find their pods
 * @param services the Services
 * @param policies the NetworkPolicies of anyone, the operator's included
 * @param adminPolicies the admin policies that are evaluated
 * @param nodes the nodes; none where the input has none
 * @param ingresses the Ingresses
 * @param intents the ClientIntents that are valid
 * @param unevaluated the finding about policies that open or close connections and are not evaluated; empty where there
 *     are none, or all are accepted
 * @param findings what could not be read, or not be taken, in the order of the input
 */
public record Snapshot(
        SortedMap<String, SnapshotNamespace> namespaces,
        List<SnapshotPod> pods,
        List<SnapshotPod> templates,
        List<WorkloadEntry> workloads,
        List<Sourced<Service>> services,
        List<Sourced<NetworkPolicy>> policies,
        List<Sourced<AdminPolicy>> adminPolicies,
        List<World.Node> nodes,
        List<Sourced<Ingress>> ingresses,
        List<DeclaredIntents> intents,
        Optional<Finding> unevaluated,
        List<Finding> findings) {

    public Snapshot {
        namespaces = Collections.unmodifiableSortedMap(namespaces);
        pods = List.copyOf(pods);
        templates = List.copyOf(templates);
        workloads = List.copyOf(workloads);
        services = List.copyOf(services);
        policies = List.copyOf(policies);
        adminPolicies = List.copyOf(adminPolicies);
        nodes = List.copyOf(nodes);
        ingresses = List.copyOf(ingresses);
        intents = List.copyOf(intents);
        findings = List.copyOf(findings);
    }
}
