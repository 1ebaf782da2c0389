package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Target;
import dev.clientintents.cli.Run;
import dev.clientintents.graph.Intent;
import dev.clientintents.model.Labels;
import dev.clientintents.observe.ObservedIntents;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

    private static final Pattern POLICY_NAME = Pattern.compile("(?m)^  name: (\\S+)$");
    private static final Pattern KEY = Pattern.compile("`(?:" + Labels.PREFIX + ")?(consumes-[^`]+)`");

    static List<Path> examples() {
        return Manifests.examples();
    }

    @Test
    void theExamplesAreFound() {
        assertThat(examples())
                .extracting(it -> it.getFileName().toString())
                .contains("frontend", "default-deny", "egress", "online-boutique", "storefront");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aNamespaceComesBeforeWhatIsInIt(Path example) {
        var known = new TreeSet<String>();
        for (HasMetadata object : Manifests.readFolder(example)) {
            if (object instanceof Namespace) {
                known.add(object.getMetadata().getName());
            } else if (object instanceof Namespaced) {
                assertThat(known).contains(object.getMetadata().getNamespace());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyClientAndServerOfAnExampleIsPartOfIt(Path example) {
        List<HasMetadata> objects = Manifests.readFolder(example);
        Set<String> workloads = names(objects.stream()
                .filter(object -> object instanceof Deployment || object instanceof StatefulSet)
                .toList());
        Set<String> services = names(all(Service.class, objects));
        assertThat(all(ClientIntents.class, objects)).isNotEmpty().allSatisfy(intents -> {
            String namespace = intents.getMetadata().getNamespace();
            assertThat(workloads)
                    .contains(namespace + "/" + intents.getSpec().client().name());
            for (Target target : intents.getSpec().consumes()) {
                if (target.name() == null) {
                    continue; // outside of the cluster
                }
                var server = ObservedIntents.server(target, namespace);
                assertThat(server.isService() ? services : workloads)
                        .contains(server.namespace() + "/" + server.name());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theReadmeNamesExactlyTheKeysThatTheClientsGet(Path example) throws IOException {
        Set<String> keys = intents(example)
                .flatMap(intent -> intent.grants().stream())
                .map(grant -> grant.key().label().substring(Labels.PREFIX.length()))
                .collect(Collectors.toCollection(TreeSet::new));

        String readme = Files.readString(example.resolve("README.md"));

        assertThat(KEY.matcher(readme).results().map(match -> match.group(1)))
                .containsExactlyInAnyOrderElementsOf(keys);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void thePoliciesThatTheReadmeNamesAreThoseOfTheServers(Path example) throws IOException {
        Set<String> policies = POLICY_NAME
                .matcher(Run.of("render", example.toString()).out())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        String readme = Files.readString(example.resolve("README.md"));

        assertThat(Pattern.compile("`(consumers-of[-.][a-z0-9.-]+)`")
                        .matcher(readme)
                        .results()
                        .map(match -> match.group(1)))
                .isSubsetOf(policies);
    }

    @Test
    void theShopDeclaresWhatItsContainersAreToldToCall() {
        List<HasMetadata> objects = Manifests.readFolder(Manifests.DEPLOY.resolve("examples/online-boutique"));
        var called = new TreeMap<String, Set<String>>();
        for (Deployment deployment : all(Deployment.class, objects)) {
            Set<String> hosts = deployment.getSpec().getTemplate().getSpec().getContainers().stream()
                    .flatMap(container -> container.getEnv().stream())
                    .filter(variable -> variable.getName().endsWith("_ADDR"))
                    .map(EnvVar::getValue)
                    .filter(address -> address.contains(":"))
                    .map(address -> address.substring(0, address.indexOf(':')))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!hosts.isEmpty()) {
                called.put(deployment.getMetadata().getName(), hosts);
            }
        }

        Map<String, Set<String>> declared = all(ClientIntents.class, objects).stream()
                .collect(Collectors.toMap(
                        intents -> intents.getSpec().client().name(),
                        intents -> intents.getSpec().consumes().stream()
                                .map(Target::name)
                                .collect(Collectors.toSet())));

        assertThat(declared).isEqualTo(called);
    }

    private static Stream<Intent> intents(Path example) {
        return all(ClientIntents.class, Manifests.readFolder(example)).stream()
                .flatMap(object -> ObservedIntents.entry(object).intents().stream());
    }

    private static <T extends HasMetadata> List<T> all(Class<T> type, Collection<HasMetadata> objects) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Set<String> names(Collection<? extends HasMetadata> objects) {
        return objects.stream()
                .map(object -> object.getMetadata().getNamespace() + "/"
                        + object.getMetadata().getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
