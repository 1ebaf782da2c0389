package dev.clientintents.operator;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.Scope;
import dev.clientintents.identity.IdentityResolver;
import dev.clientintents.identity.Owners;
import dev.clientintents.label.LabelChange;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.observe.ObservedIntents;
import dev.clientintents.observe.ObservedNamespace;
import dev.clientintents.observe.ObservedPod;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteState;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What some namespaces hold, read afresh and compared with what the pure planners want. Their pods have no owners. */
final class LiveState {

    private final KubernetesClient client;
    private final List<String> namespaces;
    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.DEFAULT, Set.of()));
    private final List<String> differences = new ArrayList<>();

    private LiveState(KubernetesClient client, List<String> namespaces) {
        this.client = client;
        this.namespaces = namespaces;
    }

    /** Each policy, label or status that is not as planned; empty where all is. */
    static List<String> differences(KubernetesClient client, List<String> namespaces) {
        var state = new LiveState(client, namespaces);
        namespaces.forEach(state::read);
        state.comparePods();
        namespaces.forEach(state::comparePolicies);
        namespaces.forEach(state::compareStatuses);
        return state.differences;
    }

    private void read(String namespace) {
        var identity = new IdentityResolver((where, reference) -> new Owners.Lookup.Missing());
        graph.put(
                ObservedNamespace.entry(client.namespaces().withName(namespace).require()));
        policies(namespace).values().forEach(it -> ExistingPolicy.read(it).ifPresent(graph::put));
        client.services().inNamespace(namespace).list().getItems().forEach(it -> graph.put(ObservedService.entry(it)));
        client.pods()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(it -> graph.put(
                        ObservedPod.entry(it, identity.resolve(ObservedPod.metadata(it, VirtualClusters.NONE)))));
        intents(namespace).forEach(it -> graph.put(ObservedIntents.entry(it)));
    }

    private Map<String, NetworkPolicy> policies(String namespace) {
        return client.network().v1().networkPolicies().inNamespace(namespace).list().getItems().stream()
                .collect(Collectors.toMap(it -> it.getMetadata().getName(), Function.identity()));
    }

    private List<ClientIntents> intents(String namespace) {
        return client.resources(ClientIntents.class)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    private void comparePods() {
        graph.allPods()
                .filter(pod -> pod.isLive() && namespaces.contains(pod.key().namespace()))
                .forEach(pod -> {
                    LabelChange change = LabelChange.between(pod.labels(), PodLabels.of(graph, pod));
                    if (!change.isEmpty()) {
                        differences.add("pod " + pod.key() + ": " + change);
                    }
                });
    }

    private void comparePolicies(String namespace) {
        Map<String, NetworkPolicy> live = policies(namespace);
        Set<String> unplanned = new HashSet<>(live.keySet());
        for (ServerId server : graph.servers(namespace)) {
            ServerPolicies.planUntilForgotten(graph, server).ifPresent(plan -> {
                unplanned.remove(PolicyName.of(server));
                NetworkPolicy actual = live.get(PolicyName.of(server));
                if (actual == null || !ExistingPolicy.isAs(actual, plan)) {
                    differences.add("policy of " + server + ": " + (actual == null ? "missing" : actual.getSpec())
                            + " instead of " + plan.getSpec());
                }
            });
        }
        unplanned.forEach(name -> differences.add("policy " + namespace + "/" + name + ": not planned"));
    }

    private void compareStatuses(String namespace) {
        for (ClientIntents object : intents(namespace)) {
            var plan = StatusPlan.of(
                    graph,
                    server -> WriteState.DONE,
                    ObservedIntents.entry(object),
                    object.getMetadata().getGeneration(),
                    object.getStatus(),
                    Instant.now());
            if (!plan.equals(object.getStatus())) {
                differences.add("status of " + namespace + "/"
                        + object.getMetadata().getName() + ": " + object.getStatus() + " instead of " + plan);
            }
        }
    }
}
