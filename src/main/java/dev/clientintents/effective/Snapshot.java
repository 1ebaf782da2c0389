package dev.clientintents.effective;

import dev.clientintents.egress.EgressSettings;
import dev.clientintents.egress.Endpoints;
import dev.clientintents.egress.NodeCache;
import dev.clientintents.exposure.ControllerFact;
import dev.clientintents.exposure.Entrances;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.exposure.Lead;
import dev.clientintents.exposure.NodeFacts;
import dev.clientintents.exposure.ReferenceGrant;
import dev.clientintents.finding.Finding;
import dev.clientintents.graph.WorkloadEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.reach.World;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The objects that the input holds, as the operator would see them in a cluster, and what it is told of that cluster.
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
 * @param nodeFacts what nodes tell about addresses, by their names
 * @param apiServers addresses of the API server that objects tell
 * @param slices what EndpointSlices tell of where Services are found
 * @param nodeCaches the DaemonSets that answer DNS queries on each node
 * @param leads what Ingresses, routes, monitors, webhooks and others say about traffic to servers
 * @param grants what namespaces permit routes of others
 * @param controllers what tells which controllers serve Ingresses and routes
 * @param exposure where entrances come from, as the operator is told
 * @param egress where ways out are closed, as the operator is told
 * @param intents the ClientIntents that are valid
 * @param accesses the ServerAccesses that are valid
 * @param unevaluated the finding about policies that open or close connections and are not evaluated; empty where there
 *     are none, or all are accepted
 * @param partlySeen the namespaces in which objects of the input make pods that no template describes
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
        Map<String, NodeFacts> nodeFacts,
        List<String> apiServers,
        Map<ObjectKey, Endpoints> slices,
        Map<ObjectKey, NodeCache> nodeCaches,
        List<Sourced<Lead>> leads,
        List<ReferenceGrant> grants,
        List<ControllerFact> controllers,
        ExposureSettings exposure,
        EgressSettings egress,
        List<DeclaredIntents> intents,
        List<DeclaredAccess> accesses,
        Optional<Finding> unevaluated,
        Set<String> partlySeen,
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
        nodeFacts = Map.copyOf(nodeFacts);
        apiServers = List.copyOf(apiServers);
        slices = Map.copyOf(slices);
        nodeCaches = Map.copyOf(nodeCaches);
        leads = List.copyOf(leads);
        grants = List.copyOf(grants);
        controllers = List.copyOf(controllers);
        intents = List.copyOf(intents);
        accesses = List.copyOf(accesses);
        partlySeen = Set.copyOf(partlySeen);
        findings = List.copyOf(findings);
    }

    /**
     * Returns the snapshot with other declarations and policies; the rest stays as it is.
     *
     * @param without the NetworkPolicies that are no more
     * @param added has the further declarations, with their findings
     */
    public Snapshot changed(Set<ObjectKey> without, Snapshot added) {
        var allNamespaces = new TreeMap<>(added.namespaces);
        allNamespaces.putAll(namespaces);
        return with(
                allNamespaces,
                policies.stream()
                        .filter(it -> !without.contains(key(it.object())))
                        .toList(),
                Stream.concat(intents.stream(), added.intents.stream()).toList(),
                Stream.concat(accesses.stream(), added.accesses.stream()).toList(),
                Stream.concat(findings.stream(), added.findings.stream()).toList());
    }

    /** Returns the snapshot with other ServerAccesses; the rest stays as it is. */
    public Snapshot withAccesses(List<DeclaredAccess> others) {
        return with(namespaces, policies, intents, others, findings);
    }

    private Snapshot with(
            SortedMap<String, SnapshotNamespace> otherNamespaces,
            List<Sourced<NetworkPolicy>> otherPolicies,
            List<DeclaredIntents> otherIntents,
            List<DeclaredAccess> otherAccesses,
            List<Finding> otherFindings) {
        return new Snapshot(
                otherNamespaces,
                pods,
                templates,
                workloads,
                services,
                otherPolicies,
                adminPolicies,
                nodes,
                nodeFacts,
                apiServers,
                slices,
                nodeCaches,
                leads,
                grants,
                controllers,
                exposure,
                egress,
                otherIntents,
                otherAccesses,
                unevaluated,
                partlySeen,
                otherFindings);
    }

    /** Returns what follows leads to the pods of the input. */
    public Entrances entrances() {
        return new Entrances(services.stream().map(Sourced::object).toList(), grants);
    }

    private static ObjectKey key(NetworkPolicy policy) {
        return new ObjectKey(
                policy.getMetadata().getNamespace(), policy.getMetadata().getName());
    }
}
