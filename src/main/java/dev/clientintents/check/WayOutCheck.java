package dev.clientintents.check;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.Sourced;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.HostName;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import dev.clientintents.rule.Untold;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds clients whose way out is to be closed and is not, or not to all that they declare, and says why; in shadow mode, those of
 * which that would become so.
 */
final class WayOutCheck {

    private final Snapshot snapshot;
    private final Outcome outcome;
    private final IntentGraph graph;

    /** What each client declares whose way out is to be closed, or would be but for shadow mode, in the order of the input. */
    private final Map<ClientId, List<DeclaredIntents>> closed = new LinkedHashMap<>();

    WayOutCheck(Snapshot snapshot, Outcome outcome) {
        this.snapshot = snapshot;
        this.outcome = outcome;
        graph = outcome.graph();
    }

    List<Finding> findings() {
        for (DeclaredIntents declared : snapshot.intents()) {
            IntentsEntry entry = declared.entry();
            if (graph.asksToCloseEgress(entry.key().namespace()) && !graph.isSurplus(entry.key())) {
                closed.computeIfAbsent(IntentGraph.client(entry), first -> new ArrayList<>())
                        .add(declared);
            }
        }
        var findings = new ArrayList<Finding>();
        String problem = graph.nameServers().problem();
        if (problem != null) {
            withoutNameServers(problem).ifPresent(findings::add);
        }
        closed.forEach((client, declarations) -> {
            foreign(client, declarations).forEach(findings::add);
            if (problem == null) {
                findings.addAll(obstacles(client, declarations));
            }
        });
        return findings;
    }

    /**
     * Returns the one finding about all clients: it is the cluster's DNS that is not known, whoever the client is. Of
     * namespaces that deny all that goes out, that is said already.
     */
    private Optional<Finding> withoutNameServers(String problem) {
        List<ClientId> clients = closed.keySet().stream()
                .filter(client -> !graph.deniesEgress(client.namespace()))
                .toList();
        int others = clients.size() - 1;
        String more = others == 0 ? "" : " and of " + others + (others == 1 ? " other client" : " other clients");
        return clients.stream()
                .findFirst()
                .map(first -> new Finding(
                        Code.NAME_SERVERS_UNKNOWN,
                        Objects.requireNonNull(closed.get(first)).get(0).client(),
                        "the way out of client " + first + more
                                + " is to be closed and stays open, unless it is closed already: " + problem,
                        "add the objects of the cluster's DNS to the input, or use that option"));
    }

    private Stream<Finding> foreign(ClientId client, List<DeclaredIntents> declarations) {
        var name = new ObjectKey(client.namespace(), PolicyName.ofEgress(client));
        Sourced<NetworkPolicy> policy = outcome.foreign().get(name);
        return policy == null
                ? Stream.empty()
                : Stream.of(new Finding(
                        Code.FOREIGN_POLICY,
                        declarations.get(0).client(),
                        "policy " + name.name() + " has the name of the policy that closes the way out of client "
                                + client + ", but is not the operator's; rename it, or delete it (" + policy.position()
                                + ")",
                        "the operator never overwrites it"));
    }

    private List<Finding> obstacles(ClientId client, List<DeclaredIntents> declarations) {
        boolean shadow = !graph.closesEgress(client.namespace());
        EgressPlan plan = shadow ? EgressRules.planButForShadow(graph, client) : EgressRules.plan(graph, client);
        String what = "the way out of client " + client;
        if (plan instanceof EgressPlan.NotEnforceable not) {
            return not.reasons().stream()
                    .map(reason -> new Finding(
                            Code.WAY_OUT_OPEN,
                            position(reason, declarations),
                            what
                                    + (shadow ? " is open in shadow mode, and could not be closed: " : " stays open: ")
                                    + reason,
                            advice(reason, "it is closed once nothing stands in the way")))
                    .toList();
        }
        return plan instanceof EgressPlan.Closed it
                ? it.unreached().stream()
                        .map(reason -> new Finding(
                                Code.NOT_REACHED,
                                position(reason, declarations),
                                what
                                        + (shadow
                                                ? " is open in shadow mode; closed, it would not lead there: "
                                                : " is closed, and does not lead there: ")
                                        + reason,
                                advice(reason, "or take it away")))
                        .toList()
                : List.of();
    }

    /** Returns what to do; which kind of policy the operator names hosts by, the input does not say. */
    private static String advice(Untold untold, String otherwise) {
        return untold.host() != null
                ? "say --egress-hosts as the operator is told, where that is a kind that can; else declare its addresses as"
                        + " cidr, where they are fixed"
                : otherwise;
    }

    /** Returns the position of what is declared; that of the client where it is not known which declaration it is. */
    private static Position position(Untold untold, List<DeclaredIntents> declarations) {
        return declarations.stream()
                .flatMap(it -> positions(untold, it))
                .findFirst()
                .orElseGet(() -> declarations.get(0).client());
    }

    private static Stream<Position> positions(Untold untold, DeclaredIntents declared) {
        List<Intent> intents = declared.entry().intents();
        List<OutsideIntent> outside = declared.entry().outside();
        return Stream.concat(
                IntStream.range(0, intents.size())
                        .filter(i -> intents.get(i).server().equals(untold.server()))
                        .mapToObj(declared::target),
                IntStream.range(0, outside.size())
                        .filter(i -> outside.get(i).server() instanceof OutsideServer.Host host
                                && untold.host() != null
                                && HostName.parse(host.name()).equals(untold.host()))
                        .mapToObj(declared::outside));
    }
}
