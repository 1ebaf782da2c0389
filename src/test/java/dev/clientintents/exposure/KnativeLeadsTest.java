package dev.clientintents.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.EntranceEntry;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.graph.EntranceSubject;
import dev.clientintents.model.Selector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnativeLeadsTest {

    private static final EntranceSubject REVISION =
            new EntranceSubject.Selected("shop", Selector.of(Map.of("serving.knative.dev/revision", "web-00001")));
    private static final String PRIVATE = """
            apiVersion: v1
            kind: Service
            metadata:
              name: web-00001-private
              namespace: shop
              labels: {networking.internal.knative.dev/serviceType: Private}
            spec:
              selector: {serving.knative.dev/revision: web-00001}
              ports:
                - {name: http, port: 80, targetPort: 8012}
                - {name: https, port: 443, targetPort: 8112}
                - {name: http-autometric, port: 9090, targetPort: http-autometric}
                - {name: http-usermetric, port: 9091, targetPort: http-usermetric}
                - {name: http-queueadm, port: 8022, targetPort: 8022}
                - {name: http-istio, port: 8012, targetPort: 8012}
            """;

    @Test
    void theActivatorTheGatewayAndTheAutoscalerCallThePodsOfARevision() {
        List<EntranceEntry> entries = new Told().put(PRIVATE).of(REVISION);

        assertThat(entries)
                .extracting(it -> it.kind() + ": " + it.reason() + " on " + it.ports())
                .containsExactly(
                        "ROUTE: Service shop/web-00001-private, the activator of Knative on [TCP 8012, TCP 8112]",
                        "ROUTE: Service shop/web-00001-private, the gateway of Knative on [TCP 8012, TCP 8112]",
                        "SCRAPE: Service shop/web-00001-private, the autoscaler of Knative on [TCP http-autometric]");
        assertThat(entries).allSatisfy(it -> {
            assertThat(it.ownWord()).isTrue();
            assertThat(((EntranceSource.Pods) it.source()).namespaces())
                    .isEqualTo(ExposureSettings.DEFAULT.controllerNamespaces())
                    .contains("knative-serving", "kourier-system");
        });
        assertThat(((EntranceSource.Pods) entries.get(0).source()).candidates())
                .containsExactly(Selector.of(Map.of("app", "activator")));
    }

    @Test
    void http2HasItsOwnPort() {
        assertThat(new Told()
                        .put(PRIVATE.replace(
                                "{name: http, port: 80, targetPort: 8012}",
                                "{name: http2, port: 80, targetPort: 8013}"))
                        .of(REVISION)
                        .get(0)
                        .ports())
                .hasToString("[TCP 8013, TCP 8112]");
    }

    @Test
    void otherServicesOfKnativeLeadNowhere() {
        assertThat(new Told().put(PRIVATE.replace("Private", "Public")).all()).isEmpty();
        var world = new Told().put(PRIVATE);
        assertThat(world.removeService("shop", "web-00001-private").all()).isEmpty();
    }

    @Test
    void aSettingNamesAPartThatIsElsewhere() {
        var settings = ExposureSettings.parse(
                List.of("knative.dev/activator=serverless/activator", "knative.dev/gateway=edge/envoy"),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        assertThat(new Told(settings).put(PRIVATE).of(REVISION))
                .extracting(EntranceEntry::source)
                .startsWith(
                        new EntranceSource.Workload("serverless", null, "activator"),
                        new EntranceSource.Workload("edge", null, "envoy"));
    }
}
