package dev.clientintents.chart;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A way by which somebody with one right could write reserved labels.
 *
 * @param verb the one right that is needed, as a rule of RBAC says it
 * @param group the API group of the resource
 * @param resource the resource, with its subresource
 * @param act what is tried, on a pod that carries {@link #OPERATORS} and runs on no node
 */
record LabelWrite(String verb, String group, String resource, String act, Attempt attempt) {

    /** A label of the operator that the pod has. */
    static final String OPERATORS = "clientintents.dev/consumes-db.shop";

    /** A label that the operator did not compute. */
    static final String FORGED = "clientintents.dev/consumes-vault.shop";

    static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager("label-write")
            .build();

    /** What somebody does to a pod, or in its namespace. */
    interface Attempt {
        void by(KubernetesClient user, Pod pod);
    }

    /** Every way by which the API server lets a label reach a pod. */
    static Stream<LabelWrite> all() {
        return Stream.concat(Stream.of(toPods()).flatMap(List::stream), toTemplates());
    }

    private static List<LabelWrite> toPods() {
        return List.of(
                new LabelWrite(
                        "patch", "", "pods", "adds", (user, pod) -> patchLabel(user, pod, "", FORGED, "\"true\"")),
                new LabelWrite(
                        "patch", "", "pods", "changes", (user, pod) -> patchLabel(user, pod, "", OPERATORS, "\"no\"")),
                new LabelWrite(
                        "patch", "", "pods", "removes", (user, pod) -> patchLabel(user, pod, "", OPERATORS, "null")),
                new LabelWrite("update", "", "pods", "adds", (user, pod) -> put(user, forged(pod), "")),
                new LabelWrite(
                        "patch",
                        "",
                        "pods/status",
                        "adds",
                        (user, pod) -> patchLabel(user, pod, "status", FORGED, "\"true\"")),
                new LabelWrite(
                        "patch",
                        "",
                        "pods/status",
                        "removes",
                        (user, pod) -> patchLabel(user, pod, "status", OPERATORS, "null")),
                new LabelWrite("update", "", "pods/status", "adds", (user, pod) -> put(user, forged(pod), "/status")),
                new LabelWrite(
                        "create",
                        "",
                        "pods/binding",
                        "adds",
                        (user, pod) -> post(user, path(pod) + "/binding", bind(pod))),
                new LabelWrite(
                        "create", "", "bindings", "adds", (user, pod) -> post(user, in(pod) + "/bindings", bind(pod))),
                new LabelWrite(
                        "create",
                        "",
                        "pods",
                        "adds",
                        (user, pod) -> post(user, in(pod) + "/pods", """
                        {"apiVersion": "v1", "kind": "Pod",
                         "metadata": {"generateName": "forged-", "labels": {"%s": "true"}},
                         "spec": {"containers": [{"name": "app", "image": "app"}]}}
                        """.formatted(FORGED))));
    }

    private static Stream<LabelWrite> toTemplates() {
        String workload = "\"selector\": {\"matchLabels\": {\"app\": \"forged\"}}, \"template\": " + template("Always");
        return Stream.of(
                template("apps", "Deployment", "deployments", workload),
                template("apps", "StatefulSet", "statefulsets", "\"serviceName\": \"x\", " + workload),
                template("apps", "DaemonSet", "daemonsets", workload),
                template("apps", "ReplicaSet", "replicasets", workload),
                template("batch", "Job", "jobs", "\"template\": " + template("Never")),
                template(
                        "batch",
                        "CronJob",
                        "cronjobs",
                        "\"schedule\": \"0 0 1 1 *\", \"jobTemplate\": {\"spec\": {\"template\": " + template("Never")
                                + "}}"),
                template(
                        "",
                        "ReplicationController",
                        "replicationcontrollers",
                        "\"selector\": {\"app\": \"forged\"}, \"template\": " + template("Always")),
                new LabelWrite(
                        "create",
                        "",
                        "podtemplates",
                        "adds",
                        (user, pod) -> post(user, in(pod) + "/podtemplates", """
                        {"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"generateName": "forged-"},
                         "template": %s}
                        """.formatted(template("Always")))));
    }

    private static LabelWrite template(String group, String kind, String resource, String spec) {
        String version = group.isEmpty() ? "v1" : group + "/v1";
        return new LabelWrite(
                "create",
                group,
                resource,
                "adds",
                (user, pod) -> post(
                        user,
                        (group.isEmpty() ? "/api/v1" : "/apis/" + version) + "/namespaces/"
                                + pod.getMetadata().getNamespace() + "/" + resource,
                        """
                        {"apiVersion": "%s", "kind": "%s", "metadata": {"generateName": "forged-"}, "spec": {%s}}
                        """.formatted(version, kind, spec)));
    }

    private static String template(String restart) {
        return """
                {"metadata": {"labels": {"app": "forged", "%s": "true"}},
                 "spec": {"restartPolicy": "%s", "containers": [{"name": "app", "image": "app"}]}}
                """.formatted(FORGED, restart);
    }

    /** Sets a label of a pod to a JSON value by a merge patch, in one request. */
    static void patchLabel(KubernetesClient user, Pod pod, String subresource, String label, String value) {
        String body = "{\"metadata\": {\"labels\": {\"%s\": %s}}}".formatted(label, value);
        if (subresource.isEmpty()) {
            user.resource(pod).patch(MERGE, body);
        } else {
            user.resource(pod).subresource(subresource).patch(MERGE, body);
        }
    }

    static void post(KubernetesClient user, String path, String body) {
        user.raw(path, "POST", body);
    }

    private static void put(KubernetesClient user, Pod pod, String subresource) {
        user.raw(path(pod) + subresource, "PUT", Serialization.asJson(pod));
    }

    private static Pod forged(Pod pod) {
        return pod.edit()
                .editMetadata()
                .withResourceVersion(null)
                .addToLabels(FORGED, "true")
                .endMetadata()
                .build();
    }

    private static String bind(Pod pod) {
        return Serialization.asJson(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Binding",
                "metadata",
                Map.of("name", pod.getMetadata().getName(), "labels", Map.of(FORGED, "true")),
                "target",
                Map.of("apiVersion", "v1", "kind", "Node", "name", "node-1")));
    }

    private static String in(Pod pod) {
        return "/api/v1/namespaces/" + pod.getMetadata().getNamespace();
    }

    static String path(Pod pod) {
        return in(pod) + "/pods/" + pod.getMetadata().getName();
    }

    @Override
    public String toString() {
        return verb + " " + resource + " " + act;
    }
}
