package dev.clientintents.operator.watch;

import static dev.clientintents.operator.watch.FakeOwnerApi.owner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.Owners.Lookup;
import dev.clientintents.model.ObjectKey;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerStoreTest {

    private static final OwnerStore.Kind REPLICA_SET = new OwnerStore.Kind("apps", "ReplicaSet");
    private static final OwnerReference WEB = new OwnerReference("apps/v1", "ReplicaSet", "web", "uid");

    private final OwnerStore store = new OwnerStore(2);

    @Test
    void anOwnerIsFoundByItsKindNamespaceNameAndUidWhateverTheVersion() {
        store.put(REPLICA_SET, owner("shop", "web", "uid"));

        assertThat(store.find("shop", WEB)).contains(new Lookup.Found("uid", null));
        assertThat(store.find("shop", new OwnerReference("apps/v1beta2", "ReplicaSet", "web", "uid")))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "other, apps/v1, ReplicaSet, web, uid",
        "shop, evil.example/v1, ReplicaSet, web, uid",
        "shop, apps/v1, StatefulSet, web, uid",
        "shop, apps/v1, ReplicaSet, db, uid",
        "shop, apps/v1, ReplicaSet, web, another",
    })
    void nothingElseIs(String namespace, String apiVersion, String kind, String name, String uid) {
        store.put(REPLICA_SET, owner("shop", "web", "uid"));

        assertThat(store.find(namespace, new OwnerReference(apiVersion, kind, name, uid)))
                .isEmpty();
    }

    @Test
    void aUidThatIsWrittenInAnotherWayIsAnother() {
        String uid = new UUID(0xabcdefL, 1).toString();
        store.put(REPLICA_SET, owner("shop", "web", uid));

        assertThat(store.find("shop", new OwnerReference("apps/v1", "ReplicaSet", "web", uid)))
                .isPresent();
        assertThat(store.find("shop", new OwnerReference("apps/v1", "ReplicaSet", "web", uid.toUpperCase(Locale.ROOT))))
                .isEmpty();
    }

    @Test
    void whatIsNewOrMovedIsAChangeAndNothingElse() {
        assertThat(store.put(REPLICA_SET, owner("shop", "web", "uid")))
                .contains(new OwnerChange("shop", "web", "uid", OwnerChange.Kind.APPEARED));
        assertThat(store.put(REPLICA_SET, owner("shop", "web", "uid"))).isEmpty();
        assertThat(store.put(REPLICA_SET, owner("shop", "web", "uid", "apps/v1", "Deployment", "web", "d")))
                .contains(new OwnerChange("shop", "web", "uid", OwnerChange.Kind.MOVED));
        assertThat(store.put(REPLICA_SET, owner("shop", "web", "uid")))
                .contains(new OwnerChange("shop", "web", "uid", OwnerChange.Kind.MOVED));
        assertThat(store.put(REPLICA_SET, owner("shop", "web", "next")))
                .contains(new OwnerChange("shop", "web", "next", OwnerChange.Kind.APPEARED));
    }

    @Test
    void theEndOfAnOwnerDoesNotTakeTheNextOfItsName() {
        store.put(REPLICA_SET, owner("shop", "web", "uid"));

        assertThat(store.remove(REPLICA_SET, owner("shop", "web", "before"))).isEmpty();
        assertThat(store.size()).isOne();
        assertThat(store.remove(REPLICA_SET, owner("shop", "web", "uid")))
                .contains(new OwnerChange("shop", "web", "uid", OwnerChange.Kind.GONE));
        assertThat(store.size()).isZero();
    }

    @Test
    void aListSaysWhatIsThereAndIsToldForWhatIsNewInIt() {
        store.put(REPLICA_SET, owner("shop", "web", "uid"));
        store.put(REPLICA_SET, owner("shop", "gone", "gone"));

        OwnerStore.Listing listing = store.list(REPLICA_SET, null);
        listing.add(owner("shop", "web", "uid"));
        listing.add(owner("shop", "db", "db"));

        assertThat(listing.finish())
                .containsExactly(
                        new OwnerChange("shop", "db", "db", OwnerChange.Kind.APPEARED),
                        new OwnerChange("shop", "gone", TrimmedOwner.text("gone"), OwnerChange.Kind.GONE));
        assertThat(store.size()).isEqualTo(2);
        assertThat(store.find("shop", new OwnerReference("apps/v1", "ReplicaSet", "gone", "gone")))
                .isEmpty();
    }

    @Test
    void workloadsOfANameAreThoseThatNothingControls() {
        String uid = UUID.randomUUID().toString();
        store.put(REPLICA_SET, owner("shop", "web", "uid", "apps/v1", "Deployment", "web", "d"));
        store.put(new OwnerStore.Kind("apps", "Deployment"), owner("shop", "web", uid));
        store.put(new OwnerStore.Kind("apps", "Deployment"), owner("other", "web", "uid"));

        assertThat(store.uncontrolled(new ObjectKey("shop", "web")))
                .isEqualTo(Map.of(new OwnerStore.Kind("apps", "Deployment"), uid));
    }

    @Test
    void aListOfOneNamespaceSaysNothingOfOthers() {
        store.put(REPLICA_SET, owner("other", "web", "other"));

        store.list(REPLICA_SET, "shop").finish();

        assertThat(store.size()).isOne();
    }

    @Test
    void whatDoesNotFitIsNotKept() {
        for (int i = 0; i < 5; i++) {
            store.put(REPLICA_SET, owner("shop", "web-" + i, "uid-" + i));
        }

        assertThat(store.size()).isEqualTo(2);
        assertThat(store.put(REPLICA_SET, owner("shop", "web-4", "uid-4"))).isEqualTo(Optional.empty());
    }

    @Test
    void anOwnerTakesLessThan200Bytes() {
        int deployments = 5_000;
        int revisions = 11;
        var large = new OwnerStore();
        long before = usedBytes();
        for (int i = 0; i < deployments; i++) {
            String deployment = UUID.randomUUID().toString();
            for (int revision = 0; revision < revisions; revision++) {
                large.put(
                        REPLICA_SET,
                        owner(
                                "team-" + i % 100,
                                "frontend-" + i + "-6f7c8d9b5" + revision,
                                UUID.randomUUID().toString(),
                                "apps/v1",
                                "Deployment",
                                "frontend-" + i,
                                deployment));
            }
        }

        long each = (usedBytes() - before) / large.size();

        assertThat(each).as("%d bytes", each).isBetween(50L, 200L);
    }

    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
