package dev.clientintents.reach.engine;

import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.engine.Side.Applied;
import dev.clientintents.reach.engine.Side.Grant;
import dev.clientintents.reach.policy.PortSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds which classes of pods reach which. It goes from a source through the sets of peers that hold it to the policies
 * that admit these sets, and so never visits a destination that is closed to the source.
 */
public final class ClassReach {

    private final List<PodClass> classes;
    private final Side ingress;
    private final Side egress;
    private final ClassSelection selection;
    private @Nullable PeerIndex peerIndex;

    public ClassReach(List<PodClass> classes, ClassSelection selection, Side ingress, Side egress) {
        this.classes = classes;
        this.selection = selection;
        this.ingress = ingress;
        this.egress = egress;
    }

    PeerIndex peerIndex() {
        if (peerIndex == null) {
            peerIndex = new PeerIndex(classes, selection, ingress);
        }
        return peerIndex;
    }

    /** Returns the classes that a class reaches, which may include itself, and the ports. */
    public Map<Integer, PortSet> from(int source) {
        Map<Integer, PortSet> admitted =
                classes.get(source).hostNetwork() ? admittedFromNode(source) : admitted(source);
        if (!ingress.tiers().areEmpty() || !egress.tiers().areEmpty()) {
            return throughTiers(source, admitted);
        }
        if (!egress.isolates(source)) {
            for (int destination : peerIndex().open()) {
                admitted.put(destination, PortSet.ALL);
            }
            return admitted;
        }
        var reached = new HashMap<Integer, PortSet>();
        leaving(source).forEach((destination, ports) -> {
            PortSet both = ingress.isolates(destination)
                    ? ports.intersect(admitted.getOrDefault(destination, PortSet.NONE))
                    : ports;
            if (!both.isEmpty()) {
                reached.put(destination, both);
            }
        });
        return reached;
    }

    /** Returns what a class reaches where more than NetworkPolicies decides, so that any destination may be open. */
    private Map<Integer, PortSet> throughTiers(int source, Map<Integer, PortSet> admitted) {
        Map<Integer, PortSet> leaving = egress.isolates(source) ? leaving(source) : null;
        var reached = new HashMap<Integer, PortSet>();
        for (int i = 0; i < classes.size(); i++) {
            PortSet out = egress.open(source, i, leaving == null ? null : leaving.getOrDefault(i, PortSet.NONE));
            if (!out.isEmpty()) {
                PortSet in = ingress.isolates(i) ? admitted.getOrDefault(i, PortSet.NONE) : null;
                PortSet both = out.intersect(ingress.open(i, source, in));
                if (!both.isEmpty()) {
                    reached.put(i, both);
                }
            }
        }
        return reached;
    }

    /** Returns the classes that reach a class, which may include itself, and the ports. */
    public Map<Integer, PortSet> to(int destination) {
        var reaching = new HashMap<Integer, PortSet>();
        candidates(destination).forEach(source -> {
            PortSet ports = ingress.between(destination, source).intersect(egress.between(source, destination));
            if (!ports.isEmpty()) {
                reaching.put(source, ports);
            }
        });
        return reaching;
    }

    private IntStream candidates(int destination) {
        if (!ingress.isolates(destination) || ingress.tiers().applyTo(destination)) {
            return IntStream.range(0, classes.size());
        }
        IntStream admitted = ingress.appliedTo(destination).stream()
                .flatMap(applied -> applied.grants().stream())
                .flatMapToInt(grant -> Arrays.stream(grant.peers().members()));
        IntStream nodes =
                IntStream.range(0, classes.size()).filter(it -> classes.get(it).hostNetwork());
        return IntStream.concat(admitted, nodes).distinct();
    }

    /** Returns the ports that isolated destinations admit from pods of a class. */
    private Map<Integer, PortSet> admitted(int source) {
        var admitted = new HashMap<Integer, PortSet>();
        peerIndex().forEach(source, admission -> {
            for (int destination : admission.destinations().members()) {
                add(admitted, destination, admission.ports());
            }
        });
        return admitted;
    }

    private Map<Integer, PortSet> admittedFromNode(int source) {
        var admitted = new HashMap<Integer, PortSet>();
        for (int i = 0; i < classes.size(); i++) {
            PortSet ports = ingress.admitted(i, source);
            if (ports != null && !ports.isEmpty()) {
                admitted.put(i, ports);
            }
        }
        return admitted;
    }

    /** Returns the ports to which the policies of an isolated source let it connect. */
    private Map<Integer, PortSet> leaving(int source) {
        var leaving = new HashMap<Integer, PortSet>();
        for (Applied applied : egress.appliedTo(source)) {
            for (Grant grant : applied.grants()) {
                for (int destination : grant.peers().members()) {
                    add(leaving, destination, grant.ports());
                }
            }
        }
        for (int node : peerIndex().onHostNetwork()) {
            leaving.put(node, egress.admittedOutside(source).common(IpRange.IPV4));
        }
        return leaving;
    }

    private void add(Map<Integer, PortSet> to, int destination, PortSpec spec) {
        PortSet ports = spec.at(classes.get(destination).ports());
        if (!ports.isEmpty()) {
            to.merge(destination, ports, PortSet::union);
        }
    }
}
