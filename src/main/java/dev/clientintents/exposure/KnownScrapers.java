package dev.clientintents.exposure;

import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import java.util.List;

/** The labels by which widespread scrapers of metrics install their pods. */
final class KnownScrapers {

    /** The pods of scrapers, the most certain first. */
    static final List<Selector> PODS = List.of(
            named(
                    "app.kubernetes.io/name",
                    "alloy",
                    "collector", // of Google's managed Prometheus
                    "datadog",
                    "datadog-agent",
                    "grafana-agent",
                    "opentelemetry-collector",
                    "prometheus",
                    "prometheus-agent",
                    "victoria-metrics-agent",
                    "victoria-metrics-single",
                    "vmagent",
                    "vmsingle"),
            named("app", "datadog", "datadog-agent", "prometheus", "prometheus-server", "vmagent"));

    private KnownScrapers() {}

    private static Selector named(String label, String... values) {
        return new Selector(List.of(Requirement.parse(label, "In", List.of(values))));
    }
}
