package dev.clientintents.map;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.LabelledPod;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.graph.ServerEntrance;
import dev.clientintents.graph.ServerEntrance.Origin;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.AddressSet;
import dev.clientintents.reach.Connection;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.Reachability;
import dev.clientintents.reach.explain.Explanation;
import dev.clientintents.reach.explain.Explanation.PolicyReason;
import dev.clientintents.reach.explain.Exposure;
import dev.clientintents.reach.explain.PeerPattern;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import dev.clientintents.status.ListedEntrances;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds the map from what is declared and what policies make of it. */
final class Survey {

    private static final Endpoint OUTSIDE = new Endpoint.External(IpRange.IPV4);

    private record Ends(String client, String server) {}

    private final Reachability reach;
    private final Directory directory;
    private final IntentGraph graph;
    private final Map<WorkloadId, Set<ServerId>> servers = new HashMap<>();
    private final Map<String, Node> nodes = new TreeMap<>();
    private final Map<Ends, Edge> edges = new HashMap<>();

    Survey(Outcome outcome, Reachability reach) {
        this.reach = reach;
        this.graph = outcome.graph();
        this.directory = new Directory(graph, reach.workloads());
        graph.allServers()
                .forEach(server -> graph.serverPods(server)
                        .forEach(pod -> servers.computeIfAbsent(pod.workload(), first -> new LinkedHashSet<>())
                                .add(server)));
    }

    static IntentMap map(String title, Snapshot snapshot, Outcome outcome, Reachability reach) {
        var survey = new Survey(outcome, reach);
        survey.addWorkloads(outcome, new ServiceFronts(snapshot));
        var declarations = new Declarations(outcome);
        for (DeclaredIntents declared : snapshot.intents()) {
            survey.addDeclared(declared.entry(), declarations.of(declared));
            survey.addOutside(declared.entry(), declarations.outside(declared));
        }
        reach.workloads().forEach(survey::addAdmitted);
        return new IntentMap(title, sorted(survey.nodes.values()), sortedEdges(survey.edges.values()));
    }

    private static List<Node> sorted(Collection<Node> nodes) {
        return nodes.stream()
                .sorted(Comparator.comparing(Node::namespace).thenComparing(Node::id))
                .toList();
    }

    private static List<Edge> sortedEdges(Collection<Edge> edges) {
        return edges.stream()
                .sorted(Comparator.comparing(Edge::client).thenComparing(Edge::server))
                .toList();
    }

    private void addWorkloads(Outcome outcome, ServiceFronts fronts) {
        Map<WorkloadId, List<String>> services = outcome.pods().stream()
                .collect(Collectors.toMap(
                        pod -> pod.pod().workload(),
                        fronts::of,
                        (one, other) -> Stream.concat(one.stream(), other.stream())
                                .distinct()
                                .sorted()
                                .toList()));
        Map<WorkloadId, Position> positions = outcome.pods().stream()
                .map(LabelledPod::pod)
                .collect(Collectors.toMap(pod -> pod.workload(), pod -> pod.position(), (one, other) -> one));
        Map<Endpoint.Workload, PortSet> open = reach.exposures().stream()
                .filter(it -> it.direction() == Direction.INGRESS && it.peers().equals(PeerPattern.ENTIRE_CLUSTER))
                .collect(Collectors.toMap(Exposure::workload, Exposure::ports, PortSet::union));
        for (Endpoint.Workload workload : reach.workloads()) {
            PortSet toPods = open.getOrDefault(workload, PortSet.NONE);
            PortSet toOutside = reach.ports(OUTSIDE, workload);
            WorkloadId id = workload.id();
            add(new Node(
                    workload.toString(),
                    id.namespace(),
                    id.kind(),
                    id.name() + workload.variant(),
                    toPods.isEmpty() && toOutside.isEmpty() ? Node.Standing.CLOSED : Node.Standing.OPEN,
                    toPods,
                    toOutside,
                    services.getOrDefault(id, List.of()),
                    selecting(workload),
                    ListedEntrances.of(graph, servers.getOrDefault(id, Set.of())),
                    positions.get(id)));
        }
    }

    private void addDeclared(IntentsEntry entry, List<Edge.Declaration> declarations) {
        List<Endpoint.Workload> clients = directory.client(entry);
        String unknownClient = clients.isEmpty()
                ? add(Node.unknown(entry.key().namespace(), entry.clientKind(), entry.clientName()))
                : "";
        for (int i = 0; i < declarations.size(); i++) {
            Edge.Declaration declaration = declarations.get(i);
            ServerId server = entry.intents().get(i).server();
            List<Endpoint.Workload> servers = directory.server(server);
            if (servers.isEmpty()) {
                String unknown = add(Node.unknown(server.namespace(), server.kind(), server.name()));
                texts(clients, unknownClient).forEach(client -> addUnknown(client, unknown, declaration));
            } else if (clients.isEmpty()) {
                servers.forEach(it -> addUnknown(unknownClient, it.toString(), declaration));
            } else {
                clients.forEach(from -> servers.forEach(to -> addDeclared(from, to, declaration)));
            }
        }
    }

