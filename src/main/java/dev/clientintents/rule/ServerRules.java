package dev.clientintents.rule;

import dev.clientintents.graph.Closure;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.Selection;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans the rules of a server from what its clients declare. */
public final class ServerRules {

    private ServerRules() {}

    /**
     * Returns the rules that the server must have; empty where it is not to be closed, or where it is not decided yet by
     * what its pods are to be selected. A server whose last intent went keeps a plan that admits no client for as long as it
     * has pods, or an object that may make some: neither removing a declaration nor removing pods opens a server.
     */
    public static Optional<RulePlan> plan(IntentGraph graph, ServerId server) {
        return plan(graph, server, false);
    }

    /** Returns the same rules for a server of which nothing is left, or known, as if it had pods. */
    public static Optional<RulePlan> planWithPods(IntentGraph graph, ServerId server) {
        return plan(graph, server, true);
    }

    private static Optional<RulePlan> plan(IntentGraph graph, ServerId server, boolean withPods) {
        if (!isClosed(graph, server, withPods)) {
            return Optional.empty();
        }
        return subjects(graph, server).map(it -> new RulePlan(server, it, rules(graph, server, it)));
    }

    /** Returns whether the server is to be closed, by whatever its pods are selected. */
    public static boolean isClosed(IntentGraph graph, ServerId server) {
        return isClosed(graph, server, false);
    }

    private static boolean isClosed(IntentGraph graph, ServerId server, boolean withPods) {
        return graph.closure(server) == Closure.CLOSED
                && canBeWritten(graph, server.namespace())
                && (graph.isWanted(server) || (graph.isKept(server) && (withPods || graph.isPresent(server))));
    }

    private static boolean canBeWritten(IntentGraph graph, String namespace) {
        return !graph.scope().excludes(namespace)
                && graph.namespace(namespace).filter(it -> !it.terminating()).isPresent();
    }

    private static Optional<Subjects> subjects(IntentGraph graph, ServerId server) {
        String namespace = server.namespace();
        if (server.isService()) {
            Map<String, String> selector = graph.serviceSelector(server);
            return selector.isEmpty() ? Optional.empty() : Optional.of(Subjects.of(namespace, selector));
        }
        Selection selection = graph.selection(server);
        if (selection instanceof Selection.ByWorkload own) {
            return Optional.of(new Subjects(namespace, own.selector()));
        }
        return selection instanceof Selection.Undecided
                ? graph.kept(server).map(policy -> new Subjects(namespace, policy.selector()))
                : Optional.of(Subjects.of(namespace, Labels.of(server)));
    }

    /**
     * Returns the rules in the order of the keys, then those of entrances, and then that the replicas reach each other: a
     * clustered server would not survive its first intent without. A key of a Service that cannot be resolved to ports
     * opens nothing and is left out.
     */
    private static List<Rule> rules(IntentGraph graph, ServerId server, Subjects subjects) {
        var rules = new ArrayList<Rule>();
        graph.granted(server).forEach((key, granted) -> {
            List<PortRange> opened = graph.opened(server, granted.ports());
            if (opened == null || !opened.isEmpty()) {
                rules.add(new Rule(
                        subjects, Direction.INGRESS, List.of(new Peer.Keyed(key, granted.namespaces())), opened));
            }
        });
        rules.addAll(EntranceRules.of(graph.entrances(server), subjects));
        if (!subjects.selector().selectsEverything() && graph.replicasReachEachOther(server)) {
            rules.add(new Rule(subjects, Direction.INGRESS, List.of(new Peer.Replicas()), null));
        }
        return rules;
    }
}
