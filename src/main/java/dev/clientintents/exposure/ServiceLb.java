package dev.clientintents.exposure;

import dev.clientintents.graph.EntranceSource;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The load balancer of K3s and RKE2: for each Service, pods that send what comes to a port of their node on to the Service,
 * from their own addresses. They are in the namespace in which nobody but administrators writes, unless the distribution's
 * {@code --servicelb-namespace} says otherwise, of which nothing tells.
 *
 * @see <a href="https://docs.k3s.io/networking/networking-services#service-load-balancer">Service Load Balancer</a>
 */
final class ServiceLb {

    private static final Set<String> DISTRIBUTIONS = Set.of("k3s", "rke2");

    private ServiceLb() {}

    /**
     * Returns the distribution whose cloud controller, of which the load balancer is a part, takes care of a node; empty
     * where that is another's.
     *
     * @param provider the {@code spec.providerID} of the node, as in {@code k3s://node-1}
     */
    static Optional<String> distribution(String provider) {
        return DISTRIBUTIONS.stream()
                .filter(name -> provider.startsWith(name + "://"))
                .findFirst();
    }

    /** Returns the pods that a distribution makes for a Service. */
    static EntranceSource pods(String distribution, ObjectKey service) {
        String labels = "svccontroller." + distribution + ".cattle.io/";
        return new EntranceSource.Pods(
                Set.of(EntranceSources.SYSTEM),
                List.of(Selector.of(
                        Map.of(labels + "svcname", service.name(), labels + "svcnamespace", service.namespace()))));
    }
}
