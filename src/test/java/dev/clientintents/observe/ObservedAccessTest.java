package dev.clientintents.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.api.ServerAccess;
import dev.clientintents.consent.Consumer;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.AccessEntry.NamedEntrance;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObservedAccessTest {

    private static final ObjectKey KEY = new ObjectKey("shop", "frontend");

    @Test
    void everyFieldIsRead() {
        assertThat(entry("""
                server: {name: frontend, kind: Deployment}
                enforcement: active
                consumers:
                  - {namespace: checkout}
                  - {namespace: mobile, name: bff, kind: Deployment, ports: [{port: 8443, protocol: UDP}, {port: http}]}
                entrances:
                  - routes: {}
                  - loadBalancers: {}
                  - scrapes: {}
                  - apiServer: {}
                  - {cidrs: [{cidr: 203.0.113.0/24, except: [203.0.113.7/32]}], ports: [{port: 8443, endPort: 8450}]}
                  - {workload: {name: backup, namespace: ops, kind: CronJob}}
                  - {self: {enabled: false}}
                """))
                .isEqualTo(new AccessEntry(
                        KEY,
                        new ServerId("shop", "Deployment", "frontend"),
                        Enforcement.ACTIVE,
                        List.of(
                                new Consumer("checkout", null, null, null),
                                new Consumer(
                                        "mobile",
                                        "bff",
                                        "Deployment",
                                        List.of(
                                                PortRange.Numbered.of(Protocol.UDP, 8443),
                                                new PortRange.Named(Protocol.TCP, "http")))),
                        Set.of(EntranceKind.values()),
                        List.of(
                                new NamedEntrance(
                                        new EntranceSource.Addresses(
                                                List.of(new AddressBlock("203.0.113.0/24", List.of("203.0.113.7/32")))),
                                        List.of(new PortRange.Numbered(Protocol.TCP, 8443, 8450))),
                                new NamedEntrance(new EntranceSource.Workload("ops", "CronJob", "backup"), null)),
                        true,
                        "2026-11-01T00:00:00Z"));
    }

    @Test
    void whatIsLeftOutSaysNothing() {
        assertThat(entry("{}"))
                .isEqualTo(new AccessEntry(KEY, null, null, null, Set.of(), List.of(), false, "2026-11-01T00:00:00Z"));
    }

    @Test
    void noConsumersIsNotTheSameAsAnEmptyList() {
        assertThat(entry("consumers: []").consumers()).isEmpty();
        assertThat(entry("{enforcement: '', consumers: null}").consumers()).isNull();
    }

    @Test
    void aWorkloadIsOfTheOwnNamespaceWhereItNamesNone() {
        assertThat(entry("entrances: [{workload: {name: backup, namespace: ''}}]")
                        .entrances())
                .containsExactly(new NamedEntrance(new EntranceSource.Workload("shop", null, "backup"), null));
    }

    @Test
    void replicasReachEachOtherUnlessAnEntrySaysNo() {
        assertThat(entry("entrances: [{self: {}}]").refusesReplicas()).isFalse();
        assertThat(entry("entrances: [{self: {enabled: true}}]").refusesReplicas())
                .isFalse();
        assertThat(entry("entrances: [{self: {enabled: false}}]").refusesReplicas())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enforcement: local",
                "enforcement: off",
                "entrances: [{}]",
                "entrances: [{routes: {}, scrapes: {}}]",
                "entrances: [{cidrs: []}]",
                "entrances: [{workload: {name: a}, ports: [{port: 90, endPort: 80}]}]",
                "consumers: [{namespace: a, ports: [{port: 70000}]}]",
                "consumers: [{namespace: a, ports: [{port: 80, protocol: tcp}]}]"
            })
    void anObjectThatTheSchemaForbidsIsRefused(String spec) {
        assertThatThrownBy(() -> entry(spec)).isInstanceOf(IllegalArgumentException.class);
    }

    private static AccessEntry entry(String spec) {
        String text = """
                apiVersion: clientintents.dev/v1alpha1
                kind: ServerAccess
                metadata: {namespace: shop, name: frontend, creationTimestamp: "2026-11-01T00:00:00Z"}
                spec:
                """ + spec.strip().indent(2);
        return ObservedAccess.entry(new KubernetesSerialization().unmarshal(text, ServerAccess.class));
    }
}
