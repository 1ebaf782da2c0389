package dev.clientintents.exposure;

import dev.clientintents.exposure.Destination.ToPods;
import dev.clientintents.exposure.Destination.ToService;
import dev.clientintents.exposure.Destination.ToServices;
import dev.clientintents.exposure.Destination.ToWorkload;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ForeignAnnotations;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what has metrics scraped: <a href="https://prometheus-operator.dev/docs/api-reference/api/">ServiceMonitors and
 * PodMonitors</a>, and the annotations {@code prometheus.io/scrape} and {@code prometheus.io/port}, which are a
 * convention of scrape configurations.
 */
final class MonitorLeads {

    static final String GROUP = "monitoring.coreos.com";

    /** The group of VictoriaMetrics' own scrapers. */
    static final String VICTORIA = "operator.victoriametrics.com";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

    private MonitorLeads() {}

    static Stream<Lead> ofServiceMonitor(Origin origin, Fields spec) {
        List<PortRef> ports =
                spec.each("endpoints").map(MonitorLeads::ofEndpoint).toList();
        return ports.isEmpty()
                ? Stream.empty()
                : spec.selector("selector").stream()
                        .map(services -> lead(origin, new ToServices(namespaces(origin, spec), services, ports)));
    }

    private static PortRef ofEndpoint(Fields endpoint) {
        return endpoint.text("port")
                .<PortRef>map(PortRef.Named::new)
                .or(() -> target(endpoint).map(PortRef.Target::new))
                .orElseGet(PortRef.Every::new);
    }

    static Stream<Lead> ofPodMonitor(Origin origin, Fields spec) {
        List<PortRef> ports = spec.each("podMetricsEndpoints")
                .map(MonitorLeads::ofPodEndpoint)
                .toList();
        return ports.isEmpty()
                ? Stream.empty()
                : spec.selector("selector").stream()
                        .map(pods -> lead(origin, new ToPods(namespaces(origin, spec), pods, ports)));
    }

    private static PortRef ofPodEndpoint(Fields endpoint) {
        return endpoint.text("port")
                .or(() -> endpoint.text("targetPort"))
                .<PortRef>map(PortRef.Named::new)
                .or(() -> endpoint.number("portNumber")
                        .or(() -> endpoint.number("targetPort"))
                        .map(PortRef.Numbered::new))
                .orElseGet(PortRef.Every::new);
    }

    private static Optional<String> target(Fields endpoint) {
        return endpoint.text("targetPort")
                .or(() -> endpoint.number("targetPort").map(String::valueOf));
    }

    private static NamespaceSet namespaces(Origin origin, Fields spec) {
        Fields selector = spec.at("namespaceSelector");
        if (selector.isTrue("any")) {
            return NamespaceSet.ANY;
        }
        List<String> names = selector.texts("matchNames");
        return names.isEmpty() ? NamespaceSet.of(origin.key().namespace()) : new NamespaceSet(false, Set.copyOf(names));
    }

    /** Reads the annotations of a Service, whose port is then one of the pods. */
    static Stream<Lead> ofService(ObjectKey service, Map<String, String> annotations) {
        return scraped(annotations)
                .map(port -> lead(
                        new Origin("Service", service),
                        new ToService(
                                service,
                                port.<PortRef>map(it -> new PortRef.Target(it.toString()))
                                        .orElseGet(PortRef.Every::new))));
    }

    /** Reads the annotations of the pods of a workload. */
    static Stream<Lead> ofPods(WorkloadId workload, Map<String, String> annotations) {
        return scraped(annotations)
                .map(port -> lead(
                        new Origin(workload.kind(), new ObjectKey(workload.namespace(), workload.name())),
                        new ToWorkload(
                                workload,
                                port.<PortRef>map(PortRef.Numbered::new).orElseGet(PortRef.Every::new))));
    }

    static boolean areScraped(Map<String, String> annotations) {
        return "true".equals(annotations.get(ForeignAnnotations.SCRAPE));
    }

    /** Returns the port, which may be left out, where the annotations want metrics to be scraped. */
    private static Stream<Optional<Integer>> scraped(Map<String, String> annotations) {
        if (!areScraped(annotations)) {
            return Stream.empty();
        }
        String port = annotations.getOrDefault(ForeignAnnotations.SCRAPE_PORT, "");
        return Stream.of(NUMBER.matcher(port).matches() ? Optional.of(Integer.valueOf(port)) : Optional.empty());
    }

    private static Lead lead(Origin origin, Destination destination) {
        return new Lead(origin, EntranceKind.SCRAPE, destination);
    }
}
