package dev.clientintents.effective;

import dev.clientintents.finding.Finding;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * What the input holds, as the operator would see it in a cluster.
 *
 * @param namespaces every namespace that the input holds or names, by name
 * @param pods the pods of the input, and one for each template whose workload has none there; finished pods are left out
 * @param templates the pods of all templates of the input, whether or not their workloads have pods there
 * @param services the Services
 * @param policies the NetworkPolicies of anyone, the operator's included
 * @param ingresses the Ingresses
 * @param intents the ClientIntents that are valid
 * @param findings what could not be read, or not be taken, in the order of the input
 */
public record Snapshot(
        SortedMap<String, SnapshotNamespace> namespaces,
        List<SnapshotPod> pods,
        List<SnapshotPod> templates,
        List<Sourced<Service>> services,
        List<Sourced<NetworkPolicy>> policies,
        List<Sourced<Ingress>> ingresses,
        List<DeclaredIntents> intents,
        List<Finding> findings) {

    public Snapshot {
        namespaces = Collections.unmodifiableSortedMap(namespaces);
        pods = List.copyOf(pods);
        templates = List.copyOf(templates);
        services = List.copyOf(services);
        policies = List.copyOf(policies);
        ingresses = List.copyOf(ingresses);
        intents = List.copyOf(intents);
        findings = List.copyOf(findings);
    }
}
