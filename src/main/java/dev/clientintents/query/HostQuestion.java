package dev.clientintents.query;

import dev.clientintents.effective.Outcome;
import dev.clientintents.model.HostName;
import dev.clientintents.model.PortRange;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The question whether a client reaches a host outside of the cluster by its name, whatever addresses that has.
 *
 * @param host the host, or all below a domain
 * @param client who
 * @param ports the ports in question; none for any
 */
public record HostQuestion(HostName host, Parties client, List<PortRange> ports) {

    /** How a question names a host. */
    private static final String PREFIX = "host:";

    /**
     * The answer for one client.
     *
     * @param reply whether it reaches the host; partly where that depends on which addresses the host has
     * @param reason why, as a sentence without its end
     */
    public record Answer(Endpoint.Workload client, Question.Reply reply, String reason) {

        /** Returns whether the answer does not depend on the addresses of the host. */
        public boolean isDecided() {
            return reply != Question.Reply.partly;
        }
    }

    public HostQuestion {
        ports = List.copyOf(ports);
    }

    /**
     * Reads what a question names.
     *
     * @return empty where it names no host
     * @throws UnknownName where the name of the host is not valid
     */
    public static Optional<HostName> host(String text) {
        String name = text.strip();
        if (!name.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(HostName.parse(name.substring(PREFIX.length())));
        } catch (IllegalArgumentException e) {
            throw new UnknownName(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns the answers for all clients, in their order.
     *
     * @throws UnknownName where a client is no workload, or a port has no number
     */
    public List<Answer> answers(EffectiveReach reach, Outcome outcome) {
        PortSet asked = asked();
        var outside = new Parties(
                PREFIX + host,
                reach.reachability().families().stream()
                        .<Endpoint>map(Endpoint.External::new)
                        .toList(),
                Optional.empty());
        var answers = new ArrayList<Answer>();
        for (Endpoint endpoint : client.endpoints()) {
            if (!(endpoint instanceof Endpoint.Workload workload)) {
                throw new UnknownName("policies say nothing of " + endpoint + " => " + PREFIX + host
                        + "; the client must be a workload");
            }
            List<Question.Answer> ofAddresses = new Question(
                            new Parties(workload.toString(), List.of(workload), Optional.empty()), outside, ports)
                    .answers(reach);
            answers.add(answer(
                    workload,
                    ofAddresses,
                    outcome.reachedByName(workload.id(), host).intersect(asked),
                    asked,
                    reach.world().adminPolicies().isEmpty()));
        }
        return answers;
    }

    /** @param last whether no admin policy has its say before a policy that knows names */
    private Answer answer(
            Endpoint.Workload workload, List<Question.Answer> ofAddresses, PortSet named, PortSet asked, boolean last) {
        if (ofAddresses.stream().allMatch(Question.Answer::isYes)) {
            return new Answer(
                    workload, Question.Reply.yes, "its policies keep it from no address outside of the cluster");
        }
        if (last && (ports.isEmpty() ? !named.isEmpty() : named.equals(asked))) {
            return new Answer(
                    workload,
                    Question.Reply.yes,
                    "it declares the host, and a policy that knows names leads there on " + named);
        }
        if (named.isEmpty() && ofAddresses.stream().noneMatch(Question.Answer::mayBeOpen)) {
            return new Answer(
                    workload,
                    Question.Reply.no,
                    "its policies lead to no address outside of the cluster on these ports, and none of the operator's"
                            + " names the host");
        }
        return new Answer(
                workload,
                Question.Reply.partly,
                named.isEmpty()
                        ? "its policies lead to some addresses outside of the cluster, and nobody knows which the host has"
                        : "a policy that knows names leads there on " + named
                                + ", and the rest depends on which addresses the host has");
    }

    private PortSet asked() {
        PortSet asked = PortSet.NONE;
        for (PortRange port : ports) {
            if (!(port instanceof PortRange.Numbered numbered)) {
                throw new UnknownName(
                        "the ports of a host outside of the cluster have no names: write the number of " + port);
            }
            asked = asked.union(PortSet.of(numbered));
        }
        return ports.isEmpty() ? PortSet.ALL : asked;
    }
}
