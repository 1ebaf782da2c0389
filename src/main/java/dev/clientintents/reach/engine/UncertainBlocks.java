package dev.clientintents.reach.engine;

import dev.clientintents.reach.Direction;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.engine.Side.BlockRule;
import dev.clientintents.reach.engine.Undecided.Example;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Finds the blocks of NetworkPolicies on which connections between pods hang, if a block holds pods. */
public final class UncertainBlocks {

    private final Direction direction;
    private final Side side;
    private final Side other;
    private final PeerIndex peers;
    private final int size;
    private final BitSet alsoByBlocks = new BitSet();
    private final BitSet onHostNetwork = new BitSet();
    private final Set<String> told = new HashSet<>();
    private final Map<BlockRule, Example> found;

    private UncertainBlocks(
            Direction direction,
            Side side,
            Side other,
            PeerIndex peers,
            List<PodClass> classes,
            Map<BlockRule, Example> found) {
        this.direction = direction;
        this.side = side;
        this.other = other;
        this.peers = peers;
        size = classes.size();
        this.found = found;
        IntStream.range(0, size).filter(it -> !other.openToBlocks(it).isEmpty()).forEach(alsoByBlocks::set);
        IntStream.range(0, size).filter(it -> classes.get(it).hostNetwork()).forEach(onHostNetwork::set);
    }

    /** Returns for each block and direction one rule that has it, and one connection that hangs on it. */
    public static Map<BlockRule, Example> find(
            List<PodClass> classes, ClassSelection selection, ClassReach reach, Side ingress, Side egress) {
        var found = new LinkedHashMap<BlockRule, Example>();
        if (egress.hasBlocks()) {
            new UncertainBlocks(Direction.EGRESS, egress, ingress, reach.peerIndex(), classes, found).run();
        }
        if (ingress.hasBlocks()) {
            var sources = new PeerIndex(classes, selection, egress);
            new UncertainBlocks(Direction.INGRESS, ingress, egress, sources, classes, found).run();
        }
        return found;
    }

    private void run() {
        for (int i = 0; i < size; i++) {
            int subject = i;
            List<BlockRule> blocks = side.appliedTo(subject).stream()
                    .flatMap(it -> it.blocks().stream())
                    .filter(it -> !told.contains(it.block())
                            && !side.outsidePorts(it.rule(), subject).isEmpty())
                    .toList();
            if (!blocks.isEmpty()) {
                search(subject, blocks);
            }
        }
    }

    private void search(int subject, List<BlockRule> blocks) {
        BitSet candidates = candidates(subject);
        // the class itself comes last, because it makes the least telling example
        for (int i = 1; i <= size; i++) {
            int peer = (subject + i) % size;
            if (candidates.get(peer)) {
                PortSet byBlocks = side.openToBlocks(subject).minus(side.between(subject, peer));
                PortSet undecided = byBlocks.isEmpty()
                        ? PortSet.NONE
                        : byBlocks.intersect(Undecided.of(side.possible(subject, peer), other.possible(peer, subject)));
                if (!undecided.isEmpty()) {
                    blocks.forEach(block -> tell(block, subject, peer, undecided));
                    if (blocks.stream().allMatch(it -> told.contains(it.block()))) {
                        return;
                    }
                }
            }
        }
    }

    private void tell(BlockRule block, int subject, int peer, PortSet undecided) {
        PortSet ports = undecided.intersect(side.outsidePorts(block.rule(), subject));
        if (!ports.isEmpty() && told.add(block.block())) {
            found.put(block, new Example(direction, subject, peer, IpRange.IPV4, ports));
        }
    }

    /** Returns the peers that the subject's policies do not admit anyhow, and whose own may leave connections with it open. */
    private BitSet candidates(int subject) {
        if (!side.admitsMoreToBlocks(subject)) {
            // only pods on the host network are not admitted with all others
            return onHostNetwork;
        }
        var candidates = (BitSet) alsoByBlocks.clone();
        if (other.tiers().areEmpty()) {
            for (int open : peers.open()) {
                candidates.set(open);
            }
            peers.forEach(subject, admission -> set(candidates, admission.destinations(), true));
        } else {
            candidates.set(0, size);
        }
        side.admittedOnPortsOfBlocks(subject).forEach(it -> set(candidates, it, false));
        candidates.or(onHostNetwork);
        return candidates;
    }

    private static void set(BitSet candidates, ClassSet classes, boolean value) {
        for (int member : classes.members()) {
            candidates.set(member, value);
        }
    }
}
