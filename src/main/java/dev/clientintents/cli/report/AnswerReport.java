package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.report.ConnectionReport.Notice;
import dev.clientintents.cli.report.ConnectionReport.Range;
import dev.clientintents.query.Question;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.explain.Explanation;
import dev.clientintents.reach.explain.Explanation.AdminReason;
import dev.clientintents.reach.explain.Explanation.AdminRuleReason;
import dev.clientintents.reach.explain.Explanation.Part;
import dev.clientintents.reach.explain.Explanation.PeerReason;
import dev.clientintents.reach.explain.Explanation.PolicyReason;
import dev.clientintents.reach.explain.Explanation.RuleReason;
import dev.clientintents.reach.explain.Explanation.TierReason;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An answer and its reasons, for programs: the same for {@code can} and {@code explain}.
 *
 * @param verdict of all connections together: yes, partly or no
 * @param complete whether all of the input counts; false where part of it could not be read, or not be evaluated
 * @param connections one for each client and server, and for each range of addresses that differs
 * @param warnings what a reader should know
 */
@JsonPropertyOrder({"verdict", "complete", "question", "connections", "warnings"})
public record AnswerReport(
        Question.Reply verdict, boolean complete, Asked question, List<Item> connections, List<Notice> warnings) {

    /** The question in the words in which it was asked; no ports mean any. */
    @JsonPropertyOrder({"client", "server", "ports"})
    record Asked(String client, String server, List<String> ports) {

        public static Asked of(Question question) {
            return new Asked(
                    question.client().name(),
                    question.server().name(),
                    question.ports().stream().map(Object::toString).toList());
        }
    }

    /**
     * A connection; it is open on what both sides allow. {@code undecided} is there where nobody can know of some ports
     * whether they are open.
     */
    @JsonPropertyOrder({"verdict", "source", "destination", "asked", "allowed", "undecided", "egress", "ingress"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            Question.Reply verdict,
            String source,
            String destination,
            Ports asked,
            Ports allowed,
            @Nullable Ports undecided,
            Direction egress,
            Direction ingress) {

        public static Item of(Question.Answer answer, Explanation explanation) {
            return new Item(
                    Question.Reply.of(List.of(answer)),
                    explanation.source().toString(),
                    explanation.destination().toString(),
                    Ports.of(explanation.asked()),
                    Ports.of(explanation.allowed()),
                    explanation.undecided().isEmpty() ? null : Ports.of(explanation.undecided()),
                    Direction.of(explanation.egress()),
                    Direction.of(explanation.ingress()));
        }
    }

    /** Ports as the text format has them, and one by one. */
    @JsonPropertyOrder({"text", "ranges"})
    record Ports(String text, List<Range> ranges) {

        public static Ports of(PortSet ports) {
            return new Ports(ports.toString(), Range.of(ports));
        }
    }

    /**
     * One side; {@code decides} says what it depends on: {@code policies}, {@code tiers} where admin policies apply, or
     * why none of them has a say. {@code tiers} is there where admin policies apply.
     */
    @JsonPropertyOrder({"subject", "decides", "allowed", "policies", "tiers"})
    record Direction(
            String subject,
            String decides,
            Ports allowed,
            List<Selecting> policies,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Tier> tiers) {

        public static Direction of(Part part) {
            String decides = switch (part.open()) {
                case ISOLATED -> "policies";
                case NOT_SELECTED -> "no-policy-selects-it";
                case HOST_NETWORK -> "host-network";
                case NOT_A_POD -> "not-a-pod";
                case TIERS -> "tiers";
            };
            return new Direction(
                    part.subject().toString(),
                    decides,
                    Ports.of(part.allowed()),
                    part.policies().stream().map(Selecting::of).toList(),
                    part.tiers().stream().map(Tier::of).toList());
        }

        /** Returns the policies that apply, in a line. */
        String names() {
            return Stream.concat(
                            tiers.stream().flatMap(it -> it.policies().stream()).map(it -> it.kind() + " " + it.name()),
                            policies.stream().map(it -> it.namespace() + "/" + it.name()))
                    .collect(Collectors.joining("; "));
        }
    }

    /** A tier that is asked, and the ports in question that it leaves to others. */
    @JsonPropertyOrder({"tier", "left", "policies"})
    record Tier(String tier, Ports left, List<Admin> policies) {

        public static Tier of(TierReason reason) {
            return new Tier(
                    reason.tier().toString(),
                    Ports.of(reason.left()),
                    reason.policies().stream().map(Admin::of).toList());
        }
    }

    /** An admin policy that applies to the side's pods; the priority is there where it has one. */
    @JsonPropertyOrder({"kind", "name", "priority", "rules"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Admin(String kind, String name, @Nullable Integer priority, List<AdminRule> rules) {

        public static Admin of(AdminReason reason) {
            return new Admin(
                    reason.policy().kind().toString(),
                    reason.policy().name(),
                    reason.policy().priority(),
                    reason.rules().stream().map(AdminRule::of).toList());
        }
    }

    /** A rule of an admin policy; {@code sure} is false where it is not known to match, or matches in part. */
    @JsonPropertyOrder({"field", "name", "action", "decided", "sure", "ports", "portsMatch", "peers"})
    record AdminRule(
            String field,
            String name,
            String action,
            Ports decided,
            boolean sure,
            String ports,
            boolean portsMatch,
            List<Peer> peers) {

        public static AdminRule of(AdminRuleReason reason) {
            return new AdminRule(
                    reason.field(),
                    reason.rule().name(),
                    reason.rule().word(),
                    Ports.of(reason.decided()),
                    reason.sure(),
                    reason.ports(),
                    reason.portsMatch(),
                    reason.peers().stream().map(Peer::of).toList());
        }
    }

    /** A policy that selects the side's pods. */
    @JsonPropertyOrder({"namespace", "name", "allowed", "rules"})
    record Selecting(String namespace, String name, Ports allowed, List<Rule> rules) {

        public static Selecting of(PolicyReason reason) {
            return new Selecting(
                    reason.policy().namespace(),
                    reason.policy().name(),
                    Ports.of(reason.allowed()),
                    reason.rules().stream().map(Rule::of).toList());
        }
    }

    /** A rule; no peers mean everyone. */
    @JsonPropertyOrder({"field", "allowed", "ports", "portsMatch", "peers"})
    record Rule(String field, Ports allowed, String ports, boolean portsMatch, List<Peer> peers) {

        public static Rule of(RuleReason reason) {
            return new Rule(
                    reason.field(),
                    Ports.of(reason.allowed()),
                    reason.ports(),
                    reason.portsMatch(),
                    reason.peers().stream().map(Peer::of).toList());
        }
    }

    /** An entry of a rule, whether the other endpoint is meant, and why not. */
    @JsonPropertyOrder({"field", "peer", "matches", "misses"})
    record Peer(String field, String peer, Question.Reply matches, List<String> misses) {

        public static Peer of(PeerReason reason) {
            return new Peer(
                    reason.field(),
                    reason.peer(),
                    reason.matches() ? Question.Reply.yes : reason.partly() ? Question.Reply.partly : Question.Reply.no,
                    reason.misses());
        }
    }

    /** Returns lines of comma-separated values: a head, and a line for each answer. */
    public static Stream<String> csv(List<Question.Answer> shown, Evaluated evaluated) {
        return Stream.concat(
                Stream.of("src,dst,verdict,allowed,undecided,egress,egressPolicies,ingress,ingressPolicies"),
                shown.stream()
                        .map(answer -> Item.of(answer, answer.explanation(evaluated.reach())))
                        .map(item -> Stream.of(
                                        item.source(),
                                        item.destination(),
                                        item.verdict().name(),
                                        item.allowed().text(),
                                        item.undecided() == null
                                                ? ""
                                                : item.undecided().text(),
                                        item.egress().allowed().text(),
                                        item.egress().names(),
                                        item.ingress().allowed().text(),
                                        item.ingress().names())
                                .map(ConnectionFormat::csv)
                                .collect(Collectors.joining(","))));
    }

    /**
     * Returns the report of an answer.
     *
     * @param answers all of them, which make the verdict
     * @param shown those whose connections are listed
     * @param strict whether warnings make the answer one that cannot be trusted
     */
    public static AnswerReport of(
            Question question,
            List<Question.Answer> answers,
            List<Question.Answer> shown,
            Evaluated evaluated,
            boolean strict) {
        return new AnswerReport(
                Question.Reply.of(answers),
                evaluated.isComplete(strict, answers.stream().allMatch(Question.Answer::isDecided)),
                Asked.of(question),
                shown.stream()
                        .map(answer -> Item.of(answer, answer.explanation(evaluated.reach())))
                        .toList(),
                Notice.of(evaluated));
    }
}
