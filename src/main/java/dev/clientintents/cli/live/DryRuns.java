package dev.clientintents.cli.live;

import dev.clientintents.doctor.guard.Attempt;
import dev.clientintents.doctor.guard.Door;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tries to forge labels, by dry runs alone: the API server answers as it would, and keeps nothing. */
final class DryRuns {

    private final ClusterApi api;
    private final Scope scope;
    private final Optional<IntentGraph> graph;

    /** @param graph what the cluster holds; empty where it could not be read */
    DryRuns(ClusterApi api, Scope scope, Optional<IntentGraph> graph) {
        this.api = api;
        this.scope = scope;
        this.graph = graph;
    }

    /** What the API server answered at each door. */
    Map<Door, Attempt> doors() {
        Optional<ObjectKey> pod = graph.flatMap(it -> it.allPods()
                .filter(PodEntry::isLive)
                .map(PodEntry::key)
                .filter(key -> !scope.excludes(key.namespace()))
                .min(Comparator.naturalOrder()));
        Optional<String> namespace = pod.map(ObjectKey::namespace).or(this::anyNamespace);
        var attempts = new EnumMap<Door, Attempt>(Door.class);
        Attempt nowhere = new Attempt.NotTried("no namespace that the operator looks at is known");
        attempts.put(Door.CREATE_POD, namespace.map(this::createPod).orElse(nowhere));
        attempts.put(Door.CREATE_TEMPLATE, namespace.map(this::createDeployment).orElse(nowhere));
        Attempt noPod = new Attempt.NotTried("there is no pod to try it on that this user may see");
        attempts.put(Door.UPDATE_POD, pod.map(it -> patch(it, "")).orElse(noPod));
        attempts.put(Door.UPDATE_POD_STATUS, pod.map(it -> patch(it, "/status")).orElse(noPod));
        return attempts;
    }

    /**
     * A declared client that a new pod can be by its annotation, and a key of it.
     *
     * @param key a key that its pods carry
     */
    record Client(ObjectKey client, String key) {}

    /** One that the webhook would label; empty where every declaration names a kind of client. */
    Optional<Client> declaredClient() {
        return graph.flatMap(it -> it.allIntents().stream()
                .filter(entry ->
                        entry.clientKind() == null || entry.clientKind().equals("Pod"))
                .filter(entry -> !scope.excludes(entry.key().namespace()))
                .sorted(Comparator.comparing(IntentsEntry::key))
                .flatMap(entry -> entry.intents().stream()
                        .flatMap(intent -> intent.grants().stream())
                        .map(grant -> new Client(entry.client(), grant.key().label())))
                .findFirst());
    }

    /** A new pod of that client, without any label of ours. */
    Attempt labelled(Client client) {
        return create(
                client.client().namespace(),
                Map.of(),
                Map.of(Labels.SERVICE_NAME, client.client().name()));
    }

    private Optional<String> anyNamespace() {
        return scope.watched().stream()
                .filter(name -> !scope.excludes(name))
                .min(Comparator.naturalOrder())
                .or(() -> scope.excludes("default") ? Optional.empty() : Optional.of("default"));
    }

    private Attempt createPod(String namespace) {
        return create(namespace, Map.of(Door.LABEL, "true"), Map.of());
    }

    private Attempt create(String namespace, Map<String, String> labels, Map<String, String> annotations) {
        return api.tryToCreate(
                "/api/v1/namespaces/" + namespace + "/pods",
                Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Pod",
                        "metadata",
                        Map.of(
                                "generateName",
                                "client-intents-doctor-",
                                "labels",
                                new TreeMap<>(labels),
                                "annotations",
                                new TreeMap<>(annotations)),
                        "spec",
                        spec()),
                "/metadata/labels");
    }

    private Attempt createDeployment(String namespace) {
        Map<String, String> labels = Map.of("app", "client-intents-doctor", Door.LABEL, "true");
        return api.tryToCreate(
                "/apis/apps/v1/namespaces/" + namespace + "/deployments",
                Map.of(
                        "apiVersion",
                        "apps/v1",
                        "kind",
                        "Deployment",
                        "metadata",
                        Map.of("generateName", "client-intents-doctor-"),
                        "spec",
                        Map.of(
                                "selector",
                                Map.of("matchLabels", Map.of("app", "client-intents-doctor")),
                                "template",
                                Map.of("metadata", Map.of("labels", labels), "spec", spec()))),
                "/spec/template/metadata/labels");
    }

    private Attempt patch(ObjectKey pod, String subresource) {
        return api.tryToPatch(
                "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name() + subresource,
                Map.of("metadata", Map.of("labels", Map.of(Door.LABEL, "true"))));
    }

    /** Good enough for a restricted namespace with quotas, so that nothing else refuses it. */
    private static Map<String, Object> spec() {
        Map<String, String> resources = Map.of("cpu", "1m", "memory", "1Mi");
        return Map.of(
                "automountServiceAccountToken",
                false,
                "securityContext",
                Map.of("runAsNonRoot", true, "runAsUser", 65532, "seccompProfile", Map.of("type", "RuntimeDefault")),
                "containers",
                List.of(Map.of(
                        "name",
                        "pause",
                        "image",
                        "registry.k8s.io/pause:3.10",
                        "resources",
                        Map.of("requests", resources, "limits", resources),
                        "securityContext",
                        Map.of(
                                "allowPrivilegeEscalation",
                                false,
                                "readOnlyRootFilesystem",
                                true,
                                "capabilities",
                                Map.of("drop", List.of("ALL"))))));
    }
}