    /** Adds what a client declares outside of the cluster. */
    private void addOutside(IntentsEntry entry, List<Edge.Declaration> declarations) {
        List<Endpoint.Workload> clients = directory.client(entry);
        for (int i = 0; i < declarations.size(); i++) {
            OutsideServer server = entry.outside().get(i).server();
            String destination = add(Node.outside(server.toString()));
            if (clients.isEmpty()) {
                String unknown = add(Node.unknown(entry.key().namespace(), entry.clientKind(), entry.clientName()));
                addUnknown(unknown, destination, declarations.get(i));
            }
            for (Endpoint.Workload client : clients) {
                addOutside(client, destination, server, declarations.get(i));
            }
        }
    }

    private void addOutside(
            Endpoint.Workload client, String destination, OutsideServer server, Edge.Declaration declaration) {
        boolean open = reach.ports(client, OUTSIDE).isAll();
        if (!(server instanceof OutsideServer.Addresses addresses)) {
            // what a host is to a policy that names it is not evaluated
            add(new Edge(
                    client.toString(),
                    destination,
                    open ? Edge.State.OPEN : Edge.State.UNKNOWN,
                    open ? PortSet.ALL : PortSet.NONE,
                    List.of(),
                    List.of(),
                    List.of(declaration),
                    List.of()));
            return;
        }
        PortSet ports = PortSet.ALL;
        var admitting = new LinkedHashSet<String>();
        var selecting = new LinkedHashSet<String>();
        for (IpRange range : ranges(addresses.block())) {
            for (IpRange part : reach.cut(new Endpoint.External(range), Direction.EGRESS, client)) {
                var outside = new Endpoint.External(part);
                ports = ports.intersect(reach.ports(client, outside));
                for (PolicyReason policy :
                        reach.explain(client, outside, PortSet.ALL).egress().policies()) {
                    (policy.allowed().isEmpty() ? selecting : admitting)
                            .add(policy.policy().toString());
                }
            }
        }
        add(new Edge(
                client.toString(),
                destination,
                ports.isEmpty() ? Edge.State.BLOCKED : open ? Edge.State.OPEN : Edge.State.ENFORCED,
                ports,
                List.copyOf(admitting),
                ports.isEmpty() ? List.copyOf(selecting) : List.of(),
                List.of(declaration),
                List.of()));
    }

    private static List<IpRange> ranges(AddressBlock block) {
        AddressSet addresses = AddressSet.of(IpRange.parse(block.cidr()).orElseThrow());
        for (String except : block.except()) {
            addresses = addresses.minus(IpRange.parse(except).orElseThrow());
        }
        return addresses.ranges();
    }

    private static List<String> texts(List<Endpoint.Workload> workloads, String otherwise) {
        return workloads.isEmpty()
                ? List.of(otherwise)
                : workloads.stream().map(Endpoint::toString).toList();
    }

    private void addUnknown(String client, String server, Edge.Declaration declaration) {
        add(new Edge(
                client,
                server,
                Edge.State.UNKNOWN,
                PortSet.NONE,
                List.of(),
                List.of(),
                List.of(declaration),
                List.of()));
    }

    /**
     * Adds a declared connection. The connection of a workload to itself is left out, as in what {@code reach} lists.
     */
    private void addDeclared(Endpoint.Workload from, Endpoint.Workload to, Edge.Declaration declaration) {
        if (from.equals(to)) {
            return;
        }
        PortSet ports = reach.ports(from, to);
        Edge.State state = ports.isEmpty()
                ? Edge.State.BLOCKED
                : openToPods(to).containsAll(ports) ? Edge.State.OPEN : Edge.State.ENFORCED;
        add(new Edge(
                from.toString(),
                to.toString(),
                state,
                ports,
                admitting(from, to),
                barriers(from, to),
                List.of(declaration),
                List.of()));
    }

