package dev.clientintents.exposure;

import dev.clientintents.model.ForeignAnnotations;
import dev.clientintents.reach.IpRange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a node tells about addresses.
 *
 * @param controlPlane whether an API server runs on it
 * @param balancer the distribution whose load balancer sends traffic on through pods; empty where it has none
 * @param addresses its own addresses, each as a range; those by which its processes reach pods of other nodes included
 * @param podRanges the addresses of its pods; empty where it does not tell
 * @param podSamples addresses that the network plugin took from those of pods; all of them lie in pod ranges, or these are
 *     not what the nodes say
 */
public record NodeFacts(
        boolean controlPlane,
        Optional<String> balancer,
        List<IpRange> addresses,
        List<IpRange> podRanges,
        List<IpRange> podSamples) {

    private static final List<String> CONTROL_PLANE =
            List.of("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");

    public NodeFacts {
        addresses = List.copyOf(addresses);
        podRanges = List.copyOf(podRanges);
        podSamples = List.copyOf(podSamples);
    }

    /**
     * Reads a node.
     *
     * @param node the whole object: maps, lists, texts, numbers and truth values
     */
    public static NodeFacts read(Map<?, ?> node) {
        var object = new Fields(node);
        Fields spec = object.at("spec");
        Map<String, String> labels = object.at("metadata").at("labels").texts();
        Map<String, String> annotations =
                object.at("metadata").at("annotations").texts();
        List<IpRange> ofField = Stream.concat(spec.texts("podCIDRs").stream(), spec.text("podCIDR").stream())
                .distinct()
                .flatMap(it -> IpRange.parse(it).stream())
                .toList();
        List<IpRange> ofCilium = ranges(annotations, ForeignAnnotations.CILIUM_POD_RANGES);
        List<IpRange> tunnels = ranges(annotations, ForeignAnnotations.CALICO_TUNNELS);
        var addresses = new ArrayList<IpRange>();
        object.at("status")
                .each("addresses")
                .filter(it -> !it.text("type", "").equals("Hostname"))
                .flatMap(it -> it.text("address").stream())
                .flatMap(it -> IpRange.parse(it).stream())
                .forEach(addresses::add);
        addresses.addAll(tunnels);
        if (annotations.containsKey(ForeignAnnotations.FLANNEL)) {
            ofField.forEach(range -> addresses.addAll(flannel(range)));
        }
        return new NodeFacts(
                CONTROL_PLANE.stream().anyMatch(labels::containsKey),
                spec.text("providerID").flatMap(ServiceLb::distribution),
                addresses.stream().distinct().toList(),
                ofCilium.isEmpty() ? ofField : ofCilium,
                tunnels);
    }

    /** Returns the addresses of the node itself among those of its pods: the tunnel's and the bridge's. */
    private static List<IpRange> flannel(IpRange pods) {
        BigInteger bridge = pods.first().add(BigInteger.ONE);
        return bridge.compareTo(pods.last()) > 0
                ? List.of()
                : List.of(new IpRange(pods.first(), pods.first()), new IpRange(bridge, bridge));
    }

    private static List<IpRange> ranges(Map<String, String> annotations, List<String> names) {
        return names.stream()
                .flatMap(name -> Optional.ofNullable(annotations.get(name)).stream())
                .flatMap(it -> IpRange.parse(it).stream())
                .distinct()
                .toList();
    }
}
