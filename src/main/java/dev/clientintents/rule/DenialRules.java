package dev.clientintents.rule;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.NameServers;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.model.Labels;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans what the pods of a namespace are denied, as its label asks. */
public final class DenialRules {

    private DenialRules() {}

    /**
     * Returns what is to be denied. Where nobody knows what the label asks for, because its value is not valid, that is what
     * is denied by now. Where nobody knows where names are resolved, what goes out is denied as it is by now, or not at
     * all.
     *
     * @param written what is denied by now
     */
    public static DenialPlan plan(IntentGraph graph, String namespace, DenialPlan written) {
        Optional<NamespaceEntry> entry = graph.namespace(namespace)
                .filter(it -> !it.terminating() && !graph.scope().excludes(namespace));
        if (entry.isEmpty()) {
            return DenialPlan.none(namespace);
        }
        boolean undecided = entry.get().isUndecided(Labels.DEFAULT_DENY);
        Set<Direction> directions = EnumSet.noneOf(Direction.class);
        if (entry.get().deniesIngress() || (undecided && written.denies(Direction.INGRESS))) {
            directions.add(Direction.INGRESS);
        }
        NameServers names = graph.nameServers();
        boolean known = names.problem() == null;
        if (written.denies(Direction.EGRESS)
                ? undecided || entry.get().deniesEgress()
                : known && entry.get().deniesEgress()) {
            directions.add(Direction.EGRESS);
        }
        return new DenialPlan(namespace, directions, known ? toNames(namespace, names) : written.rules());
    }

    private static List<Rule> toNames(String namespace, NameServers names) {
        var open = new OpenPeers();
        open.open(names);
        return open.rules(DenialPlan.subjects(namespace));
    }

    /**
     * Returns why what goes out of a namespace is not denied although its label asks for it, as a sentence without its
     * end; empty where nothing stands in the way.
     */
    public static Optional<String> obstacle(IntentGraph graph, String namespace) {
        return graph.deniesEgress(namespace)
                ? Optional.ofNullable(graph.nameServers().problem())
                : Optional.empty();
    }
}
