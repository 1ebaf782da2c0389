package dev.clientintents.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Workloads of five pods each, spread over 20 namespaces that anybody closes, each of which consumes ten others. Deployments, ReplicaSets
 * and pods are real objects with real UIDs, made without a controller-manager.
 */
final class World {

    private static final int NAMESPACES = 20;
    private static final int PODS = 5;
    private static final int TARGETS = 10;

    private final Random random = new Random(20_261_101);
    private final List<ServerId> workloads = new ArrayList<>();
    private final Map<ServerId, Set<ServerId>> targets = new HashMap<>();
    private final Map<ServerId, JsonNode> owners = new HashMap<>();
    private final Map<ServerId, List<String>> pods = new HashMap<>();

    World(int size) {
        for (int i = 0; i < size / PODS; i++) {
            workloads.add(ServerId.anyKind("bench-" + i % NAMESPACES, "workload-" + i));
        }
        for (ServerId client : workloads) {
            var servers = new LinkedHashSet<ServerId>();
            while (servers.size() < TARGETS) {
                servers.add(any());
            }
            targets.put(client, servers);
        }
    }

    /** Creates everything. */
    void create(Api api) {
        List<Call> namespaces = new ArrayList<>();
        for (int i = 0; i < NAMESPACES; i++) {
            namespaces.add(Call.post(
                    "/api/v1/namespaces",
                    Json.of(Map.of(
                            "apiVersion",
                            "v1",
                            "kind",
                            "Namespace",
                            "metadata",
                            Map.of(
                                    "name",
                                    "bench-" + i,
                                    "labels",
                                    Map.of(
                                            Labels.ENFORCEMENT,
                                            Enforcement.ACTIVE.name().toLowerCase(Locale.ROOT)))))));
        }
        api.sendAll(namespaces);
        List<JsonNode> deployments = api.sendAll(workloads.stream()
                .map(workload -> owner(workload, "Deployment", workload.name(), List.of()))
                .toList());
        List<Call> replicaSetCalls = new ArrayList<>();
        for (int i = 0; i < workloads.size(); i++) {
            ServerId workload = workloads.get(i);
            replicaSetCalls.add(owner(
                    workload,
                    "ReplicaSet",
                    workload.name() + "-5f7d8c",
                    List.of(reference("Deployment", deployments.get(i)))));
        }
        List<JsonNode> replicaSets = api.sendAll(replicaSetCalls);
        List<Call> others = new ArrayList<>();
        for (int i = 0; i < workloads.size(); i++) {
            ServerId workload = workloads.get(i);
            owners.put(workload, replicaSets.get(i));
            for (int j = 0; j < PODS; j++) {
                others.add(newPod(workload, "p" + j));
            }
            others.add(Call.post(
                    Kind.INTENTS.collection(workload.namespace()),
                    Json.of(Map.of(
                            "apiVersion",
                            "clientintents.dev/v1alpha1",
                            "kind",
                            "ClientIntents",
                            "metadata",
                            Map.of("name", workload.name()),
                            "spec",
                            Map.of("client", Map.of("name", workload.name()), "consumes", consumes(workload))))));
        }
        api.sendAll(others);
    }

    ServerId any() {
        return workloads.get(random.nextInt(workloads.size()));
    }

    List<ServerId> workloads() {
        return workloads;
    }

