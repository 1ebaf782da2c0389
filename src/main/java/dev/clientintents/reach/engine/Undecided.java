package dev.clientintents.reach.engine;

import dev.clientintents.reach.Direction;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the connections of which nobody can know whether they are open, and why. */
public final class Undecided {

    private final List<PodClass> classes;
    private final Map<Culprit, Example> found = new LinkedHashMap<>();

    /**
     * A connection that may be open or closed.
     *
     * @param subject the class whose policies leave it open
     * @param peer the class on the other side; -1 for addresses
     * @param addresses the addresses on the other side; of no meaning where it is a class
     */
    public record Example(Direction direction, int subject, int peer, IpRange addresses, PortSet ports) {}

    private Undecided(List<PodClass> classes) {
        this.classes = classes;
    }

    /** Returns every culprit with one example. */
    public static Map<Culprit, Example> find(List<PodClass> classes, Side ingress, Side egress) {
        var undecided = new Undecided(classes);
        for (int i = 0; i < classes.size(); i++) {
            undecided.outside(egress, i);
        }
        undecided.pods(Direction.EGRESS, egress, ingress);
        undecided.pods(Direction.INGRESS, ingress, egress);
        return undecided.found;
    }

    private void outside(Side egress, int subject) {
        if (egress.tiers().mayBeUncertainOfAddresses(subject)
                && !egress.undecidedOutside(subject).segments().isEmpty()) {
            for (Tiers.Outside part : egress.parts(subject)) {
                PortSet ports = part.ruling().full().undecided();
                if (!ports.isEmpty()) {
                    int number = subject;
                    egress.tiers()
                            .culprits(subject, part.addresses(), ports)
                            .forEach((culprit, its) -> found.putIfAbsent(
                                    culprit, new Example(Direction.EGRESS, number, -1, part.addresses(), its)));
                }
            }
        }
    }

    private void pods(Direction direction, Side side, Side other) {
        // a ruling is kept for all pairs that policies see alike
        Set<Ruling> told = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int subject = 0; subject < classes.size(); subject++) {
            if (side.tiers().mayBeUncertainOfPods(subject)) {
                // the class itself comes last, because it makes the least telling example
                for (int i = 1; i <= classes.size(); i++) {
                    int peer = (subject + i) % classes.size();
                    Ruling uncertain = side.tiers().uncertain(subject, peer);
                    if (uncertain != null && !told.contains(uncertain)) {
                        PortSet ports = of(side.possible(subject, peer), other.possible(peer, subject));
                        if (!ports.isEmpty()) {
                            told.add(uncertain);
                            int number = subject;
                            side.tiers()
                                    .culprits(subject, peer, ports)
                                    .forEach((culprit, its) -> found.putIfAbsent(
                                            culprit, new Example(direction, number, peer, IpRange.IPV4, its)));
                        }
                    }
                }
            }
        }
    }

    /** Returns the ports that both sides may open, and that are not open whatever is possible. */
    public static PortSet of(Decision one, Decision other) {
        return one.accepted().intersect(other.accepted()).minus(one.open().intersect(other.open()));
    }
}
