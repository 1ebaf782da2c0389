package dev.clientintents.query;

import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.PortRange;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a client reaches a server.
 *
 * @param client who
 * @param server whom
 * @param port the ports in question: of the Service where the server is one, else of its pods; empty for any
 */
public record Question(Parties client, Parties server, Optional<PortRange> port) {

    /**
     * The answer for one client and one server.
     *
     * @param asked the server's ports in question
     * @param allowed those of them that are open
     * @param any whether one open port is enough for yes; else all have to be
     */
    public record Answer(Endpoint client, Endpoint server, PortSet asked, PortSet allowed, boolean any) {

        public boolean isYes() {
            return any ? !allowed.isEmpty() : allowed.equals(asked);
        }

        @Override
        public String toString() {
            return client + " => " + server + " : "
                    + (any ? allowed : asked + (isYes() ? " is allowed" : " is denied"));
        }
    }

    /**
     * The answers for every client and every server, in their order. Pods of a workload and their like count only where nothing
     * else is asked for.
     *
     * @throws UnknownName where the port is none of the server's, or policies say nothing of the two
     */
    public List<Answer> answers(EffectiveReach reach) {
        var answers = new ArrayList<Answer>();
        boolean oneEach = client.endpoints().size() == 1 && server.endpoints().size() == 1;
        for (Endpoint from : client.endpoints()) {
            for (Endpoint to : server.endpoints()) {
                if (oneEach || !from.equals(to)) {
                    answers.add(answer(reach, from, to));
                }
            }
        }
        return answers;
    }

    private Answer answer(EffectiveReach reach, Endpoint from, Endpoint to) {
        boolean meaningful = (from instanceof Endpoint.Workload && !(to instanceof Endpoint.IngressController))
                || to instanceof Endpoint.Workload;
        if (!meaningful) {
            throw new UnknownName("policies say nothing of " + from + " => " + to + "; one of them must be a workload");
        }
        PortSet asked = asked(reach, to);
        PortSet allowed = reach.reachability().ports(from, to).intersect(asked);
        return new Answer(from, to, asked, allowed, port.isEmpty());
    }

    /**
     * The ports of a destination that the question is about.
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

    /** None for all. */
    private List<PortRange> wanted() {
        if (server.service().isEmpty()) {
            return port.map(List::of).orElse(List.of());
        }
        ServiceEntry service = server.service().get();
        List<PortRange> targets = port.map(service::targets).orElseGet(service::targets);
        if (targets.isEmpty() && port.isPresent()) {
            throw new UnknownName(server.name() + " has no port " + port.get() + "; its ports are "
                    + service.ports().stream()
                            .map(it -> it.protocol() + " " + it.number() + (it.name() == null ? "" : " " + it.name()))
                            .collect(Collectors.joining(", ")));
        }
        return targets;
    }

    private static PortSet numbers(EffectiveReach reach, PortRange range, Endpoint destination) {
        if (range instanceof PortRange.Numbered numbered) {
            return PortSet.of(numbered);
        }
        PortRange.Named named = (PortRange.Named) range;
        PortSet numbers = PortSet.NONE;
        if (destination instanceof Endpoint.Workload workload) {
            for (World.Pod pod : reach.world().pods()) {
                for (World.Port port : pod.workload().equals(workload.id()) ? pod.ports() : List.<World.Port>of()) {
                    boolean same = named.name().equals(port.name()) && named.protocol() == port.protocol();
                    numbers = same
                            ? numbers.union(PortSet.of(PortRange.Numbered.of(port.protocol(), port.number())))
                            : numbers;
                }
            }
        }
        if (numbers.isEmpty()) {
            throw new UnknownName("no container of " + destination + " has a port named " + named);
        }
        return numbers;
    }
}
