package dev.clientintents.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.Crd;
import dev.clientintents.cluster.ContinuousIntegration;
import dev.clientintents.cluster.PolicyDefinitions;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Reading refuses an object where the API server does, and nowhere else. The judge is a dry run of its creation in which
 * unknown and duplicate fields are errors, as {@code kubectl apply} asks for it.
 */
@RealCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AsTheApiServerIT {

    private static final int AT_ONCE = 32;
    private static final Set<Code> REFUSED =
            EnumSet.of(Code.UNREADABLE, Code.INVALID_OBJECT, Code.UNKNOWN_FIELD, Code.UNSUPPORTED_VERSION);
    private static final Set<String> OF_THE_CLUSTER =
            Set.of("Namespace", "Node", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy");

    private final KubernetesClient client;
    private final String namespace;
    private final List<HasMetadata> installed = new ArrayList<>();

    AsTheApiServerIT(KubernetesClient client) {
        this.client = client;
        this.namespace = client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("as-the-api-server-it-")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
    }

    @BeforeAll
    void install() throws IOException, InterruptedException {
        Crd.install(client);
        for (Path file : policyDefinitions()) {
            try (InputStream in = Files.newInputStream(file)) {
                client.load(in).items().forEach(this::install);
            }
        }
    }

    private void install(HasMetadata definition) {
        Crd.install(client, (CustomResourceDefinition) definition);
        installed.add(definition);
    }

    @SuppressWarnings("SystemOut")
    private static List<Path> policyDefinitions() throws InterruptedException {
        try {
            return PolicyDefinitions.find(System.err::println);
        } catch (IOException e) {
            throw ContinuousIntegration.cannotRun("of what the API server refuses", e);
        }
    }

    @AfterAll
    void cleanUp() {
        for (HasMetadata definition : installed) {
            client.resource(definition).delete();
            client.resource(definition).waitUntilCondition(Objects::isNull, 20, TimeUnit.SECONDS);
        }
        client.namespaces().withName(namespace).delete();
    }

    @Test
    void whatTheApiServerRefusesIsRefusedAndNothingElse() {
        List<ObjectCorpus.Case> cases = ObjectCorpus.cases();
        Map<String, String> refused = refusedByTheApiServer(cases);
        Map<String, List<Finding>> found = refusedByReading(cases);

        var differences = new ArrayList<String>();
        for (ObjectCorpus.Case it : cases) {
            if (refused.containsKey(it.name()) != found.containsKey(it.name())) {
                differences.add(it.name() + "\n    the API server: " + refused.getOrDefault(it.name(), "takes it")
                        + "\n    reading: " + found.getOrDefault(it.name(), List.of()));
            }
        }

        assertThat(differences).isEmpty();
        assertThat(refused.size()).isBetween(cases.size() / 10, cases.size() * 9 / 10);
        assertThat(cases).hasSizeGreaterThan(11_000);
    }

    private Map<String, List<Finding>> refusedByReading(List<ObjectCorpus.Case> cases) {
        var reader = new ManifestReader(namespace);
        for (ObjectCorpus.Case it : cases) {
            reader.read(it.name(), new ByteArrayInputStream(it.text().getBytes(StandardCharsets.UTF_8)));
        }
        return reader.snapshot().findings().stream()
                .filter(it -> REFUSED.contains(it.code()))
                .collect(Collectors.groupingBy(it -> it.position().file(), TreeMap::new, Collectors.toList()));
    }

    /** Returns why the API server refuses objects, by the names of the cases. */
    private Map<String, String> refusedByTheApiServer(List<ObjectCorpus.Case> cases) {
        var refused = new LinkedHashMap<String, String>();
        for (int from = 0; from < cases.size(); from += AT_ONCE) {
            List<ObjectCorpus.Case> some = cases.subList(from, Math.min(from + AT_ONCE, cases.size()));
            List<CompletableFuture<HttpResponse<String>>> answers =
                    some.stream().map(this::dryRun).toList();
            for (int i = 0; i < some.size(); i++) {
                HttpResponse<String> answer = answers.get(i).join();
                if (!answer.isSuccessful()) {
                    assertThat(answer.code()).as(answer.body()).isIn(400, 404, 422);
                    refused.put(some.get(i).name(), answer.body());
                }
            }
        }
        return refused;
    }

    private CompletableFuture<HttpResponse<String>> dryRun(ObjectCorpus.Case it) {
        var http = client.getHttpClient();
        String group = (it.apiVersion().contains("/") ? "apis/" : "api/") + it.apiVersion();
        return http.sendAsync(
                http.newHttpRequestBuilder()
                        .uri(client.getConfiguration().getMasterUrl() + group
                                + (OF_THE_CLUSTER.contains(it.kind()) ? "" : "/namespaces/" + namespace)
                                + "/" + collection(it.kind()) + "?dryRun=All&fieldValidation=Strict")
                        .post("application/yaml", it.text())
                        .build(),
                String.class);
    }

    private static String collection(String kind) {
        String name = kind.toLowerCase(Locale.ROOT);
        if (name.endsWith("ss")) {
            return name + "es";
        }
        if (name.endsWith("s")) {
            return name;
        }
        return name.endsWith("y") ? name.substring(0, name.length() - 1) + "ies" : name + "s";
    }
}
