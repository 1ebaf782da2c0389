package dev.clientintents.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.identity.Owners.Lookup;
import dev.clientintents.model.WorkloadId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityResolverTest {

    private static final OwnerReference REPLICA_SET = new OwnerReference("apps/v1", "ReplicaSet", "web-5f6", "rs");
    private static final OwnerReference DEPLOYMENT = new OwnerReference("apps/v1", "Deployment", "web", "deployment");
    private static final OwnerReference ROLLOUT =
            new OwnerReference("argoproj.io/v1alpha1", "Rollout", "web", "rollout");

    private final Map<OwnerReference, Lookup> known = new HashMap<>();
    private final IdentityResolver resolver =
            new IdentityResolver((namespace, reference) -> known.getOrDefault(reference, new Lookup.Missing()));

    @Test
    void aPodWithoutAnOwnerIsItsOwnWorkload() {
        assertThat(resolve(pod(null)).workload()).isEqualTo(new WorkloadId("shop", "Pod", "web-5f6-x"));
    }

    @Test
    void theTopOfTheChainIsTheWorkload() {
        known.put(REPLICA_SET, new Lookup.Found("rs", DEPLOYMENT));
        known.put(DEPLOYMENT, new Lookup.Found("deployment", null));

        assertThat(resolve(pod(REPLICA_SET)).workload()).isEqualTo(new WorkloadId("shop", "Deployment", "web"));
    }

    @Test
    void aCustomResourceMayBeTheTop() {
        var fleet = new OwnerReference("games.example/v1", "Fleet", "arena", "fleet");
        known.put(REPLICA_SET, new Lookup.Found("rs", ROLLOUT));
        known.put(ROLLOUT, new Lookup.Found("rollout", fleet));
        known.put(fleet, new Lookup.Found("fleet", null));

        assertThat(resolve(pod(REPLICA_SET)).workload()).isEqualTo(new WorkloadId("shop", "Fleet", "arena"));
    }

    @Test
    void anOwnerThatDoesNotExistIsNotFollowed() {
        known.put(REPLICA_SET, new Lookup.Found("rs", DEPLOYMENT));

        assertThat(resolve(pod(REPLICA_SET)))
                .isEqualTo(new PodIdentity(new WorkloadId("shop", "ReplicaSet", "web-5f6"), null, null));
    }

    @Test
    void anOwnerWithAnotherUidIsNotFollowed() {
        known.put(REPLICA_SET, new Lookup.Found("another", DEPLOYMENT));
        known.put(DEPLOYMENT, new Lookup.Found("deployment", null));

        assertThat(resolve(pod(REPLICA_SET)).workload()).isEqualTo(new WorkloadId("shop", "Pod", "web-5f6-x"));
    }

    @Test
    void atAnUnreadableOwnerTheLastReadableStepIsTheWorkloadAndTheOwnerIsNamed() {
        known.put(REPLICA_SET, new Lookup.Found("rs", ROLLOUT));
        known.put(ROLLOUT, new Lookup.Unreadable());

        assertThat(resolve(pod(REPLICA_SET)))
                .isEqualTo(new PodIdentity(new WorkloadId("shop", "ReplicaSet", "web-5f6"), ROLLOUT, null));
    }

    @Test
    void aCycleOfOwnersEnds() {
        known.put(REPLICA_SET, new Lookup.Found("rs", DEPLOYMENT));
        known.put(DEPLOYMENT, new Lookup.Found("deployment", REPLICA_SET));

        assertThat(resolve(pod(REPLICA_SET)).workload()).isEqualTo(new WorkloadId("shop", "Deployment", "web"));
    }

    @Test
    void ownersAreLookedUpInThePodsNamespace() {
        var asked = new HashMap<String, OwnerReference>();
        new IdentityResolver((namespace, reference) -> {
                    asked.put(namespace, reference);
                    return new Lookup.Missing();
                })
                .resolve(pod(REPLICA_SET));

        assertThat(asked).containsExactly(Map.entry("shop", REPLICA_SET));
    }

    @Test
    void theOverrideReplacesTheNameAndKeepsTheKind() {
        known.put(DEPLOYMENT, new Lookup.Found("deployment", null));

        assertThat(resolve(new PodMetadata("shop", "web-x", DEPLOYMENT, "front.end", false, null)))
                .isEqualTo(new PodIdentity(new WorkloadId("shop", "Deployment", "front.end"), null, null));
    }

    @Test
    void anOverrideMakesUpForAnOwnerThatMayNotBeRead() {
        known.put(ROLLOUT, new Lookup.Unreadable());

        assertThat(resolve(new PodMetadata("shop", "web-x", ROLLOUT, "web", false, null)))
                .isEqualTo(new PodIdentity(new WorkloadId("shop", "Pod", "web"), ROLLOUT, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Web", "-web", "web-", "a..b", "a_b", "web\n", " web", ".a", "a."})
    void anInvalidOverrideIsIgnoredAndTold(String override) {
        assertThat(resolve(new PodMetadata("shop", "web", null, override, false, null)))
                .isEqualTo(new PodIdentity(new WorkloadId("shop", "Pod", "web"), null, override));
    }

    @Test
    void aNameOf254CharactersIsNoSubdomain() {
        assertThat(IdentityResolver.isSubdomain("a".repeat(253))).isTrue();
        assertThat(IdentityResolver.isSubdomain("a".repeat(254))).isFalse();
    }

    @Test
    void aStaticPodIsNamedWithoutItsNode() {
        var node = new OwnerReference("v1", "Node", "node-1", "node");

        assertThat(resolve(new PodMetadata("shop", "proxy-node-1", node, null, true, null))
                        .workload())
                .isEqualTo(new WorkloadId("shop", "Pod", "proxy"));
        assertThat(resolve(new PodMetadata("shop", "proxy", node, null, true, null))
                        .workload())
                .isEqualTo(new WorkloadId("shop", "Pod", "proxy"));
    }

    @Test
    void aFailedLookUpIsNoIdentity() {
        var failing = new IdentityResolver((namespace, reference) -> {
            throw new IllegalStateException("timeout");
        });

        assertThatThrownBy(() -> failing.resolve(pod(REPLICA_SET))).hasMessage("timeout");
    }

    @Test
    void whatASyncerTellsOfAPodIsItsIdentityAndNothingIsLookedUp() {
        var told = new WorkloadId("shop", "StatefulSet", "db-x-bank-x-vc");
        var pod = new PodMetadata("shop", "db-0-x-bank-x-vc", DEPLOYMENT, null, false, told);
        var asked = new ArrayList<OwnerReference>();
        var resolver = new IdentityResolver((namespace, reference) -> {
            asked.add(reference);
            return new Lookup.Missing();
        });

        assertThat(resolver.resolve(pod)).isEqualTo(new PodIdentity(told, null, null));
        assertThat(asked).isEmpty();
    }

    private PodIdentity resolve(PodMetadata pod) {
        return resolver.resolve(pod);
    }

    private static PodMetadata pod(@Nullable OwnerReference controller) {
        return new PodMetadata("shop", "web-5f6-x", controller, null, false, null);
    }
}
