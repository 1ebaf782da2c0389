package dev.clientintents.cli.live;

import dev.clientintents.doctor.OperatorInstallation;
import dev.clientintents.doctor.guard.Attempt;
import dev.clientintents.doctor.guard.ForbiddenWrite;
import dev.clientintents.doctor.guard.LabelWrite;
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
import java.util.Set;
import java.util.TreeMap;

/**
 * Tries to forge labels, and to do in the operator's name what it never does, by dry runs alone: the API server answers
 * as it would, and keeps nothing.
 */
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

    private static final Attempt NO_POD = new Attempt.NotTried("there is no pod to try it on that this user may see");
    private static final Attempt NOWHERE = new Attempt.NotTried("no namespace that the operator looks at is known");

    /** Returns what the API server answered to each of these writes. */
    Map<LabelWrite, Attempt> labelWrites() {
        Optional<ObjectKey> pod = anyPod();
        Optional<String> namespace = pod.map(ObjectKey::namespace).or(this::anyNamespace);
        var attempts = new EnumMap<LabelWrite, Attempt>(LabelWrite.class);
        attempts.put(LabelWrite.CREATE_POD, namespace.map(this::createPod).orElse(NOWHERE));
        attempts.put(
                LabelWrite.CREATE_TEMPLATE,
                namespace.map(this::createDeployment).orElse(NOWHERE));
        attempts.put(LabelWrite.UPDATE_POD, pod.map(it -> patch(it, "")).orElse(NO_POD));
        attempts.put(
                LabelWrite.UPDATE_POD_STATUS,
                pod.map(it -> patch(it, "/status")).orElse(NO_POD));
        return attempts;
    }

    /**
     * Returns what the API server answered to each of these writes.
     *
     * @param webhooks the webhook configurations that there are
     */
    Map<ForbiddenWrite, Attempt> forbiddenWrites(OperatorInstallation operator, Set<String> webhooks) {
        var attempts = new EnumMap<ForbiddenWrite, Attempt>(ForbiddenWrite.class);
        try (ClusterApi itself = api.as(operator.user())) {
            Map<String, Object> mark = Map.of("client-intents-doctor", "tried");
            Optional<ObjectKey> pod = anyPod();
            attempts.put(
                    ForbiddenWrite.ANNOTATE_POD,
                    pod.map(it -> itself.tryToPatch(path(it), Map.of("metadata", Map.of("annotations", mark))))
                            .orElse(NO_POD));
            attempts.put(
                    ForbiddenWrite.WRITE_FOREIGN_POLICY,
                    pod.map(ObjectKey::namespace)
                            .or(this::anyNamespace)
                            .map(namespace -> createPolicy(itself, namespace))
                            .orElse(NOWHERE));
            String webhook = operator.webhook();
            if (webhook != null && webhooks.contains(webhook)) {
                attempts.put(
                        ForbiddenWrite.LABEL_WEBHOOK,
                        itself.tryToPatch(
                                "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/" + webhook,
                                Map.of("metadata", Map.of("labels", mark))));
            }
        }
        return attempts;
    }

    private static Attempt createPolicy(ClusterApi api, String namespace) {
        return api.tryToCreate(
                "/apis/networking.k8s.io/v1/namespaces/" + namespace + "/networkpolicies",
                Map.of(
                        "apiVersion",
                        "networking.k8s.io/v1",
                        "kind",
                        "NetworkPolicy",
                        "metadata",
                        Map.of("generateName", "client-intents-doctor-"),
                        "spec",
                        Map.of("podSelector", Map.of(), "policyTypes", List.of("Ingress"))),
                "/metadata/labels");
    }

    private Optional<ObjectKey> anyPod() {
        return graph.flatMap(it -> it.allPods()
                .filter(PodEntry::isLive)
                .map(PodEntry::key)
                .filter(key -> !scope.excludes(key.namespace()))
                .min(Comparator.naturalOrder()));
    }

    /**
     * A declared client that a new pod can be by its annotation, and a key of it.
     *
     * @param key a key that its pods carry
     */
    record Client(ObjectKey client, String key) {}

    /** Returns a client that the webhook would label; empty where every declaration names a kind of client. */
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

    /** Tries to create a pod of that client, without any label of ours. */
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
        return create(namespace, Map.of(LabelWrite.LABEL, "true"), Map.of());
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
        Map<String, String> labels = Map.of("app", "client-intents-doctor", LabelWrite.LABEL, "true");
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
                path(pod) + subresource, Map.of("metadata", Map.of("labels", Map.of(LabelWrite.LABEL, "true"))));
    }

    private static String path(ObjectKey pod) {
        return "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
    }

    /** Returns the spec of a pod that fits a restricted namespace with quotas, so that nothing else refuses it. */
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