    /** The request that creates one more pod of a workload. */
    Call newPod(ServerId workload, String suffix) {
        String name = workload.name() + "-5f7d8c-" + suffix;
        pods.computeIfAbsent(workload, key -> new ArrayList<>()).add(Kind.POD.path(workload.namespace(), name));
        return Call.post(
                Kind.POD.collection(workload.namespace()),
                Json.of(Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Pod",
                        "metadata",
                        Map.of(
                                "name",
                                name,
                                "labels",
                                Map.of("app", workload.name(), "pod-template-hash", "5f7d8c"),
                                "ownerReferences",
                                List.of(reference("ReplicaSet", owner(workload)))),
                        "spec",
                        podSpec())));
    }

    private JsonNode owner(ServerId workload) {
        return owners.getOrDefault(workload, Json.NOTHING);
    }

    /** A change of one target of a client. */
    record Edit(ServerId client, ServerId added, Call call) {}

    /** Replaces one random target of a client by another server. */
    Edit edit(ServerId client) {
        Set<ServerId> servers = targetsOf(client);
        ServerId added = any();
        while (servers.contains(added)) {
            added = any();
        }
        servers.remove(List.copyOf(servers).get(random.nextInt(servers.size())));
        servers.add(added);
        Call call = Call.mergePatch(
                Kind.INTENTS.path(client.namespace(), client.name()),
                Json.of(Map.of("spec", Map.of("consumes", consumes(client)))));
        return new Edit(client, added, call);
    }

    private Set<ServerId> targetsOf(ServerId client) {
        return targets.computeIfAbsent(client, key -> new LinkedHashSet<>());
    }

    private List<Map<String, String>> consumes(ServerId client) {
        return targetsOf(client).stream()
                .map(server -> Map.of("name", server.name(), "namespace", server.namespace()))
                .toList();
    }

    /** When a pod of the client carries exactly the keys of its targets. */
    Predicate<JsonNode> carriesKeys(ServerId client) {
        var expected = new LinkedHashSet<String>();
        targetsOf(client).forEach(server -> expected.add(AccessKey.of(server).label()));
        return pod -> {
            JsonNode labels = pod.path("metadata").path("labels");
            long keys = labels.properties().stream()
                    .filter(label -> label.getKey().startsWith("clientintents.dev/consumes-"))
                    .count();
            return keys == expected.size() && expected.stream().allMatch(labels::has);
        };
    }

    /** When the edit is in force: every pod of the client carries its keys and the new server admits them. */
    Map<String, Predicate<JsonNode>> inForce(Edit edit) {
        var conditions = new HashMap<String, Predicate<JsonNode>>();
        podsOf(edit.client()).forEach(pod -> conditions.put(pod, carriesKeys(edit.client())));
        conditions.put(policyOf(edit.added()), admits(edit.added(), edit.client()));
        return conditions;
    }

    /** When the status of a client says that all is in force. */
    Map<String, Predicate<JsonNode>> ready(ServerId client) {
        return Map.of(Kind.INTENTS.path(client.namespace(), client.name()), World::isReady);
    }

    /** When all pods carry their keys, all policies admit them, and all statuses say so. */
    Map<String, Predicate<JsonNode>> converged() {
        var conditions = new HashMap<String, Predicate<JsonNode>>();
        for (ServerId client : workloads) {
            Predicate<JsonNode> carries = carriesKeys(client);
            podsOf(client).forEach(pod -> conditions.put(pod, carries));
            conditions.putAll(ready(client));
            targetsOf(client)
                    .forEach(server -> conditions.merge(policyOf(server), admits(server, client), Predicate::and));
        }
        return conditions;
    }

    List<String> podsOf(ServerId client) {
        return pods.getOrDefault(client, List.of());
    }

    private static String policyOf(ServerId server) {
        return Kind.POLICY.path(server.namespace(), PolicyName.of(server));
    }

    private static Predicate<JsonNode> admits(ServerId server, ServerId client) {
        String key = AccessKey.of(server).label();
        return policy -> {
            for (JsonNode rule : policy.path("spec").path("ingress")) {
                JsonNode peer = rule.path("from").path(0);
                if (peer.path("podSelector").path("matchLabels").has(key)
                        && contains(peer.at("/namespaceSelector/matchExpressions/0/values"), client.namespace())) {
                    return true;
                }
            }
            return false;
        };
    }

    private static boolean contains(JsonNode texts, String text) {
        for (JsonNode each : texts) {
            if (each.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isReady(JsonNode intents) {
        JsonNode status = intents.path("status");
        if (status.path("observedGeneration").asLong(-1)
                != intents.path("metadata").path("generation").asLong()) {
            return false;
        }
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private static Call owner(ServerId workload, String kind, String name, List<Object> owners) {
        Map<String, String> labels = Map.of("app", workload.name());
        return Call.post(
                "/apis/apps/v1/namespaces/" + workload.namespace()
                        + (kind.equals("Deployment") ? "/deployments" : "/replicasets"),
                Json.of(Map.of(
                        "apiVersion",
                        "apps/v1",
                        "kind",
                        kind,
                        "metadata",
                        Map.of("name", name, "labels", labels, "ownerReferences", owners),
                        "spec",
                        Map.of(
                                "replicas",
                                PODS,
                                "selector",
                                Map.of("matchLabels", labels),
                                "template",
                                Map.of("metadata", Map.of("labels", labels), "spec", podSpec())))));
    }

    private static Map<String, Object> podSpec() {
        return Map.of(
                "containers",
                List.of(Map.of(
                        "name", "main",
                        "image", "registry.example/main:1",
                        "ports", List.of(Map.of("name", "http", "containerPort", 8080)))));
    }

    private static Map<String, Object> reference(String kind, JsonNode metadata) {
        return Map.of(
                "apiVersion",
                "apps/v1",
                "kind",
                kind,
                "name",
                metadata.path("name").asText(),
                "uid",
                metadata.path("uid").asText(),
                "controller",
                true);
    }
}
