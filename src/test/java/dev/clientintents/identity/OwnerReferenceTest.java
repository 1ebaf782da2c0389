package dev.clientintents.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerReferenceTest {

    @ParameterizedTest
    @CsvSource({
        "apps/v1, ReplicaSet, web-5d",
        "v1, Node, node-1.example",
        "argoproj.io/v1alpha1, Rollout, web",
        "rbac.authorization.k8s.io/v1, ClusterRole, system:controller:x",
        "batch/v1, Job, a_b~c+d",
    })
    void whatAnApiServerCouldHaveIsPlausible(String apiVersion, String kind, String name) {
        assertThat(new OwnerReference(apiVersion, kind, name, "uid").isPlausible())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "a%zz", "a/b", "?watch=1&x=%25", "#x", "a b", "x\nERROR forged", "\u001b[31m", "ä"
            })
    void aNameThatIsNoSegmentOfAPathIsNobodys(String name) {
        assertThat(new OwnerReference("apps/v1", "ReplicaSet", name, "uid").isPlausible())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b/v1", "apps/v1/x", "/v1", "apps/", "a..b/v1", "apps/v1?x=1", "apps%2Fv1", "apps\n/v1"})
    void aVersionThatIsNoneIsNobodys(String apiVersion) {
        assertThat(new OwnerReference(apiVersion, "ReplicaSet", "web", "uid").isPlausible())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Replica Set", "a/b", "%", "Kind\u0000"})
    void aKindThatIsNoneIsNobodys(String kind) {
        assertThat(new OwnerReference("apps/v1", kind, "web", "uid").isPlausible())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {254, 1_000_000})
    void aNameThatIsTooLongIsNobodys(int length) {
        assertThat(new OwnerReference("apps/v1", "ReplicaSet", "a".repeat(length), "uid").isPlausible())
                .isFalse();
        assertThat(new OwnerReference("a".repeat(length + 100) + "/v1", "ReplicaSet", "a", "uid").isPlausible())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 129, 2_500_000})
    void aUidThatIsNoneIsNobodys(int length) {
        assertThat(new OwnerReference("apps/v1", "ReplicaSet", "web", "u".repeat(length)).isPlausible())
                .isFalse();
    }
}
