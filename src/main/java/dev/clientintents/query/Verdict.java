package dev.clientintents.query;

import dev.clientintents.manifest.Expectation;
import dev.clientintents.model.PortRange;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.IpRange;
import java.util.List;
import java.util.Optional;

/**
 * The verdict whether an expectation holds. Without ports, a connection that must be allowed has to be open on any
 * port; with ports, on all of them. A connection that must be denied may be open on none of them.
 *
 * @param expectation what is expected
 * @param broken the answers that are not as expected, or of which nobody can know whether they are; none where all are
 * @param decided whether it is known of all answers whether they are as expected
 * @param error what of the expectation means nothing; empty where all does
 * @param unsaid all addresses of the family, IPv4 or IPv6, of which the expectation does not speak and some of which
 *     are open, where it denies all addresses of the other; empty elsewhere
 */
public record Verdict(
        Expectation expectation,
        List<Question.Answer> broken,
        boolean decided,
        Optional<String> error,
        Optional<String> unsaid) {

    private static final String EVERY_IPV4 = "0.0.0.0/0";
    private static final String EVERY_IPV6 = "::/0";

    public Verdict {
        broken = List.copyOf(broken);
    }

    /** Returns the verdict on an expectation. */
    public static Verdict of(Expectation expectation, EffectiveReach reach, Names names) {
        try {
            List<PortRange> ports =
                    expectation.ports().stream().map(PortQuestion::read).toList();
            var question = new Question(names.find(expectation.from()), names.find(expectation.to()), ports);
            List<Question.Answer> answers = question.answers(reach);
            return new Verdict(
                    expectation,
                    answers.stream()
                            .filter(answer -> isBroken(expectation, answer))
                            .toList(),
                    answers.stream()
                            .allMatch(answer -> expectation.allowed()
                                    ? answer.isDecided()
                                    : answer.undecided().isEmpty()),
                    Optional.empty(),
                    expectation.allowed() ? Optional.empty() : unsaid(question, reach, names));
        } catch (UnknownName e) {
            return new Verdict(
                    expectation, List.of(), true, Optional.of(String.valueOf(e.getMessage())), Optional.empty());
        }
    }

    private static Optional<String> unsaid(Question question, EffectiveReach reach, Names names) {
        Optional<String> other = otherFamily(question.client()).or(() -> otherFamily(question.server()));
        return other.filter(all -> {
            Parties family = names.find(all);
            var same = new Question(
                    otherFamily(question.client()).isPresent() ? family : question.client(),
                    otherFamily(question.server()).isPresent() ? family : question.server(),
                    question.ports());
            return same.answers(reach).stream().anyMatch(Question.Answer::mayBeOpen);
        });
    }

    /** Returns all addresses of the other family, where the parties are all addresses of one. */
    private static Optional<String> otherFamily(Parties parties) {
        if (parties.endpoints().equals(List.of(new Endpoint.External(IpRange.IPV4)))) {
            return Optional.of(EVERY_IPV6);
        }
        return parties.endpoints().equals(List.of(new Endpoint.External(IpRange.IPV6)))
                ? Optional.of(EVERY_IPV4)
                : Optional.empty();
    }

    private static boolean isBroken(Expectation expectation, Question.Answer answer) {
        return expectation.allowed() ? !answer.isYes() : answer.mayBeOpen();
    }

    public boolean holds() {
        return broken.isEmpty() && error.isEmpty();
    }
}
