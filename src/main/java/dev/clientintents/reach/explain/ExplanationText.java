package dev.clientintents.reach.explain;

import dev.clientintents.model.PlainText;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.explain.Explanation.AdminReason;
import dev.clientintents.reach.explain.Explanation.AdminRuleReason;
import dev.clientintents.reach.explain.Explanation.Part;
import dev.clientintents.reach.explain.Explanation.PeerReason;
import dev.clientintents.reach.explain.Explanation.PolicyReason;
import dev.clientintents.reach.explain.Explanation.RuleReason;
import dev.clientintents.reach.explain.Explanation.TierReason;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.ArrayList;
import java.util.List;

/** Writes explanations for people. */
public final class ExplanationText {

    private final List<String> lines = new ArrayList<>();

    private ExplanationText() {}

    /** Returns several lines, each indented by what it belongs to. */
    public static List<String> of(Explanation explanation) {
        var text = new ExplanationText();
        text.write(explanation);
        return List.copyOf(text.lines);
    }

    /** Returns the connection, and one line for each side. */
    public static List<String> brief(Explanation explanation) {
        return of(explanation).stream().filter(line -> !line.startsWith("    ")).toList();
    }

    private void write(Explanation explanation) {
        lines.add(explanation.source() + " => " + explanation.destination() + " : "
                + verdict(explanation.allowed(), explanation.asked())
                + (explanation.undecided().isEmpty() ? "" : "; not known for " + explanation.undecided()));
        write(explanation.egress(), explanation.destination(), explanation.asked());
        write(explanation.ingress(), explanation.egress().subject(), explanation.asked());
        boolean isExposed = !explanation.allowed().isEmpty()
                || !explanation.undecided().isEmpty()
                || explanation
                        .egress()
                        .allowed()
                        .intersect(explanation.ingress().allowed())
                        .isEmpty();
        if (!isExposed && explanation.source() instanceof Endpoint.IngressController) {
            line(1, "No Ingress or route exposes these ports of " + explanation.destination() + ".");
        } else if (!isExposed && explanation.source() instanceof Endpoint.ExternalTraffic) {
            line(1, "No Service exposes these ports of " + explanation.destination() + " to the outside.");
        }
    }

    private static String verdict(PortSet allowed, PortSet asked) {
        if (allowed.equals(asked)) {
            return asked.isAll() ? asked.toString() : asked + " is allowed";
        }
        if (allowed.isEmpty()) {
            return asked.isAll() ? allowed.toString() : asked + " is denied";
        }
        return asked.isAll() ? allowed.toString() : "of " + asked + ", only " + allowed + " is allowed";
    }

    private void write(Part part, Endpoint peer, PortSet asked) {
        String name = part.direction() == Direction.INGRESS ? "ingress" : "egress";
        String title = (part.direction() == Direction.INGRESS ? "Ingress of " : "Egress of ") + part.subject() + ": ";
        switch (part.open()) {
            case NOT_SELECTED -> line(1, title + "allowed, because no policy selects it for " + name + ".");
            case HOST_NETWORK -> line(1, title + "allowed, because policies do not hold on the host network.");
            case NOT_A_POD -> {
                if (part.subject() instanceof Endpoint.IngressController) {
                    line(1, title + "taken as allowed, because its pods are not known.");
                } else {
                    line(1, title + "allowed, because policies do not hold outside of the cluster.");
                }
            }
            case ISOLATED -> {
                int count = part.policies().size();
                String selecting =
                        count == 1 ? "the one policy that selects it" : "the " + count + " policies that select it";
                line(
                        1,
                        title
                                + (part.allowed().isEmpty()
                                        ? denied(part, peer, selecting)
                                        : (part.allowed().equals(asked) ? "allowed" : part.allowed() + " allowed")
                                                + " by " + selecting + "."));
                part.policies().forEach(policy -> write(2, policy, peer));
            }
            case TIERS -> tiers(part, title, peer, asked);
        }
    }

    private static String denied(Part part, Endpoint peer, String selecting) {
        boolean byBlocks = peer instanceof Endpoint.Workload
                && part.policies().stream()
                        .flatMap(policy -> policy.rules().stream())
                        .anyMatch(RuleReason::admitsPart);
        return byBlocks
                ? "taken as denied, because " + selecting + " would admit this only if a block holds pods."
                : "denied, because no rule of " + selecting + " admits this.";
    }

    private void tiers(Part part, String title, Endpoint peer, PortSet asked) {
        line(
                1,
                title
                        + (part.allowed().isEmpty()
                                ? "denied"
                                : part.allowed().equals(asked) ? "allowed" : part.allowed() + " allowed")
                        + deciders(part));
        PortSet left = asked;
        List<TierReason> baseline = part.tiers();
        if (!part.tiers().isEmpty() && part.tiers().get(0).tier() == AdminPolicy.Tier.ADMIN) {
            write(part.tiers().get(0), peer);
            left = part.tiers().get(0).left();
            baseline = part.tiers().subList(1, part.tiers().size());
        }
        if (left.isEmpty()) {
            return;
        }
        String name = part.direction() == Direction.INGRESS ? "ingress" : "egress";
        if (part.policies().isEmpty()) {
            line(2, "NetworkPolicies: none selects it for " + name + ".");
            baseline.forEach(tier -> write(tier, peer));
        } else {
            line(2, "NetworkPolicies, which decide all that is left:");
            part.policies().forEach(policy -> write(3, policy, peer));
        }
    }

