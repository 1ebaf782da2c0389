package dev.clientintents.rule;

import dev.clientintents.graph.Closure;
import dev.clientintents.graph.HostAccess;
import dev.clientintents.graph.HostNaming;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.KeptEgress;
import dev.clientintents.graph.NameServers;
import dev.clientintents.graph.OutsideAddresses;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.graph.Selection;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.HostName;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Plans what a client connects to from what it declares: each server as its policy selects it, what is outside, and where
 * names are resolved.
 */
public final class EgressRules {

    /** The Service by which the API server is declared. */
    private static final ServerId API_SERVER = ServerId.service("default", "kubernetes");

    private final IntentGraph graph;
    private final ClientId client;

    private final OpenPeers open = new OpenPeers();
    private final NamedHosts hosts;
    private final Set<Untold> untold = new LinkedHashSet<>();
    private @Nullable String undecided;

    private EgressRules(IntentGraph graph, ClientId client) {
        this.graph = graph;
        this.client = client;
        this.hosts = new NamedHosts(graph, client);
    }

    /**
     * Returns what is to become of a client's way out. It is closed where its namespace or the operator's setting says so
     * and it declares something; one that was closed stays so when it declares nothing any more, for as long as it has
     * pods, or an object that may make some. Where its namespace denies all that goes out, what cannot be told to a policy
     * does not leave it open: it is closed either way.
     */
    public static EgressPlan plan(IntentGraph graph, ClientId client) {
        return plan(graph, client, false);
    }

    /** Returns the same for a client of which nothing is left, or known, as if it had pods. */
    public static EgressPlan planWithPods(IntentGraph graph, ClientId client) {
        return plan(graph, client, true);
    }

    /**
     * Returns what would become of a client's way out, were its namespace not in shadow mode; open where that is not what keeps
     * it open.
     */
    public static EgressPlan planButForShadow(IntentGraph graph, ClientId client) {
        return graph.closesEgress(client)
                        || !graph.asksToCloseEgress(client.namespace())
                        || graph.declarations(client).isEmpty()
                ? new EgressPlan.Open()
                : new EgressRules(graph, client).plan(false);
    }

    private static EgressPlan plan(IntentGraph graph, ClientId client, boolean withPods) {
        Optional<KeptEgress> policy = graph.keptEgress(client);
        boolean kept = policy.isPresent();
        boolean declares = !graph.declarations(client).isEmpty();
        if (!graph.closesEgress(client) || !(declares || (kept && (withPods || graph.isPresent(client))))) {
            return new EgressPlan.Open();
        }
        // one that lets everything through as yet closes nothing
        boolean closed = policy.filter(it -> !it.open()).isPresent();
        return new EgressRules(graph, client).plan(closed || graph.deniesEgress(client.namespace()));
    }

    /** @param kept whether it is closed already, or will be whatever is planned */
    private EgressPlan plan(boolean kept) {
        NameServers names = graph.nameServers();
        if (names.problem() != null) {
            return kept
                    ? new EgressPlan.Undecided(names.problem())
                    : new EgressPlan.NotEnforceable(List.of(Untold.ofAll(names.problem())));
        }
        for (IntentsEntry entry : graph.declarations(client)) {
            entry.intents().forEach(intent -> add(entry, intent));
            entry.outside().forEach(this::add);
        }
        Optional<Subjects> subjects = subjects();
        hosts.undecided().ifPresent(reason -> undecided = reason);
        if (undecided != null || subjects.isEmpty()) {
            return new EgressPlan.Undecided(
                    undecided == null ? "it is not known yet what workload " + client.name() + " is" : undecided);
        }
        HostAccess named = hosts.access(subjects.get(), untold::add);
        if (!untold.isEmpty() && !kept) {
            return new EgressPlan.NotEnforceable(List.copyOf(untold));
        }
        open.open(names);
        return new EgressPlan.Closed(client, subjects.get(), rules(subjects.get()), named, List.copyOf(untold));
    }

