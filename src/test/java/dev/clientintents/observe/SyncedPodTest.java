package dev.clientintents.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.identity.PodMetadata;
import dev.clientintents.model.Labels;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods as the syncer of a vcluster {@code vc} makes them in the namespace {@code tenant}, and as tenants forge them. */
class SyncedPodTest {

    private static final String OWNERS = "vcluster.loft.sh/owner-references";
    private static final VirtualClusters TENANT = new VirtualClusters(Set.of("tenant"));

    private final Map<String, String> labels = new HashMap<>(Map.of("vcluster.loft.sh/managed-by", "vc"));
    private final Map<String, String> annotations = new HashMap<>(
            Map.of("vcluster.loft.sh/object-name", "web-5f7d8c-abcde", "vcluster.loft.sh/object-namespace", "shop"));

    private String name = "web-5f7d8c-abcde-x-shop-x-vc";

    @Test
    void aPodOfADeploymentIsKnownByTheNameThatItsDeploymentHasOnTheHost() {
        labels.put("pod-template-hash", "5f7d8c");
        owned("ReplicaSet", "web-5f7d8c");

        assertThat(workload()).isEqualTo(workload("Deployment", "web-x-shop-x-vc"));
    }

    @Test
    void theHashIsReadFromTheLabelsInsideWhereTheHostHasAnotherKey() {
        annotations.put("vcluster.loft.sh/labels", "app=\"web\"\npod-template-hash=\"5f7d8c\"\nz=\"a\\nb\"");
        owned("ReplicaSet", "web-5f7d8c");

        assertThat(workload()).isEqualTo(workload("Deployment", "web-x-shop-x-vc"));
    }

    @Test
    void aReplicaSetOfARolloutStandsForTheRollout() {
        labels.put("rollouts-pod-template-hash", "5f7d8c");
        owned("ReplicaSet", "web-5f7d8c");

        assertThat(workload()).isEqualTo(workload("Rollout", "web-x-shop-x-vc"));
    }

    @ParameterizedTest
    @CsvSource({
        "ReplicaSet, web-5f7d8c, other",
        "ReplicaSet, web, 5f7d8c",
        "ReplicaSet, -5f7d8c, 5f7d8c",
        "Job, import-5f7d8c, 5f7d8c",
        "StatefulSet, db, 5f7d8c",
        "DaemonSet, agent, 5f7d8c",
        "Cluster, pg, 5f7d8c"
    })
    void allOtherOwnersCountAsTheyAre(String kind, String owner, String hash) {
        labels.put("pod-template-hash", hash);
        owned(kind, owner);

        assertThat(workload())
                .isEqualTo(owner.startsWith("-") ? workload("Pod", name) : workload(kind, owner + "-x-shop-x-vc"));
    }

    @Test
    void theOlderAnnotationsCountWhereThereAreNoOthers() {
        annotations.clear();
        annotations.put("vcluster.loft.sh/name", "web-5f7d8c-abcde");
        annotations.put("vcluster.loft.sh/namespace", "shop");
        owned("StatefulSet", "db");

        assertThat(workload()).isEqualTo(workload("StatefulSet", "db-x-shop-x-vc"));
    }

    @Test
    void theOwnerThatControlsCountsAndElseTheFirst() {
        annotations.put(
                OWNERS,
                "[{\"kind\":\"A\",\"name\":\"a\"},{\"kind\":\"B\",\"name\":\"b\",\"controller\":true},{\"kind\":\"C\"}]");
        assertThat(workload()).isEqualTo(workload("B", "b-x-shop-x-vc"));

        annotations.put(OWNERS, "[{\"kind\":\"A\",\"name\":\"a\"},{\"kind\":\"B\",\"name\":\"b\"}]");
        assertThat(workload()).isEqualTo(workload("A", "a-x-shop-x-vc"));
    }

