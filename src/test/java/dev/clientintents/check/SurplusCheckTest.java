package dev.clientintents.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Code;
import dev.clientintents.graph.Budgets;
import dev.clientintents.graph.Scope;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.model.Enforcement;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SurplusCheckTest {

    private static final String OBJECTS = """
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: a-late, namespace: shop, creationTimestamp: "2026-02-01T00:00:00Z"}
            spec: {client: {name: web}, consumes: [{name: db}]}
            ---
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: b-early, namespace: shop, creationTimestamp: "2026-01-01T00:00:00Z"}
            spec: {client: {name: web}, consumes: [{name: cache}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec: {containers: [{name: app, image: app}]}
            """;

    @Test
    void anObjectThatIsYoungerThanThoseThatCountIsFoundAndHasNoEffect() {
        var reader = new ManifestReader("default");
        reader.read("dump", new ByteArrayInputStream(OBJECTS.getBytes(StandardCharsets.UTF_8)));
        Snapshot snapshot = reader.snapshot();
        var scope = new Scope(Enforcement.ACTIVE, Set.of(), Set.of(), Budgets.DEFAULT.withObjectsOfNamespace(1));
        Outcome outcome = Outcome.of(snapshot, scope);

        assertThat(Checks.findings(snapshot, outcome, Optional.empty()))
                .filteredOn(finding -> finding.code() == Code.OVER_BUDGET)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.position().line()).isEqualTo(1);
                    assertThat(finding.message()).startsWith("namespace shop has more than 1 ClientIntents");
                });
        assertThat(outcome.plannedPolicies())
                .extracting(policy -> policy.getMetadata().getName())
                .containsExactly("consumers-of-cache");
    }
}