    /** Returns why a host is not reached by a client whose way out is closed; empty where the plan says that it is. */
    public static Optional<String> unreached(EgressPlan.Closed plan, OutsideServer.Host host, List<PortRange> ports) {
        return NamedHosts.unreached(plan, host, ports);
    }

    private Optional<Subjects> subjects() {
        Selection selection = graph.selection(client);
        if (selection instanceof Selection.ByWorkload own) {
            return Optional.of(new Subjects(client.namespace(), own.selector()));
        }
        return selection instanceof Selection.Undecided
                ? graph.keptEgress(client).map(it -> new Subjects(client.namespace(), it.selector()))
                : Optional.of(Subjects.of(client.namespace(), Labels.of(client.asWorkload())));
    }

    private List<Rule> rules(Subjects subjects) {
        var rules = new ArrayList<Rule>(open.rules(subjects));
        if (!subjects.selector().selectsEverything() && graph.replicasReachEachOther(client)) {
            rules.add(new Rule(subjects, Direction.EGRESS, List.of(new Peer.Replicas()), null));
        }
        return rules;
    }

    private void add(IntentsEntry entry, Intent intent) {
        ServerId server = intent.server();
        List<Intent.Grant> waiting = graph.waiting(server, entry.key());
        List<Intent.Grant> granted = intent.grants().stream()
                .filter(grant -> !waiting.contains(grant))
                .toList();
        if (granted.isEmpty() || graph.namespace(server.namespace()).isEmpty()) {
            return;
        }
        Optional<ServiceEntry> service =
                server.isService() ? graph.service(new ObjectKey(server.namespace(), server.name())) : Optional.empty();
        if (server.isService() && service.filter(it -> !it.selector().isEmpty()).isEmpty()) {
            addWithoutPods(server, service, granted);
            return;
        }
        Optional<Selector> pods = pods(server, service);
        for (Intent.Grant grant : granted) {
            pods.ifPresent(it -> open(new Peer.Pods(server.namespace(), it), graph.opened(server, grant.ports())));
        }
        if (pods.isPresent() && service.isPresent()) {
            var peer = new Peer.Pods(server.namespace(), pods.get());
            for (OutsideAddresses own : graph.addresses(service.get().key())) {
                granted.forEach(grant -> {
                    List<PortRange> ports = ports(own, service, grant.ports());
                    open(new Peer.Addresses(own.block().cidr(), own.block().except()), ports);
                    open(peer, ports);
                });
            }
        }
    }

    /** Returns how the pods of a server are told; empty where they cannot be, or not yet, which is noted. */
    private Optional<Selector> pods(ServerId server, Optional<ServiceEntry> service) {
        if (graph.serverPodSummary(server).onHostNetwork() > 0) {
            untold(
                    server,
                    server + " has pods on the network of their nodes, which no policy tells by pods; declare"
                            + " the addresses of the nodes as cidr");
            return Optional.empty();
        }
        if (service.isPresent()) {
            return Optional.of(Selector.of(service.get().selector()));
        }
        Selection selection = graph.selection(server);
        if (selection instanceof Selection.ByWorkload own) {
            return Optional.of(own.selector());
        }
        if (selection instanceof Selection.Undecided waits) {
            undecided = waits.reason();
            return Optional.empty();
        }
        if (graph.scope().excludes(server.namespace())) {
            untold(
                    server,
                    "the operator leaves namespace " + server.namespace() + " alone, and does not know by what "
                            + server + " is told there; declare its Service (kind: Service)");
            return Optional.empty();
        }
        if (graph.closure(server) == Closure.OPEN
                && graph.serverPodSummary(server).live() > 0) {
            untold(
                    server,
                    server
                            + " can only be told by labels of the operator, which it does not give to the pods of"
                            + " a server that its namespace has not closed: "
                            + ((Selection.ByLabels) selection).reason());
            return Optional.empty();
        }
        return Optional.of(Selector.of(Labels.of(server)));
    }

    /** Notes that no policy tells a server, and why, as a sentence without its end. */
    private void untold(ServerId server, String reason) {
        untold.add(Untold.of(server, reason));
    }

