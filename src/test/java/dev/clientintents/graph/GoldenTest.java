package dev.clientintents.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.api.ClientIntents;
import dev.clientintents.backend.networkpolicy.DefaultDeny;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.identity.IdentityResolver;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.Owners.Lookup;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.observe.ObservedIntents;
import dev.clientintents.observe.ObservedNamespace;
import dev.clientintents.observe.ObservedPod;
import dev.clientintents.observe.ObservedService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One folder for each case: the objects of a cluster in {@code in-*.yaml}, the policies and the pods' labels that
 * follow in {@code out-*.yaml}. With {@code -Dgolden.write=true} the latter are written, to be read before they are
 * committed.
 */
class GoldenTest {

    private static final Path CASES = Path.of("src/test/resources/golden");

    private final ObjectMapper json = new ObjectMapper();
    private final KubernetesSerialization yaml = new KubernetesSerialization(json, true);

    GoldenTest() {
        yaml.registerKubernetesResource(ClientIntents.class);
    }

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void policiesAndLabelsFollowFromTheObjects(Path folder) throws IOException {
        IntentGraph graph = graph(read(folder));

        compare(folder.resolve("out-policies.yaml"), policies(graph));
        compare(folder.resolve("out-labels.yaml"), labels(graph));
    }

    private void compare(Path file, Object actual) throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, yaml.asYaml(actual));
        }
        try (var expected = Files.newInputStream(file)) {
            assertThat(json.valueToTree(actual).toPrettyString())
                    .as(file.toString())
                    .isEqualTo(json.valueToTree(yaml.unmarshal(expected, Object.class))
                            .toPrettyString());
        }
    }

    private List<HasMetadata> read(Path folder) throws IOException {
        var objects = new ArrayList<HasMetadata>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(it -> it.getFileName().toString().startsWith("in-"))
                    .sorted()
                    .toList()) {
                try (var in = Files.newInputStream(file)) {
                    Object content = yaml.unmarshal(in);
                    Collection<?> documents = content instanceof Collection<?> many ? many : List.of(content);
                    documents.forEach(document -> objects.add((HasMetadata) document));
                }
            }
        }
        return objects;
    }

    private static IntentGraph graph(List<HasMetadata> objects) {
        var graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of("kube-system")));
        var resolver = new IdentityResolver((namespace, reference) -> find(objects, namespace, reference));
        for (HasMetadata object : objects) {
            if (object instanceof Namespace namespace) {
                graph.put(ObservedNamespace.entry(namespace));
            } else if (object instanceof Pod pod) {
                graph.put(ObservedPod.entry(pod, resolver.resolve(ObservedPod.metadata(pod, VirtualClusters.NONE))));
            } else if (object instanceof Service service) {
                graph.put(ObservedService.entry(service));
            } else if (object instanceof ClientIntents intents) {
                graph.put(ObservedIntents.entry(intents));
            } else if (object instanceof NetworkPolicy policy) {
                ExistingPolicy.read(policy).ifPresent(graph::put);
            }
        }
        return graph;
    }

    private static Lookup find(List<HasMetadata> objects, String namespace, OwnerReference reference) {
        return objects.stream()
                .filter(object -> object.getKind().equals(reference.kind())
                        && object.getMetadata().getName().equals(reference.name())
                        && Objects.equals(object.getMetadata().getNamespace(), namespace))
                .findFirst()
                .<Lookup>map(object ->
                        new Lookup.Found(object.getMetadata().getUid(), ObservedPod.controller(object.getMetadata())))
                .orElse(new Lookup.Missing());
    }

    private static List<NetworkPolicy> policies(IntentGraph graph) {
        var policies = new ArrayList<NetworkPolicy>();
        var namespaces = new TreeSet<String>();
        graph.allPods().forEach(pod -> namespaces.add(pod.key().namespace()));
        for (String namespace : namespaces) {
            DefaultDeny.plan(graph, namespace, Optional.empty()).ifPresent(policies::add);
            graph.servers(namespace).stream()
                    .sorted((one, other) -> one.toString().compareTo(other.toString()))
                    .forEach(server -> ServerPolicies.plan(graph, server).ifPresent(policies::add));
        }
        return policies;
    }

    private static Map<String, Map<String, String>> labels(IntentGraph graph) {
        var labels = new TreeMap<String, Map<String, String>>();
        graph.allPods().forEach(pod -> labels.put(pod.key().toString(), new LinkedHashMap<>(PodLabels.of(graph, pod))));
        return labels;
    }
}
