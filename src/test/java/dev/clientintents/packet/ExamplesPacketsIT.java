package dev.clientintents.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.deploy.Manifests;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples from end to end: what connects is what {@code reach} says. */
@RealPackets
class ExamplesPacketsIT extends PacketScenario {

    ExamplesPacketsIT(ControlPlane controlPlane, KubernetesClient client, PacketBed bed) {
        super(controlPlane, client, bed);
    }

    static List<Path> examples() {
        return Manifests.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void whatConnectsIsWhatReachSays(Path example) {
        List<HasMetadata> objects = Manifests.readFolderWithoutAddOns(example);
        Set<String> namespaces = objects.stream()
                .filter(Namespace.class::isInstance)
                .map(it -> it.getMetadata().getName())
                .collect(Collectors.toSet());
        int pods = objects.stream().mapToInt(ExamplesPacketsIT::replicas).sum();
        try {
            applyAll(objects);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(bed.pods(namespaces)).hasSize(pods));
            awaitSettled(namespaces);

            assertThat(awaitAsReachSays(namespaces)).isPositive();
        } finally {
            remove(objects, namespaces);
        }
    }

    private static int replicas(HasMetadata object) {
        if (object instanceof StatefulSet set) {
            return set.getSpec().getReplicas();
        }
        return object instanceof Deployment deployment ? deployment.getSpec().getReplicas() : 0;
    }

    /** An example may use the namespace {@code default}, which nobody can delete. */
    private void remove(List<HasMetadata> objects, Set<String> namespaces) {
        objects.stream()
                .filter(object -> !(object instanceof Namespace))
                .forEach(object -> client.resource(object).delete());
        removeNamespaces(namespaces.stream()
                .filter(namespace -> !namespace.equals("default"))
                .collect(Collectors.toSet()));
        await().atMost(Duration.ofSeconds(30)).until(() -> bed.pods(namespaces).isEmpty());
    }
}
