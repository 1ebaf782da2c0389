package dev.clientintents.exposure;

import dev.clientintents.model.ForeignAnnotations;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What comes to the pods of a Service from outside of the cluster, through a load balancer or a port of the nodes.
 *
 * @param sources the only blocks of addresses that a load balancer lets in, as the Service has them; empty for all
 * @param sourceKept whether pods see the addresses of the clients; else they may see those of nodes in their place
 * @see <a href="https://kubernetes.io/docs/tutorials/services/source-ip/">Using Source IP</a>
 */
public record ExternalTraffic(List<String> sources, boolean sourceKept) {

    public ExternalTraffic {
        sources = List.copyOf(sources);
    }

    /** Returns what comes through a Service of type LoadBalancer or NodePort, or with addresses of its own outside. */
    public static Optional<ExternalTraffic> of(Service service) {
        ServiceSpec spec = service.getSpec();
        boolean balanced = "LoadBalancer".equals(spec.getType());
        boolean addressed =
                spec.getExternalIPs() != null && !spec.getExternalIPs().isEmpty();
        return balanced || addressed || "NodePort".equals(spec.getType())
                ? Optional.of(new ExternalTraffic(
                        balanced && !addressed ? sources(service) : List.of(),
                        "Local".equals(spec.getExternalTrafficPolicy())))
                : Optional.empty();
    }

    private static List<String> sources(Service service) {
        List<String> ranges = service.getSpec().getLoadBalancerSourceRanges();
        if (ranges != null && !ranges.isEmpty()) {
            return ranges;
        }
        Map<String, String> annotations =
                Optional.ofNullable(service.getMetadata().getAnnotations()).orElse(Map.of());
        return Stream.of(annotations.getOrDefault(ForeignAnnotations.SOURCE_RANGES, ""))
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }
}