    /** The digests are those of {@code sha256sum}. */
    @Test
    void longNamesAreCutAndHashedAsVclusterDoes() {
        annotations.put("vcluster.loft.sh/object-name", "recommendation-service-with-a-long-name-5f7d8c-abcde");
        annotations.put("vcluster.loft.sh/object-namespace", "production");
        labels.put("pod-template-hash", "5f7d8c");
        owned("ReplicaSet", "recommendation-service-with-a-long-name-and-more-5f7d8c");
        name = "recommendation-service-with-a-long-name-5f7d8c-abcde-8e468fdce7";

        assertThat(workload())
                .isEqualTo(workload("Deployment", "recommendation-service-with-a-long-name-and-more-x-p-ac70357dd6"));

        owned("StatefulSet", "a".repeat(51) + ".b");
        assertThat(workload())
                .isEqualTo(workload("StatefulSet", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-05374853c0"));
    }

    @Test
    void aPodWithoutOwnersIsItself() {
        assertThat(workload()).isEqualTo(workload("Pod", name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[",
                "{}",
                "[]",
                "null",
                "[null]",
                "[[]]",
                "7",
                "[{\"kind\":\"Job\"}]",
                "[{\"kind\":7,\"name\":\"a\"}]",
                "[{\"kind\":\"Job\",\"name\":\"Not A Name\"}]",
                "[{\"kind\":\"Job\",\"name\":\"a\\nb\"}]",
                "[{\"kind\":\"a/b\",\"name\":\"a\"}]",
                "[{\"kind\":\"Job\",\"name\":{\"a\":1}}]"
            })
    void whatIsNoListOfOwnersMakesThePodItself(String owners) {
        annotations.put(OWNERS, owners);

        assertThat(workload()).isEqualTo(workload("Pod", name));
    }

    @Test
    void aListThatIsDeepOrLongMakesThePodItself() {
        annotations.put(OWNERS, "[".repeat(8_000));
        assertThat(workload()).isEqualTo(workload("Pod", name));

        annotations.put(OWNERS, "[{\"kind\":\"Job\",\"name\":\"a\"}]" + " ".repeat(10_000));
        assertThat(workload()).isEqualTo(workload("Pod", name));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "vcluster.loft.sh/object-namespace, bank",
        "vcluster.loft.sh/object-name, other",
        "vcluster.loft.sh/object-namespace, ''"
    })
    void aNamespaceThatThePodsNameContradictsDoesNotCount(String annotation, String forged) {
        owned("StatefulSet", "db");
        annotations.put(annotation, forged);

        assertThat(workload()).isEqualTo(workload("Pod", name));
    }

    @Test
    void theNameOfAnotherVclusterDoesNotCount() {
        owned("StatefulSet", "db");
        labels.put("vcluster.loft.sh/managed-by", "other");

        assertThat(workload()).isEqualTo(workload("Pod", name));
    }

    /** Deployment web-x-bank of namespace c would have the name of Deployment web of namespace bank-x-c. */
    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource({"db-x-bank, c", "db, bank-x-c", "db-x, x-c"})
    void aNameThatCouldBeThatOfAnotherNamespaceDoesNotCount(String owner, String namespace) {
        name = "pod-x-" + namespace + "-x-vc";
        annotations.put("vcluster.loft.sh/object-name", "pod");
        annotations.put("vcluster.loft.sh/object-namespace", namespace);
        owned("StatefulSet", owner);

        assertThat(workload()).isEqualTo(workload("Pod", name));
    }

    @Test
    void theOverrideDoesNotCountSinceTenantsAnnotateInside() {
        annotations.put(Labels.SERVICE_NAME, "bank");

        assertThat(ObservedPod.metadata(pod(), TENANT).override()).isNull();
    }

    @Test
    void elsewhereTheSyncersAnnotationsMeanNothingAndTheOverrideCounts() {
        owned("StatefulSet", "db");
        annotations.put(Labels.SERVICE_NAME, "bank");
        PodMetadata said = ObservedPod.metadata(pod(), new VirtualClusters(Set.of("another")));

        assertThat(said.synced()).isNull();
        assertThat(said.override()).isEqualTo("bank");
    }

    @Test
    void aPodThatNoSyncerMadeIsLikeAnyOther() {
        owned("StatefulSet", "db");
        labels.clear();

        assertThat(ObservedPod.metadata(pod(), TENANT).synced()).isNull();
    }

    private void owned(String kind, String owner) {
        annotations.put(
                OWNERS,
                "[{\"apiVersion\":\"apps/v1\",\"kind\":\"" + kind + "\",\"name\":\"" + owner
                        + "\",\"uid\":\"1\",\"controller\":true,\"blockOwnerDeletion\":true}]");
    }

    private WorkloadId workload() {
        WorkloadId workload = ObservedPod.metadata(pod(), TENANT).synced();
        assertThat(workload).isNotNull();
        return workload;
    }

    private static WorkloadId workload(String kind, String name) {
        return new WorkloadId("tenant", kind, name);
    }

    private Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("tenant")
                .withName(name)
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }
}
