package dev.clientintents.rule;

import dev.clientintents.model.ServerId;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rules that are to hold for one server: its pods admit what a rule admits, and nothing else.
 *
 * @param server the server
 * @param subjects its pods
 * @param rules what they admit, in the order in which a back end writes it; empty admits nobody
 */
public record RulePlan(ServerId server, Subjects subjects, List<Rule> rules) {

    public RulePlan {
        rules = List.copyOf(rules);
    }

    /** Returns the same plan for other subjects. */
    public RulePlan about(Subjects others) {
        return new RulePlan(
                server,
                others,
                rules.stream()
                        .map(it -> new Rule(others, it.direction(), it.peers(), it.ports()))
                        .toList());
    }

    /** Returns the same plan with further rules at the end. */
    public RulePlan and(List<Rule> more) {
        return more.isEmpty()
                ? this
                : new RulePlan(
                        server,
                        subjects,
                        Stream.concat(rules.stream(), more.stream()).toList());
    }
}
