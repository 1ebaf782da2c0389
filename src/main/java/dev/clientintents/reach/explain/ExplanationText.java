package dev.clientintents.reach.explain;

import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.explain.Explanation.Part;
import dev.clientintents.reach.explain.Explanation.PeerReason;
import dev.clientintents.reach.explain.Explanation.PolicyReason;
import dev.clientintents.reach.explain.Explanation.RuleReason;
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
                + verdict(explanation.allowed(), explanation.asked()));
        write(explanation.egress(), explanation.destination(), explanation.asked());
        write(explanation.ingress(), explanation.source(), explanation.asked());
        if (explanation.allowed().isEmpty()
                && explanation.source() instanceof Endpoint.IngressController
                && !explanation.ingress().allowed().isEmpty()) {
            line(1, "No Ingress exposes these ports of " + explanation.destination() + ".");
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
                                        ? "denied, because no rule of " + selecting + " admits this."
                                        : (part.allowed().equals(asked) ? "allowed" : part.allowed() + " allowed")
                                                + " by " + selecting + "."));
                part.policies().forEach(policy -> write(policy, peer));
            }
        }
    }

    private void write(PolicyReason policy, Endpoint peer) {
        line(
                2,
                "NetworkPolicy " + policy.policy() + " "
                        + (policy.rules().isEmpty()
                                ? "has no rules, so it admits nobody."
                                : !policy.allowed().isEmpty()
                                        ? "admits " + policy.allowed() + ":"
                                        : policy.rules().stream().anyMatch(RuleReason::admitsPart)
                                                ? "admits only a part of it:"
                                                : "does not admit it:"));
        policy.rules().forEach(rule -> write(rule, peer));
    }

    private void write(RuleReason rule, Endpoint peer) {
        line(3, rule.field() + " " + outcome(rule, peer));
        if (!rule.allowed().isEmpty()) {
            rule.peers().stream()
                    .filter(PeerReason::matches)
                    .forEach(it -> line(4, it.field() + " " + it.peer() + " matches."));
            return;
        }
        for (PeerReason entry : rule.peers()) {
            line(
                    4,
                    entry.field() + " " + entry.peer()
                            + (entry.matches()
                                    ? " matches."
                                    : (entry.partly() ? " matches in part: " : " does not match: ")
                                            + String.join("; ", entry.misses()) + "."));
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
            return "admits only a part of it:";
        }
        return "does not match" + (rule.portsMatch() ? ":" : ", and its ports are " + rule.ports() + ":");
    }

    private void line(int depth, String text) {
        lines.add("  ".repeat(depth) + text);
    }
}