    private static String deciders(Part part) {
        var deciders = new ArrayList<String>();
        for (AdminReason policy : part.adminPolicies()) {
            boolean decides = !policy.decided(AdminPolicy.Action.ACCEPT)
                    .union(policy.decided(AdminPolicy.Action.DENY))
                    .isEmpty();
            if (decides) {
                deciders.add(policy.policy().toString());
            }
        }
        part.policies().forEach(policy -> deciders.add("NetworkPolicy " + policy.policy()));
        return deciders.isEmpty()
                ? ", because no policy decides of it."
                : " by " + String.join(" and ", deciders) + ".";
    }

    private void write(TierReason tier, Endpoint peer) {
        line(
                2,
                tier.tier() + " tier: "
                        + (tier.left().isEmpty()
                                ? "decides all."
                                : tier.tier() == AdminPolicy.Tier.ADMIN
                                        ? "leaves " + tier.left() + " to NetworkPolicies."
                                        : "leaves " + tier.left() + ", which is allowed."));
        for (AdminReason policy : tier.policies()) {
            Integer priority = policy.policy().priority();
            line(3, policy.policy() + (priority == null ? "" : ", priority " + priority) + ":");
            policy.rules().forEach(rule -> write(rule, peer));
        }
    }

    private void write(AdminRuleReason rule, Endpoint peer) {
        boolean hits = !rule.decided().isEmpty();
        line(
                4,
                rule.field()
                        + (rule.rule().name().isEmpty() ? "" : " " + rule.rule().name()) + " ("
                        + rule.rule().word() + ") " + outcome(rule, peer));
        for (PeerReason entry : rule.peers()) {
            if (!hits || entry.matches() || entry.partly()) {
                line(5, entry.field() + " " + outcome(entry, peer));
            }
        }
    }

    private static String outcome(AdminRuleReason rule, Endpoint peer) {
        if (!rule.decided().isEmpty()) {
            String verb = switch (rule.rule().action()) {
                case ACCEPT -> "accepts ";
                case DENY -> "denies ";
                case PASS -> "passes ";
            };
            return (rule.sure() ? verb : "in part, or perhaps, " + verb) + rule.decided() + ":";
        }
        boolean meant = rule.peers().stream().anyMatch(entry -> entry.matches() || entry.partly());
        if (meant) {
            return rule.portsMatch()
                    ? "matches " + peer + ", but what it says is decided before it:"
                    : "matches " + peer + ", but its ports are " + rule.rule().ports() + ":";
        }
        return "does not match"
                + (rule.portsMatch()
                        ? ":"
                        : ", and its ports are " + rule.rule().ports() + ":");
    }

    private static String outcome(PeerReason entry, Endpoint peer) {
        if (entry.matches()) {
            return entry.peer() + " matches.";
        }
        String partly = peer instanceof Endpoint.Workload ? " may match: " : " matches in part: ";
        return entry.peer() + (entry.partly() ? partly : " does not match: ") + String.join("; ", entry.misses()) + ".";
    }

    private void write(int depth, PolicyReason policy, Endpoint peer) {
        line(
                depth,
                "NetworkPolicy " + policy.policy() + " "
                        + (policy.rules().isEmpty()
                                ? "has no rules, so it admits nobody."
                                : !policy.allowed().isEmpty()
                                        ? "admits " + policy.allowed() + ":"
                                        : policy.rules().stream().anyMatch(RuleReason::admitsPart)
                                                ? part(peer)
                                                : "does not admit it:"));
        policy.rules().forEach(rule -> write(depth + 1, rule, peer));
    }

    private void write(int depth, RuleReason rule, Endpoint peer) {
        line(depth, rule.field() + " " + outcome(rule, peer));
        for (PeerReason entry : rule.peers()) {
            if (rule.allowed().isEmpty() || entry.matches()) {
                line(depth + 1, entry.field() + " " + outcome(entry, peer));
            }
        }
    }

    private static String outcome(RuleReason rule, Endpoint peer) {
        if (!rule.allowed().isEmpty()) {
            return "admits " + rule.allowed() + (rule.peers().isEmpty() ? " of everyone." : ":");
        }
        if (rule.peerMatches()) {
            return "matches " + peer + ", but its ports are " + rule.ports()
                    + (rule.peers().isEmpty() ? "." : ":");
        }
        if (rule.admitsPart()) {
            return part(peer);
        }
        return "does not match" + (rule.portsMatch() ? ":" : ", and its ports are " + rule.ports() + ":");
    }

    private static String part(Endpoint peer) {
        return peer instanceof Endpoint.Workload ? "may admit it:" : "admits only a part of it:";
    }

    private void line(int depth, String text) {
        lines.add("  ".repeat(depth) + PlainText.oneLine(text));
    }
}
