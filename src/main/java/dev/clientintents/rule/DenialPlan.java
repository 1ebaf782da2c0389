package dev.clientintents.rule;

import dev.clientintents.model.Selector;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all pods of a namespace are denied, save what other policies allow.
 *
 * @param namespace the namespace
 * @param directions what is denied: what comes in, what goes out; nothing where it is empty
 * @param rules to what they connect all the same, which is where names are resolved; empty where nothing that goes out is
 *     denied
 */
public record DenialPlan(String namespace, Set<Direction> directions, List<Rule> rules) {

    public DenialPlan {
        directions = Set.copyOf(directions);
        rules = directions.contains(Direction.EGRESS) ? List.copyOf(rules) : List.of();
    }

    /** Returns that nothing is denied. */
    public static DenialPlan none(String namespace) {
        return new DenialPlan(namespace, Set.of(), List.of());
    }

    /** Returns whether all connections of a direction are denied that no other policy allows. */
    public boolean denies(Direction direction) {
        return directions.contains(direction);
    }

    /** Returns the same, as far as it is denied by another one, too. */
    public DenialPlan within(DenialPlan other) {
        Set<Direction> both = EnumSet.noneOf(Direction.class);
        directions.stream().filter(other::denies).forEach(both::add);
        return new DenialPlan(namespace, both, rules);
    }

    /** Returns what is denied by either of two; they connect to what each of them admits. */
    public DenialPlan or(DenialPlan other) {
        return new DenialPlan(
                namespace,
                Stream.concat(directions.stream(), other.directions.stream()).collect(Collectors.toSet()),
                Stream.concat(rules.stream(), other.rules.stream()).distinct().toList());
    }

    /** Returns the pods that it is about. */
    public Subjects subjects() {
        return subjects(namespace);
    }

    static Subjects subjects(String namespace) {
        return new Subjects(namespace, Selector.EVERYTHING);
    }
}
