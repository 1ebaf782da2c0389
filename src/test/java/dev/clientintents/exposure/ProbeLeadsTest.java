package dev.clientintents.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.EntranceEntry;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.graph.EntranceSubject;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.Selector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeLeadsTest {

    private static final EntranceSubject WEB = selected("shop", "web");
    private static final EntranceSubject PROBER = selected("probers", "blackbox");
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}, {name: tls, port: 443, targetPort: 8443}]}
            """;
    private static final String BLACKBOX = """
            apiVersion: v1
            kind: Service
            metadata: {name: blackbox, namespace: probers}
            spec: {selector: {app: blackbox}, ports: [{port: 9115}]}
            """;
    private static final String PROBE = """
            apiVersion: monitoring.coreos.com/v1
            kind: Probe
            metadata: {name: web, namespace: shop}
            spec:
              prober: {url: 'blackbox.probers.svc:9115'}
              targets: {staticConfig: {static: ['http://web.shop.svc/health']}}
            """;

    @Test
    void aProbeOfTheServersNamespaceLeadsFromThePodsOfItsProber() {
        List<EntranceEntry> entries = new Told().put(SERVICE, BLACKBOX, PROBE).of(WEB);

        assertThat(entries).singleElement().satisfies(it -> {
            assertThat(it.kind()).isEqualTo(EntranceKind.SCRAPE);
            assertThat(it.reason()).isEqualTo("Probe shop/web, prober probers/blackbox");
            assertThat(it.ownWord()).isTrue();
            assertThat(String.valueOf(it.ports())).isEqualTo("[TCP 8080]");
            assertThat(it.source()).isEqualTo(pods("probers", "blackbox"));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "http://web.shop.svc.cluster.local:443/, [TCP 8443]",
        "https://web.shop/path?query#fragment, [TCP 8443]",
        "HTTPS://user:secret@web.shop.svc, [TCP 8443]",
        "web.shop.svc, [TCP 8080]",
        "web.shop:443, [TCP 8443]",
        "tcp://web.shop:80, [TCP 8080]",
        "web-0.web.shop.svc:80, [TCP 8080]",
    })
    void aTargetIsAServiceAndAPortOfIt(String target, String ports) {
        assertThat(new Told().put(SERVICE, BLACKBOX, probing(target)).of(WEB))
                .extracting(it -> String.valueOf(it.ports()))
                .containsExactly(ports);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://web.example.com/",
                "http://192.0.2.1/",
                "http://[fd00::1]/",
                "http://web.shop.svc:81/",
                "http://web.shop.svc:99999/",
                "grpc://web.shop.svc",
                "http://web/",
                "http:///",
                ""
            })
    void whatIsNoPortOfAServiceIsNoTarget(String target) {
        assertThat(new Told().put(SERVICE, BLACKBOX, probing(target)).of(WEB)).isEmpty();
    }

    @Test
    void aTargetWithoutANamespaceIsLookedUpWhereTheProberIs() {
        String beside = SERVICE.replace("namespace: shop", "namespace: probers");
        assertThat(new Told().put(beside, BLACKBOX, probing("http://web/")).of(selected("probers", "web")))
                .singleElement()
                .satisfies(it -> assertThat(it.ownWord()).isFalse());
    }

    @Test
    void whatScrapesCallsTheProber() {
        String beside = PROBE.replace("namespace: shop", "namespace: probers");
        assertThat(new Told().put(BLACKBOX, beside).of(PROBER)).singleElement().satisfies(it -> {
            assertThat(it.reason()).isEqualTo("Probe probers/web");
            assertThat(it.ownWord()).isTrue();
            assertThat(String.valueOf(it.ports())).isEqualTo("[TCP 9115]");
            assertThat(((EntranceSource.Pods) it.source()).namespaces()).contains("monitoring");
        });
    }

    @Test
    void aProbeOfAnotherNamespaceIsNotTheServersWordAndItsProberMustBeTrusted() {
        String foreign = PROBE.replace("namespace: shop", "namespace: probers");
        assertThat(new Told().put(SERVICE, BLACKBOX, foreign).of(WEB))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.ownWord()).isFalse();
                    assertThat(it.source().toString()).contains("probers", "--scraper-namespaces");
                });
        var trusting =
                ExposureSettings.parse(List.of(), List.of(), List.of(), List.of("probers"), List.of(), List.of());
        assertThat(new Told(trusting).put(SERVICE, BLACKBOX, foreign).of(WEB))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.ownWord()).isFalse();
                    assertThat(it.source()).isEqualTo(pods("probers", "blackbox"));
                });
        String ofTheServer = foreign.replace("blackbox.probers", "own.shop");
        String own = BLACKBOX.replace("name: blackbox, namespace: probers", "name: own, namespace: shop");
        assertThat(new Told().put(SERVICE, own, ofTheServer).of(WEB))
                .extracting(EntranceEntry::source)
                .containsExactly(pods("shop", "blackbox"));
    }

    @Test
    void theProbersServiceMayComeLaterChangeItsPodsAndGo() {
        var world = new Told().put(PROBE, SERVICE);
        assertThat(world.of(WEB).get(0).source().toString()).contains("there is no Service probers/blackbox");
        assertThat(world.put(BLACKBOX).of(WEB).get(0).source()).isEqualTo(pods("probers", "blackbox"));
        assertThat(world.put(BLACKBOX.replace("app: blackbox", "app: other"))
                        .of(WEB)
                        .get(0)
                        .source())
                .isEqualTo(pods("probers", "other"));
        assertThat(world.removeService("probers", "blackbox").of(WEB).get(0).source())
                .isInstanceOf(EntranceSource.Unnamed.class);
        assertThat(world.remove("monitoring.coreos.com", "Probe", "shop", "web").of(WEB))
                .isEmpty();
        assertThat(world.put(BLACKBOX).all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"blackbox:9115", "192.0.2.1:9115", "probes.example.com:443"})
    void aProberThatIsNoServiceWithItsNamespaceIsSaidToBeUnknown(String url) {
        assertThat(new Told()
                        .put(SERVICE, BLACKBOX, PROBE.replace("blackbox.probers.svc:9115", url))
                        .of(WEB))
                .singleElement()
                .satisfies(it -> assertThat(it.source().toString()).contains("spec.prober.url"));
    }

    @Test
    void targetsThatAreIngressesAreCalledThroughTheirControllers() {
        String ofIngresses = PROBE.replaceAll("targets: .*", "targets: {ingress: {selector: {}}}");
        assertThat(new Told().put(SERVICE, BLACKBOX, ofIngresses).of(WEB)).isEmpty();
    }

    private static String probing(String target) {
        return PROBE.replace("http://web.shop.svc/health", target);
    }

    private static EntranceSource pods(String namespace, String app) {
        return new EntranceSource.Pods(Set.of(namespace), List.of(Selector.of(Map.of("app", app))));
    }

    private static EntranceSubject selected(String namespace, String app) {
        return new EntranceSubject.Selected(namespace, Selector.of(Map.of("app", app)));
    }
}
