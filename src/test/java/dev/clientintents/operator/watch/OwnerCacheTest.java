package dev.clientintents.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.Owners.Lookup;
import dev.clientintents.kube.MetadataApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerCacheTest {

    private static final String PATH = "/apis/apps/v1/namespaces/shop/replicasets/";

    private final KubernetesMockServer server = new KubernetesMockServer(false);
    private KubernetesClient client;
    private OwnerCache owners;

    OwnerCacheTest() {
        server.init();
        client = server.createClient();
        owners = new OwnerCache(new MetadataApi(client), new OwnerKinds(client), Set.of());
    }

    @BeforeEach
    void oneReplicaSet() {
        server.expect()
                .get()
                .withPath(PATH + "web")
                .andReturn(200, "{\"metadata\": {\"name\": \"web\", \"namespace\": \"shop\", \"uid\": \"uid\"}}")
                .always();
    }

    @AfterEach
    void close() {
        client.close();
        server.destroy();
    }

    @ParameterizedTest
    @CsvSource({
        "apps/v1, ReplicaSet, a%zz",
        "'a b/v1', ReplicaSet, web",
        "v1, Service, '?watch=1&x=%25'",
        "apps/v1, ReplicaSet, a/../../pods/web",
    })
    void aReferenceThatNobodyCouldHaveIsMissingWithoutARequest(String apiVersion, String kind, String name) {
        var reference = new OwnerReference(apiVersion, kind, name, "uid");

        assertThat(owners.find("shop", reference)).isInstanceOf(Lookup.Missing.class);
        assertThat(owners.cachedOnly().find("shop", reference)).isInstanceOf(Lookup.Missing.class);

        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aReferenceOfAnotherGroupSpoilsNothingForTheTrueOne() {
        owners.find("shop", new OwnerReference("nope.example/v1", "ReplicaSet", "web", "uid"));

        var real = new OwnerReference("apps/v1", "ReplicaSet", "web", "uid");
        assertThatThrownBy(() -> owners.cachedOnly().find("shop", real)).isInstanceOf(OwnerCache.NotCached.class);
        assertThat(owners.find("shop", real)).isInstanceOf(Lookup.Found.class);
    }

    @ParameterizedTest
    @CsvSource({"403", "404", "410"})
    void aKindThatCannotBeListedStopsNothing(int code) {
        for (String path : OwnerKinds.USUAL.values()) {
            server.expect()
                    .get()
                    .withPath(path + "?limit=500")
                    .andReturn(code, "{\"message\": \"no\"}")
                    .always();
        }

        assertThatCode(owners::load).doesNotThrowAnyException();
    }
}