    /** Adds the connections that policies open to certain clients, and not to everybody. */
    private void addAdmitted(Endpoint.Workload server) {
        PortSet toPods = openToPods(server);
        PortSet toOutside = node(server).openOutside();
        if (toPods.isAll() && toOutside.isAll()) {
            return;
        }
        for (Connection connection : reach.to(server)) {
            Endpoint source = connection.source();
            PortSet toAll = source instanceof Endpoint.Workload
                    ? toPods
                    : source instanceof Endpoint.External ? toOutside : PortSet.NONE;
            var ends = new Ends(source.toString(), server.toString());
            if (!edges.containsKey(ends) && !toAll.containsAll(connection.ports())) {
                if (!(source instanceof Endpoint.Workload)) {
                    add(Node.outside(source.toString()));
                }
                List<String> policies = admitting(source, server);
                List<String> entrances =
                        policies.stream().allMatch(Survey::isOurs) ? entrances(source, server.id()) : List.of();
                edges.put(
                        ends,
                        new Edge(
                                ends.client(),
                                ends.server(),
                                entrances.isEmpty() ? Edge.State.UNDECLARED : Edge.State.ENTRANCE,
                                connection.ports(),
                                policies,
                                List.of(),
                                List.of(),
                                entrances));
            }
        }
    }

    private static boolean isOurs(String policy) {
        return PolicyName.isOurs(policy.substring(policy.indexOf('/') + 1));
    }

    /** Returns what leads a source to a server that does not declare it, or names it there. */
    private List<String> entrances(Endpoint source, WorkloadId server) {
        return servers.getOrDefault(server, Set.of()).stream()
                .flatMap(it -> graph.entrances(it).stream())
                .filter(it -> it.state() == ServerEntrance.State.ADMITTED
                        && it.origins().stream().anyMatch(origin -> isFrom(source, it, origin)))
                .map(ServerEntrance::reason)
                .distinct()
                .toList();
    }

    private static boolean isFrom(Endpoint source, ServerEntrance entrance, Origin origin) {
        if (source instanceof Endpoint.Workload workload) {
            return origin instanceof Origin.Pods pods
                    && pods.workload() != null
                    && pods.workload().namespace().equals(workload.id().namespace())
                    && pods.workload().name().equals(workload.id().name());
        }
        return source instanceof Endpoint.IngressController
                ? entrance.kind() == EntranceKind.ROUTE
                : origin instanceof Origin.Addresses;
    }

    private PortSet openToPods(Endpoint.Workload server) {
        return node(server).openToPods();
    }

    private Node node(Endpoint.Workload workload) {
        return Objects.requireNonNull(nodes.get(workload.toString()));
    }

    /** Returns the policies of all tiers that apply to a workload in ingress. */
    private List<String> selecting(Endpoint.Workload workload) {
        Explanation.Part ingress = reach.admitting(workload, PortSet.ALL);
        return names(ingress.adminPolicies().stream(), ingress.policies().stream());
    }

    private List<String> admitting(Endpoint client, Endpoint.Workload server) {
        Explanation.Part ingress = reach.explain(client, server, PortSet.ALL).ingress();
        return names(
                ingress.adminPolicies().stream()
                        .filter(policy ->
                                !policy.decided(AdminPolicy.Action.ACCEPT).isEmpty()),
                ingress.policies().stream().filter(policy -> !policy.allowed().isEmpty()));
    }

    /** Returns the policies that keep a client from a server: those of its egress, and admin policies of either side. */
    private List<String> barriers(Endpoint.Workload client, Endpoint.Workload server) {
        Explanation explanation = reach.explain(client, server, PortSet.ALL);
        Explanation.Part egress = explanation.egress();
        Stream<Explanation.AdminReason> denying = Stream.of(egress, explanation.ingress())
                .filter(side -> side.allowed().isEmpty())
                .flatMap(side -> side.adminPolicies().stream())
                .filter(policy -> !policy.decided(AdminPolicy.Action.DENY).isEmpty());
        return names(denying, egress.allowed().isEmpty() ? egress.policies().stream() : Stream.empty());
    }

    private static List<String> names(Stream<Explanation.AdminReason> adminPolicies, Stream<PolicyReason> policies) {
        return Stream.concat(
                        adminPolicies.map(policy -> policy.policy().toString()),
                        policies.map(policy -> policy.policy().toString()))
                .distinct()
                .toList();
    }

    private String add(Node node) {
        nodes.putIfAbsent(node.id(), node);
        return node.id();
    }

    private void add(Edge edge) {
        edges.merge(new Ends(edge.client(), edge.server()), edge, (one, other) -> {
            var both = new ArrayList<>(one.declarations());
            both.addAll(other.declarations());
            return new Edge(
                    one.client(),
                    one.server(),
                    one.state(),
                    one.ports(),
                    one.policies(),
                    one.barriers(),
                    both,
                    one.entrances());
        });
    }
}
