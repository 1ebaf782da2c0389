package dev.clientintents.check;

import dev.clientintents.effective.LabelledPod;
import dev.clientintents.model.EntranceKind;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells workloads that may be the source of an entrance, by their names and labels. It takes rather one too many: a
 * server that such a workload declares is not said to be cut.
 */
final class Callers {

    private static final Pattern ROUTERS = Pattern.compile(
            "ambassador|apisix|caddy|cloudflared|contour|edge|envoy|gateway|haproxy|ingress|istio|kong|nginx|proxy|router|skipper|traefik");
    private static final Pattern SCRAPERS = Pattern.compile(
            "agent|alloy|collector|datadog|grafana|metric|mimir|monitor|opentelemetry|otel|prometheus|scrape|telegraf|thanos|victoria|vm");

    /** Labels that tell what an application is. */
    private static final Set<String> NAMES = Set.of(
            "app",
            "name",
            "component",
            "istio",
            "k8s-app",
            "app.kubernetes.io/name",
            "app.kubernetes.io/component",
            "app.kubernetes.io/part-of");

    /** The label that the Gateway API wants on whatever a Gateway is made of. */
    private static final String GATEWAY = "gateway.networking.k8s.io/gateway-name";

    private Callers() {}

    static boolean mayBe(EntranceKind kind, LabelledPod pod) {
        return switch (kind) {
            case ROUTE -> pod.labels().containsKey(GATEWAY) || says(ROUTERS, pod);
            case SCRAPE -> says(SCRAPERS, pod);
            case LOAD_BALANCER, API_SERVER -> false;
        };
    }

    private static boolean says(Pattern words, LabelledPod pod) {
        Stream<String> labels = pod.labels().entrySet().stream()
                .filter(label -> NAMES.contains(label.getKey()))
                .map(Map.Entry::getValue);
        return Stream.concat(
                        Stream.of(
                                pod.pod().workload().name(),
                                pod.pod().workload().namespace()),
                        labels)
                .anyMatch(text -> words.matcher(text).find());
    }
}
