package dev.clientintents.reach;

import dev.clientintents.reach.engine.Culprit;
import dev.clientintents.reach.engine.Population;
import dev.clientintents.reach.engine.Side;
import dev.clientintents.reach.engine.Side.BlockRule;
import dev.clientintents.reach.engine.Undecided;
import dev.clientintents.reach.engine.Undecided.Example;
import dev.clientintents.reach.policy.admin.AdminPeer;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Says of which connections nobody can know whether they are open. */
final class UndecidedWarnings {

    private final Population population;

    private UndecidedWarnings(Population population) {
        this.population = population;
    }

    /** Returns one warning for each rule, and for each two policies, on which an answer hangs that is not known. */
    static List<Warning> of(Population population, Side ingress, Side egress) {
        var warnings = new ArrayList<Warning>();
        var undecided = new UndecidedWarnings(population);
        Undecided.find(population.classes(), ingress, egress)
                .forEach((culprit, example) -> warnings.add(undecided.warning(culprit, example)));
        return warnings;
    }

    /** Returns one warning for each block of a NetworkPolicy on which an answer hangs, if a block holds pods. */
    static List<Warning> of(Population population, Map<BlockRule, Example> blocks) {
        var undecided = new UndecidedWarnings(population);
        return blocks.entrySet().stream()
                .map(it -> undecided.warning(it.getKey(), it.getValue()))
                .toList();
    }

    private Warning warning(BlockRule rule, Example example) {
        return new Warning(
                Warning.Code.BLOCK_MAY_HOLD_PODS,
                "NetworkPolicy " + rule.policy(),
                example.direction().name().toLowerCase(Locale.ROOT) + "[" + rule.number() + "] admits the block "
                        + rule.block() + ", and network plugins differ on whether a block holds pods: for example, "
                        + text(example) + "; it counts as closed");
    }

    private Warning warning(Culprit culprit, Example example) {
        if (culprit instanceof Culprit.Tie tie) {
            AdminPolicy first = tie.policies().get(0);
            String priority = first.priority() == null || tie.policies().get(1).priority() == null
                    ? "nobody says which of them comes first in the " + first.tier() + " tier"
                    : "both have the priority " + first.priority() + " in the " + first.tier() + " tier";
            return new Warning(
                    Warning.Code.UNDECIDED,
                    tie.policies().stream().map(AdminPolicy::toString).collect(Collectors.joining(" and ")),
                    priority + " and they disagree, so that a cluster may do either: for example, " + text(example)
                            + "; such ports count as closed");
        }
        var rule = (Culprit.Rule) culprit;
        List<AdminPeer> unknown = rule.rule().rule().peers().stream()
                .filter(peer -> !(peer instanceof AdminPeer.Pods))
                .toList();
        return new Warning(
                Warning.Code.UNDECIDED,
                rule.policy().toString(),
                example.direction().name().toLowerCase(Locale.ROOT) + "["
                        + rule.rule().number() + "] "
                        + verb(rule.rule().rule().action()) + " "
                        + unknown.stream().map(UndecidedWarnings::text).collect(Collectors.joining(", "))
                        + ", and which of the addresses in question these are is not known: for example, "
                        + text(example) + "; the rule counts as one that does not match");
    }

    private static String verb(AdminPolicy.Action action) {
        return switch (action) {
            case ACCEPT -> "accepts";
            case DENY -> "denies";
            case PASS -> "passes";
        };
    }

    private static String text(AdminPeer peer) {
        if (peer instanceof AdminPeer.Networks networks) {
            return "networks " + networks.text();
        }
        if (peer instanceof AdminPeer.Nodes nodes) {
            return nodes.labels().selectsEverything() ? "all nodes" : "nodes with " + nodes.labels();
        }
        return "domain names " + String.join(", ", ((AdminPeer.DomainNames) peer).names());
    }

    private String text(Example example) {
        String subject = endpoint(example.subject());
        String peer =
                example.peer() < 0 ? new Endpoint.External(example.addresses()).toString() : endpoint(example.peer());
        String pair = example.direction() == Direction.EGRESS ? subject + " => " + peer : peer + " => " + subject;
        return pair + " : " + example.ports() + " may be open or closed";
    }

    private String endpoint(int podClass) {
        int member = population.membersOf(podClass).get(0);
        return population.members().get(member).endpoint().toString();
    }
}
