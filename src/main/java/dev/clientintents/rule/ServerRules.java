package dev.clientintents.rule;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Plans the rules of a server from what its clients declare. */
public final class ServerRules {

    private ServerRules() {}

    /**
     * What a key stands for.
     *
     * @param ports of the server, the same wherever the key is declared; null means all
     * @param namespaces where it is declared
     */
    private record Consumed(@Nullable PortRange ports, SortedSet<String> namespaces) {}

    /**
     * Returns the rules that the server must have; empty where it is not to be closed. A server whose last intent went
     * keeps a plan that admits nobody for as long as it has pods: removing a declaration never opens a server.
     */
    public static Optional<RulePlan> plan(IntentGraph graph, ServerId server) {
        if (!isEnforced(graph, server.namespace())) {
            return Optional.empty();
        }
        boolean consumed = !graph.consumers(server).isEmpty();
        if (!consumed && !(graph.isKept(server) && hasRunningPods(graph, server))) {
            return Optional.empty();
        }
        return subjects(graph, server).map(it -> new RulePlan(server, it, rules(graph, server, it)));
    }

    /** Whether servers can and shall be closed in a namespace. */
    public static boolean isEnforced(IntentGraph graph, String namespace) {
        return !graph.scope().excludes(namespace)
                && graph.enforcement(namespace) == Enforcement.ACTIVE
                && graph.namespace(namespace).filter(it -> !it.terminating()).isPresent();
    }

    private static boolean hasRunningPods(IntentGraph graph, ServerId server) {
        return graph.hasServerPod(
                server, pod -> pod.state() == PodEntry.State.LIVE || pod.state() == PodEntry.State.TERMINATING);
    }

    private static Optional<Subjects> subjects(IntentGraph graph, ServerId server) {
        String namespace = server.namespace();
        if (server.isService()) {
            Map<String, String> selector = graph.serviceSelector(server);
            return selector.isEmpty() ? Optional.empty() : Optional.of(Subjects.of(namespace, selector));
        }
        String name = Labels.workloadValue(server.name());
        return Optional.of(
                server.kind() == null
                        ? Subjects.of(namespace, Map.of(Labels.WORKLOAD, name))
                        : Subjects.of(namespace, Map.of(Labels.WORKLOAD, name, Labels.WORKLOAD_KIND, server.kind())));
    }

    /** In the order of the keys. What a key of a Service cannot be resolved to opens nothing and is left out. */
    private static List<Rule> rules(IntentGraph graph, ServerId server, Subjects subjects) {
        SortedMap<AccessKey, Consumed> keys = new TreeMap<>();
        graph.consumers(server).forEach((declaration, intents) -> {
            for (Intent intent : intents) {
                for (Intent.Grant grant : intent.grants()) {
                    keys.computeIfAbsent(grant.key(), key -> new Consumed(grant.ports(), new TreeSet<>()))
                            .namespaces
                            .add(declaration.namespace());
                }
            }
        });
        var rules = new ArrayList<Rule>();
        keys.forEach((key, consumed) -> {
            List<PortRange> opened = opened(graph, server, consumed.ports);
            if (opened == null || !opened.isEmpty()) {
                rules.add(new Rule(
                        subjects, Direction.INGRESS, List.of(new Peer.Keyed(key, consumed.namespaces)), opened));
            }
        });
        return rules;
    }

    /**
     * Returns the pods' ports that an intent on ports of the server opens.
     *
     * @param wanted the ports of the intent; null means all
     * @return null for all ports; empty where a Service has none of the ports
     */
    public static @Nullable List<PortRange> opened(IntentGraph graph, ServerId server, @Nullable PortRange wanted) {
        if (!server.isService()) {
            return wanted == null ? null : List.of(wanted);
        }
        Optional<ServiceEntry> service = graph.service(new ObjectKey(server.namespace(), server.name()));
        if (service.isEmpty()) {
            return List.of();
        }
        if (wanted != null) {
            return service.get().targets(wanted);
        }
        List<PortRange> all = service.get().targets();
        return all.isEmpty() ? null : all;
    }
}
