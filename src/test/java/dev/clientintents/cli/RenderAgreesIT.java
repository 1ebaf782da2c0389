package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.api.TargetState;
import dev.clientintents.cluster.Kubeconfig;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.deploy.Manifests;
import dev.clientintents.egress.DnsSetting;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.model.Labels;
import dev.clientintents.operator.IntentOperator;
import dev.clientintents.operator.Settings;
import dev.clientintents.operator.TestSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator writes into a real API server is what {@code render} prints, of the files and of the cluster. */
@RealCluster(dedicated = true)
class RenderAgreesIT {

    private static final int RANDOM_WORLDS = 8;
    private static final String NAME_SERVERS = "kube-system/k8s-app=kube-dns:53";

    private final KubernetesClient client;

    @TempDir
    private Path folder;

    RenderAgreesIT(KubernetesClient client) {
        this.client = client;
    }

    @Test
    void theOperatorWritesWhatRenderPrints() throws IOException {
        Crd.install(client);
        Crd.define(client, "gateway.networking.k8s.io", "Gateway", "gateways");
        Crd.define(client, "gateway.networking.k8s.io", "HTTPRoute", "httproutes");
        Crd.define(client, "gateway.networking.k8s.io", "ReferenceGrant", "referencegrants");
        Crd.define(client, "monitoring.coreos.com", "ServiceMonitor", "servicemonitors");
        Crd.define(client, "monitoring.coreos.com", "Prometheus", "prometheuses");
        List<Path> worlds = worlds();
        worlds.forEach(world -> Manifests.readFolder(world).forEach(this::apply));
        Path kubeconfig = Kubeconfig.write(client.getConfiguration(), folder.resolve("kubeconfig"));
        var operator = new IntentOperator(client.getConfiguration(), settings(), () -> {});
        try {
            operator.start();
            await().atMost(Duration.ofSeconds(60)).until(this::isSettled);

            int compared = 0;
            for (Path world : worlds) {
                Set<String> namespaces = namespaces(world);
                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                    assertThat(livePolicies(namespaces))
                            .as("policies of %s", world)
                            .isEqualTo(rendered(namespaces, world.toString()));
                    assertThat(liveLabels(namespaces))
                            .as("labels of %s", world)
                            .isEqualTo(table(namespaces, world.toString()));
                });
                assertThat(rendered(namespaces, "--kubeconfig", kubeconfig.toString()))
                        .as("policies of %s as the cluster has it", world)
                        .isEqualTo(livePolicies(namespaces));
                assertThat(table(namespaces, "--kubeconfig", kubeconfig.toString()))
                        .as("labels of %s as the cluster has it", world)
                        .isEqualTo(liveLabels(namespaces));
                compared += livePolicies(namespaces).size();
            }
            assertThat(compared).as("policies that were compared").isGreaterThan(RANDOM_WORLDS);
        } finally {
            operator.close();
        }
    }

    private List<Path> worlds() throws IOException {
        // what leads to the storefront is admitted from addresses that the cluster tells, and manifests do not
        var worlds = new ArrayList<>(Manifests.examples().stream()
                .filter(example -> !example.endsWith("storefront"))
                .toList());
        for (int seed = 0; seed < RANDOM_WORLDS; seed++) {
            Path world = Files.createDirectories(folder.resolve("world-" + seed));
            Files.writeString(world.resolve("all.yaml"), RandomManifests.of(seed));
            worlds.add(world);
        }
        return worlds;
    }

    private static Settings settings() {
        return TestSettings.like(TestSettings.of("client-intents", "render-agrees", false, 8))
                .with(new EgressSettings(false, false, DnsSetting.parse(List.of(NAME_SERVERS))))
                .settings();
    }

    private void apply(HasMetadata object) {
        client.resource(object)
                .fieldManager("render-agrees-it")
                .forceConflicts()
                .serverSideApply();
    }

    /** Every status speaks of the newest specification, and nothing is still to be done. */
    private boolean isSettled() {
        return client.resources(ClientIntents.class).inAnyNamespace().list().getItems().stream()
                .allMatch(it -> it.getStatus() != null
                        && it.getMetadata()
                                .getGeneration()
                                .equals(it.getStatus().observedGeneration())
                        && it.getStatus().servers().stream()
                                .noneMatch(server -> server.state() == TargetState.Pending));
    }

    private static Set<String> namespaces(Path world) {
        return Manifests.readFolder(world).stream()
                .filter(Namespace.class::isInstance)
                .map(it -> it.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    private Map<String, String> livePolicies(Set<String> namespaces) {
        return policies(
                client.network().v1().networkPolicies().inAnyNamespace().list().getItems().stream()
                        .filter(it -> "client-intents"
                                .equals(it.getMetadata().getLabels().get("app.kubernetes.io/managed-by")))
                        .toList(),
                namespaces);
    }

    private static Map<String, String> rendered(Set<String> namespaces, String... input) {
        Run run = Run.of(Run.with(input, "render", "--dns", NAME_SERVERS, "--output", "json"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        var list = Serialization.unmarshal(run.out(), KubernetesList.class);
        return policies(list.getItems().stream().map(NetworkPolicy.class::cast).toList(), namespaces);
    }

    private static Map<String, String> policies(List<NetworkPolicy> policies, Set<String> namespaces) {
        var texts = new TreeMap<String, String>();
        for (NetworkPolicy policy : policies) {
            var metadata = policy.getMetadata();
            if (namespaces.contains(metadata.getNamespace())) {
                texts.put(
                        metadata.getNamespace() + "/" + metadata.getName(),
                        "labels " + new TreeMap<>(metadata.getLabels()) + "\nannotations "
                                + new TreeMap<>(metadata.getAnnotations()) + "\n"
                                + Serialization.asYaml(policy.getSpec()));
            }
        }
        return texts;
    }

    private static Set<String> table(Set<String> namespaces, String... input) {
        return Run.of(Run.with(input, "render", "--dns", NAME_SERVERS, "--labels", "table"))
                .out()
                .lines()
                .filter(line -> line.startsWith("# ") && namespaces.contains(line.substring(2, line.indexOf('/'))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> liveLabels(Set<String> namespaces) {
        var lines = new TreeSet<String>();
        for (String namespace : namespaces) {
            for (Pod pod : client.pods().inNamespace(namespace).list().getItems()) {
                pod.getMetadata().getLabels().forEach((key, value) -> {
                    if (key.startsWith(Labels.PREFIX)) {
                        lines.add("# " + namespace + "/" + workload(pod) + " " + key + "=" + value);
                    }
                });
            }
        }
        return lines;
    }

    /** The Deployment behind its ReplicaSet, the one other owner, or the pod itself. */
    private String workload(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        if (pod.getMetadata().getOwnerReferences().isEmpty()) {
            return pod.getMetadata().getName() + "[Pod]";
        }
        OwnerReference owner = pod.getMetadata().getOwnerReferences().get(0);
        if (owner.getKind().equals("ReplicaSet")) {
            owner = client.apps()
                    .replicaSets()
                    .inNamespace(namespace)
                    .withName(owner.getName())
                    .require()
                    .getMetadata()
                    .getOwnerReferences()
                    .get(0);
        }
        return owner.getName() + "[" + owner.getKind() + "]";
    }
}
