package dev.clientintents.effective;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnevaluatedKindsTest {

    @ParameterizedTest
    @CsvSource({
        "cilium.io/v2, CiliumNetworkPolicy, db, true",
        "cilium.io/v2alpha1, CiliumNetworkPolicy, db, true",
        "example.org/v1, CiliumNetworkPolicy, db, false",
        "networking.k8s.io/v1, NetworkPolicy, db, false",
        "projectcalico.org/v3, NetworkPolicy, db, true",
        "crd.antrea.io/v1beta1, NetworkPolicy, db, true",
        "crd.antrea.io/v1beta1, ClusterNetworkPolicy, db, true",
        "networking.k8s.aws/v1alpha1, ClusterNetworkPolicy, db, true",
        "projectcalico.org/v3, StagedNetworkPolicy, db, false",
        "projectcalico.org/v3, NetworkPolicy, knp.default.db, false",
        "projectcalico.org/v3, GlobalNetworkPolicy, kanp.adminnetworkpolicy.db, false",
        "crd.antrea.io/v1beta1, NetworkPolicy, knp.default.db, true",
        "policy.linkerd.io/v1beta3, Server, db, true",
        "example.org/v1, Server, db, false",
    })
    void aKindCountsByItsGroupInEveryVersion(String apiVersion, String kind, String name, boolean counts) {
        assertThat(UnevaluatedKinds.of(ObjectId.of(apiVersion, kind, "shop", name)))
                .isEqualTo(counts ? Optional.of(new PolicyKind(ObjectId.group(apiVersion), kind)) : Optional.empty());
    }

    @Test
    void thePageOnPipelinesListsTheKindsOfEveryGroup() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/pipelines.md"));

        for (String group : UnevaluatedKinds.groups()) {
            assertThat(page)
                    .contains("| `%s` | %s |"
                            .formatted(
                                    group,
                                    UnevaluatedKinds.of(group).stream()
                                            .map(PolicyKind::kind)
                                            .collect(Collectors.joining(", "))));
        }
    }
}
