package dev.clientintents.reach.explain;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.engine.PodClass;
import dev.clientintents.reach.engine.Side;
import dev.clientintents.reach.engine.Side.Applied;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import dev.clientintents.reach.policy.PortSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds what the policies of one direction expose of a class of pods. */
public final class Exposures {

    private final Direction direction;
    private final Side side;
    private final List<PodClass> classes;

    public Exposures(Direction direction, Side side, List<PodClass> classes) {
        this.direction = direction;
        this.side = side;
        this.classes = classes;
    }

    /**
     * Returns the exposure to the whole cluster first, where anything is open to it; then to those peers of rules to
     * which more is open, by their text. What a pattern gets includes what the whole cluster gets.
     */
    public List<Exposure> of(Endpoint.Workload workload, int podClass) {
        PortSpec cluster = side.anyPod(podClass);
        var patterns = new TreeMap<String, Exposure>();
        patterns(podClass).forEach((pattern, ports) -> {
            Exposure exposure = exposure(
                    workload, podClass, pattern, open(podClass, pattern, ports).union(cluster));
            if (!exposure.equals(exposure(workload, podClass, pattern, cluster)) && !isNothing(exposure)) {
                patterns.put(pattern.toString(), exposure);
            }
        });
        var exposures = new ArrayList<Exposure>();
        Exposure everyone = exposure(workload, podClass, PeerPattern.ENTIRE_CLUSTER, cluster);
        if (!isNothing(everyone)) {
            exposures.add(everyone);
        }
        exposures.addAll(patterns.values());
        return exposures;
    }

    private PortSpec open(int podClass, PeerPattern pattern, PortSpec admitted) {
        return side.tiers().applyTo(podClass)
                ? side.pods(podClass, pods -> PeerPattern.of(pods, "").equals(pattern), admitted)
                : admitted;
    }

    /** Returns the peers of rules, and the ports that NetworkPolicies admit of them. */
    private Map<PeerPattern, PortSpec> patterns(int podClass) {
        var patterns = new HashMap<PeerPattern, PortSpec>();
        side.tiers()
                .opened(podClass)
                .forEach(pods -> patterns.put(PeerPattern.of(pods, ""), new PortSpec(PortSet.NONE, List.of())));
        for (Applied applied : side.appliedTo(podClass)) {
            for (Policy.Rule rule : applied.rules()) {
                for (Peer peer : rule.peers()) {
                    if (peer instanceof Peer.Pods pods && !pods.anyPod()) {
                        patterns.merge(
                                PeerPattern.of(pods, applied.policy().key().namespace()),
                                rule.ports(),
                                PortSpec::union);
                    }
                }
            }
        }
        return patterns;
    }

    /**
     * Returns one exposure. In ingress the names are known; in egress those of a protocol all of whose ports are open
     * are left out.
     */
    private Exposure exposure(Endpoint.Workload workload, int podClass, PeerPattern peers, PortSpec open) {
        PortSet ports =
                direction == Direction.INGRESS ? open.at(classes.get(podClass).ports()) : open.numbers();
        List<PortRange.Named> names = direction == Direction.INGRESS
                ? List.of()
                : open.names().stream()
                        .filter(name -> !ports.containsAll(PortSet.of(name.protocol())))
                        .sorted((one, other) -> one.toString().compareTo(other.toString()))
                        .toList();
        return new Exposure(workload, direction, peers, ports, names);
    }

    private static boolean isNothing(Exposure exposure) {
        return exposure.ports().isEmpty() && exposure.names().isEmpty();
    }
}
