package dev.clientintents.reach;

import dev.clientintents.model.Protocol;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.policy.InvalidPolicyException;
import dev.clientintents.reach.policy.admin.AdminKind;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import dev.clientintents.reach.policy.admin.AdminPolicyReader;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A world of namespaces, bare pods and policies from YAML; an object in a later file replaces one of an earlier. */
final class YamlWorld {

    private final KubernetesSerialization yaml = new KubernetesSerialization();
    private final Map<String, HasMetadata> objects = new LinkedHashMap<>();

    YamlWorld(Path... files) throws IOException {
        for (Path file : files) {
            add(Files.readString(file));
        }
    }

    /** The world of one text. */
    static World of(String text) throws IOException {
        var world = new YamlWorld();
        world.add(text);
        return world.world();
    }

    private void add(String text) {
        Object content = yaml.unmarshal(text);
        Collection<?> documents = content instanceof Collection<?> many ? many : List.of(content);
        documents.forEach(document -> add((HasMetadata) document));
    }

    private void add(HasMetadata object) {
        objects.put(
                object.getKind() + " " + object.getMetadata().getNamespace() + " "
                        + object.getMetadata().getName(),
                object);
    }

    World world() {
        return new World(
                all(Namespace.class).stream()
                        .map(it -> new World.Namespace(it.getMetadata().getName(), labels(it)))
                        .toList(),
                all(Pod.class).stream().map(YamlWorld::pod).toList(),
                all(NetworkPolicy.class),
                all(GenericKubernetesResource.class).stream()
                        .map(YamlWorld::adminPolicy)
                        .toList(),
                List.of(),
                List.of());
    }

    private static AdminPolicy adminPolicy(GenericKubernetesResource object) {
        try {
            return AdminPolicyReader.read(
                    AdminKind.of(object.getApiVersion(), object.getKind()).orElseThrow(),
                    object.getMetadata().getName(),
                    object.getAdditionalProperties().get("spec"));
        } catch (InvalidPolicyException e) {
            throw new IllegalArgumentException(object.toString(), e);
        }
    }

    private <T> List<T> all(Class<T> type) {
        return objects.values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static World.Pod pod(Pod pod) {
        String name = pod.getMetadata().getName();
        List<World.Port> ports = pod.getSpec().getContainers().stream()
                .flatMap(it -> it.getPorts().stream())
                .map(it -> new World.Port(
                        it.getName(),
                        it.getProtocol() == null ? Protocol.TCP : Protocol.valueOf(it.getProtocol()),
                        it.getContainerPort()))
                .toList();
        return new World.Pod(
                new WorkloadId(pod.getMetadata().getNamespace(), "Pod", name),
                name,
                labels(pod),
                ports,
                Boolean.TRUE.equals(pod.getSpec().getHostNetwork()));
    }

    private static Map<String, String> labels(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of());
    }
}