    /** Adds the host of which a Service is another name; the ports of a host are those of the Service. */
    private void addHost(ServerId server, ServiceEntry service, List<Intent.Grant> granted) {
        Optional<OutsideServer.Host> host = host(service);
        if (host.isEmpty()) {
            untold(
                    server,
                    server + " is another name for \"" + service.externalName()
                            + "\", which is no name of a host outside of the cluster; declare what that stands for");
            return;
        }
        granted.forEach(grant -> hosts.add(host.get(), portsOfHost(service, grant.ports())));
    }

    /** Returns the host of which a Service is another name; empty where that is not valid, or a name within the cluster. */
    public static Optional<OutsideServer.Host> host(ServiceEntry service) {
        try {
            return Optional.ofNullable(service.externalName())
                    .map(name -> new OutsideServer.Host(HostName.parse(name).domain()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the ports of a host that an intent on the Service of its name means; none means all. */
    public static List<PortRange> portsOfHost(ServiceEntry service, @Nullable PortRange wanted) {
        if (wanted == null) {
            return List.of();
        }
        return wanted instanceof PortRange.Numbered
                ? List.of(wanted)
                : service.ports().stream()
                        .filter(port -> port.matches(wanted))
                        .<PortRange>map(port -> PortRange.Numbered.of(port.protocol(), port.number()))
                        .toList();
    }

    private void addWithoutPods(ServerId server, Optional<ServiceEntry> service, List<Intent.Grant> granted) {
        if (service.isPresent() && service.get().externalName() != null) {
            addHost(server, service.get(), granted);
            return;
        }
        List<OutsideAddresses> addresses = graph.addresses(new ObjectKey(server.namespace(), server.name()));
        if (addresses.isEmpty()) {
            if (service.isPresent() || graph.scope().excludes(server.namespace())) {
                untold(server, "no addresses are known of " + server + ", which selects no pods; declare them as cidr");
            }
            return;
        }
        boolean apiServer = server.equals(API_SERVER);
        if (apiServer && graph.hostNaming() instanceof HostNaming.Unknown unknown) {
            undecided = unknown.reason();
        }
        for (OutsideAddresses some : addresses) {
            var peer = new Peer.Addresses(some.block().cidr(), some.block().except());
            granted.forEach(grant -> {
                List<PortRange> ports = ports(some, service, grant.ports());
                open(peer, ports);
                if (apiServer) {
                    hosts.addApiServer(ports);
                }
            });
        }
    }

    /** Returns the ports of addresses behind a Service that an intent on some of its ports means; null for all. */
    private static @Nullable List<PortRange> ports(
            OutsideAddresses addresses, Optional<ServiceEntry> service, @Nullable PortRange wanted) {
        List<OutsideAddresses.Port> served = addresses.ports();
        if (served == null) {
            return wanted == null ? null : targets(service, wanted);
        }
        Set<String> names = service.stream()
                .flatMap(it -> it.ports().stream())
                .filter(port -> wanted == null || port.matches(wanted))
                .map(port -> port.protocol() + " " + (port.name() == null ? "" : port.name()))
                .collect(Collectors.toSet());
        return served.stream()
                .filter(port -> wanted == null || names.contains(port.number().protocol() + " " + port.ofService()))
                .<PortRange>map(OutsideAddresses.Port::number)
                .distinct()
                .toList();
    }

    /** Returns the ports behind those of a Service that an intent means, where nothing else tells them. */
    private static List<PortRange> targets(Optional<ServiceEntry> service, PortRange wanted) {
        return service.map(it -> it.targets(wanted)).orElse(List.of(wanted)).stream()
                .filter(PortRange.Numbered.class::isInstance)
                .toList();
    }

    private void add(OutsideIntent intent) {
        if (intent.server() instanceof OutsideServer.Addresses addresses) {
            open(
                    new Peer.Addresses(
                            addresses.block().cidr(), addresses.block().except()),
                    intent.ports().isEmpty() ? null : intent.ports());
        } else {
            hosts.add((OutsideServer.Host) intent.server(), intent.ports());
        }
    }

    private void open(Peer peer, @Nullable List<PortRange> ports) {
        open.open(peer, ports);
    }
}
