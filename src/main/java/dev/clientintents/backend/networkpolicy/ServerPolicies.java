package dev.clientintents.backend.networkpolicy;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Plans the one NetworkPolicy of a server. */
public final class ServerPolicies {

    private ServerPolicies() {}

    /**
     * The policy that the server must have; empty where it must have none. A server whose last intent went keeps a
     * policy that admits nobody for as long as it has pods: removing a declaration never opens a server.
     */
    public static Optional<NetworkPolicy> plan(IntentGraph graph, ServerId server) {
        if (!isEnforced(graph, server.namespace())) {
            return Optional.empty();
        }
        boolean consumed = !graph.consumers(server).isEmpty();
        if (!consumed && !(graph.isKept(server) && hasRunningPods(graph, server))) {
            return Optional.empty();
        }
        return podSelector(graph, server).map(selector -> policy(graph, server, selector));
    }

    /** Whether server policies can and shall exist in a namespace. */
    public static boolean isEnforced(IntentGraph graph, String namespace) {
        return !graph.scope().excludes(namespace)
                && graph.enforcement(namespace) == Enforcement.ACTIVE
                && graph.namespace(namespace).filter(it -> !it.terminating()).isPresent();
    }

    private static boolean hasRunningPods(IntentGraph graph, ServerId server) {
        return graph.serverPods(server).stream()
                .map(PodEntry::state)
                .anyMatch(state -> state == PodEntry.State.LIVE || state == PodEntry.State.TERMINATING);
    }

    private static Optional<LabelSelector> podSelector(IntentGraph graph, ServerId server) {
        if (server.isService()) {
            Map<String, String> selector = graph.serviceSelector(server);
            return selector.isEmpty() ? Optional.empty() : Optional.of(matching(selector));
        }
        String name = Labels.workloadValue(server.name());
        return Optional.of(
                server.kind() == null
                        ? matching(Map.of(Labels.WORKLOAD, name))
                        : matching(Map.of(Labels.WORKLOAD, name, Labels.WORKLOAD_KIND, server.kind())));
    }

    private static NetworkPolicy policy(IntentGraph graph, ServerId server, LabelSelector podSelector) {
        List<NetworkPolicyIngressRule> rules =
                Admissions.of(graph, server).stream().map(ServerPolicies::rule).toList();
        var metadata = new ObjectMeta();
        metadata.setNamespace(server.namespace());
        metadata.setName(PolicyName.of(server));
        metadata.setLabels(Map.of(Labels.MANAGED_BY, Labels.MANAGER));
        metadata.setAnnotations(annotations(server));
        var policy = new NetworkPolicy();
        policy.setMetadata(metadata);
        policy.setSpec(new NetworkPolicySpec(List.of(), rules, podSelector, List.of("Ingress")));
        return policy;
    }

    private static Map<String, String> annotations(ServerId server) {
        var annotations = new LinkedHashMap<String, String>();
        annotations.put(Labels.SERVER, server.toString());
        annotations.put(Labels.DESCRIPTION, description(server));
        return annotations;
    }

    private static String description(ServerId server) {
        String what = server.kind() == null ? "workload " : server.kind() + " ";
        return "Admits to the pods of " + what + server.name()
                + " only those clients whose ClientIntents declare that they consume it.";
    }

    private static NetworkPolicyIngressRule rule(Admission admission) {
        var inNamespaces =
                new LabelSelectorRequirement("kubernetes.io/metadata.name", "In", List.copyOf(admission.namespaces()));
        var client = new NetworkPolicyPeer(
                null,
                new LabelSelector(List.of(inNamespaces), Map.of()),
                matching(Map.of(admission.key().label(), AccessKey.VALUE)));
        List<NetworkPolicyPort> ports = admission.ports() == null
                ? List.of()
                : admission.ports().stream().map(ServerPolicies::port).toList();
        return new NetworkPolicyIngressRule(List.of(client), ports);
    }

    private static NetworkPolicyPort port(PortRange range) {
        String protocol = range.protocol().name();
        if (range instanceof PortRange.Numbered numbers) {
            Integer last = numbers.last() > numbers.first() ? numbers.last() : null;
            return new NetworkPolicyPort(last, new IntOrString(numbers.first()), protocol);
        }
        return new NetworkPolicyPort(null, new IntOrString(((PortRange.Named) range).name()), protocol);
    }

    private static LabelSelector matching(Map<String, String> labels) {
        return new LabelSelector(List.of(), new TreeMap<>(labels));
    }
}
