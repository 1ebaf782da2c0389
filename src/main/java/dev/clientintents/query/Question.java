package dev.clientintents.query;

import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.PortRange;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.Reachability;
import dev.clientintents.reach.explain.Explanation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The question whether a client reaches a server.
 *
 * @param client who
 * @param server whom
 * @param ports the ports in question: of the Service where the server is one, else of its pods; none for any
 */
public record Question(Parties client, Parties server, List<PortRange> ports) {

    public Question {
        ports = List.copyOf(ports);
    }

    /**
     * The answer for one client and one server.
     *
     * @param asked the server's ports in question
     * @param allowed those of them that are open, as far as is known
     * @param undecided those of them of which nobody can know whether they are open
     * @param any whether one open port is enough for yes; else all have to be
     */
    public record Answer(
            Endpoint client, Endpoint server, PortSet asked, PortSet allowed, PortSet undecided, boolean any) {

        /** Returns whether enough ports are open for sure. */
        public boolean isYes() {
            PortSet sure = allowed.minus(undecided);
            return any ? !sure.isEmpty() : sure.equals(asked);
        }

        /** Returns whether any port is open, or may be. */
        public boolean mayBeOpen() {
            return !allowed.isEmpty() || !undecided.isEmpty();
        }

        /** Returns whether it may be that no port is open. */
        public boolean mayBeClosed() {
            return allowed.minus(undecided).isEmpty();
        }

        /** Returns whether the answer does not depend on what nobody can know. */
        public boolean isDecided() {
            return undecided.isEmpty() || isYes();
        }

        /** Returns why the ports are open or closed. */
        public Explanation explanation(EffectiveReach reach) {
            return reach.reachability().explain(client, server, asked);
        }

        Reply reply() {
            return isYes() ? Reply.yes : mayBeOpen() ? Reply.partly : Reply.no;
        }
    }

    /** The answer in one word; the names are those that programs read. */
    public enum Reply {
        /** All that was asked for is open. */
        yes,
        /** Some of it is, and some is not, or nobody can know. */
        partly,
        /** Nothing of it is. */
        no;

        /** Returns the reply to several answers together; no where there are none. */
        public static Reply of(Collection<Answer> answers) {
            Set<Reply> replies = answers.stream().map(Answer::reply).collect(Collectors.toSet());
            return replies.isEmpty()
                    ? no
                    : replies.size() > 1 ? partly : replies.iterator().next();
        }
    }

    /**
     * Returns the answers for every client and every server, in their order; for outside addresses, one for each range
     * within which the answer is the same. The pair of an endpoint with itself, and one of which policies say nothing,
     * count only where nothing else is asked for.
     *
     * @throws UnknownName where the port is none of the server's, or policies say nothing of the two
     */
    public List<Answer> answers(EffectiveReach reach) {
        var answers = new ArrayList<Answer>();
        boolean oneEach = client.endpoints().size() == 1 && server.endpoints().size() == 1;
        for (Endpoint from : client.endpoints()) {
            for (Endpoint to : server.endpoints()) {
                if (oneEach || (!from.equals(to) && isMeaningful(from, to))) {
                    answers.addAll(answers(reach, from, to));
                }
            }
        }
        return answers;
    }

    private static boolean isMeaningful(Endpoint from, Endpoint to) {
        return to instanceof Endpoint.Workload
                || (from instanceof Endpoint.Workload && to instanceof Endpoint.External);
    }

    private List<Answer> answers(EffectiveReach reach, Endpoint from, Endpoint to) {
        if (!isMeaningful(from, to)) {
            throw new UnknownName("policies say nothing of " + from + " => " + to + "; one of them must be a workload");
        }
        PortSet asked = asked(reach, to);
        Reachability reachability = reach.reachability();
        if (from instanceof Endpoint.External outside && to instanceof Endpoint.Workload workload) {
            return joined(reachability.cut(outside, Direction.INGRESS, workload).stream()
                    .map(it -> answer(reachability, new Endpoint.External(it), to, asked))
                    .toList());
        }
        if (to instanceof Endpoint.External outside && from instanceof Endpoint.Workload workload) {
            return joined(reachability.cut(outside, Direction.EGRESS, workload).stream()
                    .map(it -> answer(reachability, from, new Endpoint.External(it), asked))
                    .toList());
        }
        return List.of(answer(reachability, from, to, asked));
    }

    private Answer answer(Reachability reachability, Endpoint from, Endpoint to, PortSet asked) {
        return new Answer(
                from,
                to,
                asked,
                reachability.ports(from, to).intersect(asked),
                reachability.undecided(from, to).intersect(asked),
                ports.isEmpty());
    }

    /** Returns the ranges with neighbours joined that differ only in ports which nobody asked for. */
    private static List<Answer> joined(List<Answer> ranges) {
        var joined = new ArrayList<Answer>();
        for (Answer next : ranges) {
            Answer last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && last.allowed.equals(next.allowed) && last.undecided.equals(next.undecided)) {
                joined.set(
                        joined.size() - 1,
                        new Answer(
                                through(last.client, next.client),
                                through(last.server, next.server),
                                next.asked,
                                next.allowed,
                                next.undecided,
                                next.any));
            } else {
                joined.add(next);
            }
        }
        return joined;
    }

    /**
     * Returns the range from the first address of one range to the last of its neighbour; any other endpoint is the
     * same in both.
     */
    private static Endpoint through(Endpoint first, Endpoint last) {
        return first instanceof Endpoint.External from && last instanceof Endpoint.External to
                ? new Endpoint.External(from.addresses().through(to.addresses()))
                : first;
    }

    /**
     * Returns the ports of a destination that the question is about.
     *
     * @throws UnknownName where it has none of that name or number
     */
    public PortSet asked(EffectiveReach reach, Endpoint destination) {
        List<PortRange> wanted = wanted();
        PortSet asked = wanted.isEmpty() ? PortSet.ALL : PortSet.NONE;
        for (PortRange range : wanted) {
            asked = asked.union(numbers(reach, range, destination));
        }
        return asked;
    }

    /** Returns the ports that the question is about; none for all. */
    private List<PortRange> wanted() {
        if (server.service().isEmpty()) {
            return ports;
        }
        ServiceEntry service = server.service().get();
        return ports.isEmpty()
                ? service.targets()
                : ports.stream().flatMap(port -> targets(service, port)).toList();
    }

    private Stream<PortRange> targets(ServiceEntry service, PortRange port) {
        List<PortRange> targets = service.targets(port);
        if (targets.isEmpty()) {
            throw new UnknownName(server.name() + " has no port " + port + "; its ports are "
                    + service.ports().stream()
                            .map(it -> it.protocol() + " " + it.number() + (it.name() == null ? "" : " " + it.name()))
                            .collect(Collectors.joining(", ")));
        }
        return targets.stream();
    }

    private static PortSet numbers(EffectiveReach reach, PortRange range, Endpoint destination) {
        if (range instanceof PortRange.Numbered numbered) {
            return PortSet.of(numbered);
        }
        PortSet numbers =
                destination instanceof Endpoint.Workload workload ? reach.numbers(range, workload.id()) : PortSet.NONE;
        if (numbers.isEmpty()) {
            throw new UnknownName("no container of " + destination + " has a port named " + range);
        }
        return numbers;
    }
}
