package dev.clientintents.model;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The annotations of others that are read, of all kinds: what drops annotations keeps these. */
public final class ForeignAnnotations {

    /** On the mirror of a static pod, by the kubelet. */
    public static final String MIRROR = "kubernetes.io/config.mirror";

    /** The class of an Ingress, where its field does not say it. */
    public static final String INGRESS_CLASS = "kubernetes.io/ingress.class";

    /** On the IngressClass of Ingresses that name none. */
    public static final String DEFAULT_INGRESS_CLASS = "ingressclass.kubernetes.io/is-default-class";

    /** The namespace of the Helm release that an object is of. */
    public static final String RELEASE_NAMESPACE = "meta.helm.sh/release-namespace";

    /** From where a load balancer takes connections, where the field of the Service does not say it. */
    public static final String SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

    /** Whether metrics are scraped of the pods, and on which port. */
    public static final String SCRAPE = "prometheus.io/scrape";

    public static final String SCRAPE_PORT = "prometheus.io/port";

    /** What Cilium gives its pods on a node, whatever the node's own field says. */
    public static final List<String> CILIUM_POD_RANGES = List.of(
            "network.cilium.io/ipv4-pod-cidr",
            "network.cilium.io/ipv6-pod-cidr",
            "io.cilium.network.ipv4-pod-cidr",
            "io.cilium.network.ipv6-pod-cidr");

    /** The addresses of a node's tunnels, which Calico takes from the pools of its pods. */
    public static final List<String> CALICO_TUNNELS = List.of(
            "projectcalico.org/IPv4IPIPTunnelAddr",
            "projectcalico.org/IPv4VXLANTunnelAddr",
            "projectcalico.org/IPv6VXLANTunnelAddr",
            "projectcalico.org/IPv4WireguardInterfaceAddr");

    /** On nodes of flannel. */
    public static final String FLANNEL = "flannel.alpha.coreos.com/backend-type";

    /** By whom a pod is called, to Otterize. */
    public static final String OTTERIZE_CALLED_BY = "intents.otterize.com/called-by";

    /** The name that a pod's workload has to Otterize. */
    public static final String OTTERIZE_NAME = "intents.otterize.com/workload-name";

    /** The same, as earlier versions of Otterize have it. */
    public static final String OTTERIZE_EARLIER_NAME = "intents.otterize.com/service-name";

    /** What begins the annotations by which a Service tells Gardener whom it admits. */
    public static final String GARDENER_PREFIX = "networking.resources.gardener.cloud/";

    /** All of them but those with a prefix, and those of the syncers of virtual clusters. */
    public static final Set<String> ALL = Stream.of(
                    Stream.of(
                            MIRROR,
                            INGRESS_CLASS,
                            DEFAULT_INGRESS_CLASS,
                            RELEASE_NAMESPACE,
                            SOURCE_RANGES,
                            SCRAPE,
                            SCRAPE_PORT,
                            FLANNEL,
                            OTTERIZE_CALLED_BY,
                            OTTERIZE_NAME,
                            OTTERIZE_EARLIER_NAME),
                    CILIUM_POD_RANGES.stream(),
                    CALICO_TUNNELS.stream(),
                    SyncedKeys.ANNOTATIONS.stream())
            .flatMap(it -> it)
            .collect(Collectors.toUnmodifiableSet());

    private ForeignAnnotations() {}
}
