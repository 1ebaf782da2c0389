package dev.clientintents.check;

import dev.clientintents.check.Isolation.Cause;
import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.LabelledPod;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.Sourced;
import dev.clientintents.exposure.Entrance;
import dev.clientintents.exposure.Entrances;
import dev.clientintents.exposure.ExternalTraffic;
import dev.clientintents.exposure.Lead;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.ServerEntrance;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedPod;
import dev.clientintents.observe.Protocols;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds servers that the operator closes to what cannot declare: routes, load balancers, scrapers, the API server. */
final class EntranceCheck {

    private static final int NAMED = 4;

    /** How a block ends that holds all addresses. */
    private static final String EVERYTHING = "/0";

    /**
     * What is cut from a server.
     *
     * @param obstacles what stands in the way of admitting it, as far as that is known
     */
    private record Cut(Cause cause, SortedSet<String> origins, PortSet ports, SortedSet<String> obstacles) {}

    private record Subject(Code code, String workload) implements Comparable<Subject> {

        private static final Comparator<Subject> ORDER =
                Comparator.comparing(Subject::workload).thenComparing(Subject::code);

        @Override
        public int compareTo(Subject other) {
            return ORDER.compare(this, other);
        }
    }

    private final Snapshot snapshot;
    private final Outcome outcome;
    private final Isolation isolation;
    private final EffectiveReach reach;
    private final Map<String, List<LabelledPod>> pods;
    private final Map<WorkloadId, List<Endpoint.Workload>> endpoints;
    private final Map<WorkloadId, Set<WorkloadId>> clients = new HashMap<>();
    private final Map<ServerId, List<ServerEntrance>> entrances = new HashMap<>();
    private final SortedMap<Subject, Cut> cuts = new TreeMap<>();

    EntranceCheck(Snapshot snapshot, Outcome outcome, Isolation isolation, EffectiveReach reach) {
        this.snapshot = snapshot;
        this.outcome = outcome;
        this.isolation = isolation;
        this.reach = reach;
        pods = outcome.pods().stream()
                .collect(Collectors.groupingBy(it -> it.pod().key().namespace()));
        endpoints = reach.reachability().workloads().stream().collect(Collectors.groupingBy(Endpoint.Workload::id));
    }

    List<Finding> findings() {
        snapshot.intents().forEach(this::addClients);
        Entrances entrances = snapshot.entrances();
        snapshot.leads().stream()
                .map(Sourced::object)
                .distinct()
                .forEach(lead -> entrances.of(lead).forEach(entrance -> follow(lead, entrance)));
        var findings = new ArrayList<Finding>();
        cuts.forEach((subject, cut) -> findings.add(finding(subject, cut)));
        return findings;
    }

    private void follow(Lead lead, Entrance entrance) {
        Stream<List<LabelledPod>> searched = entrance.subject().namespaces().any()
                ? pods.values().stream()
                : entrance.subject().namespaces().names().stream().map(name -> pods.getOrDefault(name, List.of()));
        searched.flatMap(List::stream)
                .filter(pod -> entrance.subject().contains(pod.pod().workload(), pod.labels()))
                .forEach(pod -> isolation.cause(pod).ifPresent(cause -> cut(lead, entrance, pod, cause)));
    }

    private void cut(Lead lead, Entrance entrance, LabelledPod pod, Cause cause) {
        WorkloadId server = pod.pod().workload();
        PortSet closed =
                ports(entrance, pod).minus(admitted(entrance.kind(), server)).minus(entering(lead, pod));
        if (!closed.isEmpty()) {
            cuts.merge(
                    new Subject(code(entrance.kind()), new Endpoint.Workload(server, "").toString()),
                    new Cut(cause, new TreeSet<>(List.of(lead.name())), closed, obstacles(lead, pod)),
                    EntranceCheck::both);
        }
    }

    /**
     * Returns the ports on which the server policies of a pod admit what a lead leads there, and what a ServerAccess names
     * that may be its source. Of what an object leads there nothing counts where a part is not admitted, because no policy
     * can name it.
     */
    private PortSet entering(Lead lead, LabelledPod pod) {
        PortSet entering = PortSet.NONE;
        for (ServerId server : isolation.servers(pod)) {
            List<ServerEntrance> all = entrances(server);
            List<ServerEntrance> led = all.stream().filter(it -> isOf(lead, it)).toList();
            boolean nameless = led.stream().anyMatch(it -> it.state() == ServerEntrance.State.NOT_ENFORCEABLE);
            for (ServerEntrance it : all) {
                boolean counts = it.kind() == null
                        ? isSource(lead, nameless, it)
                        : !nameless && led.contains(it) && !isElsewhere(it);
                if (counts && it.state() == ServerEntrance.State.ADMITTED) {
                    entering = entering.union(ports(it.ports(), pod));
                }
            }
        }
        return entering;
    }

    /**
     * Returns whether an entrance is admitted from namespaces alone in which the operator looks at no pods, and pods of
     * the labels that it has there are in others.
     */
    private boolean isElsewhere(ServerEntrance entrance) {
        boolean unseen = !entrance.origins().isEmpty()
                && entrance.origins().stream()
                        .allMatch(it -> it instanceof ServerEntrance.Origin.Pods of && of.workload() == null);
        return unseen
                && entrance.origins().stream().noneMatch(it -> {
                    var of = (ServerEntrance.Origin.Pods) it;
                    return pods.getOrDefault(of.namespace(), List.of()).stream()
                            .anyMatch(pod -> of.pods().matches(pod.labels()));
                })
                && entrance.origins().stream()
                        .anyMatch(it -> pods.values().stream()
                                .flatMap(List::stream)
                                .anyMatch(pod ->
                                        ((ServerEntrance.Origin.Pods) it).pods().matches(pod.labels())));
    }

    /**
     * Returns what the operator says of what a lead leads to a pod, and does not admit; of a pod that only the denial of
     * its namespace closes, what it would say of its workload.
     */
    private SortedSet<String> obstacles(Lead lead, LabelledPod pod) {
        List<ServerId> closed = isolation.servers(pod);
        WorkloadId workload = pod.pod().workload();
        List<ServerId> servers = closed.isEmpty()
                ? List.of(new ServerId(workload.namespace(), workload.kind(), workload.name()))
                : closed;
        return servers.stream()
                .flatMap(server -> entrances(server).stream())
                .filter(it -> isOf(lead, it) && it.state() != ServerEntrance.State.NO_PODS)
                .flatMap(it -> Optional.ofNullable(it.message()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<ServerEntrance> entrances(ServerId server) {
        return entrances.computeIfAbsent(server, outcome.graph()::entrances);
    }

    private static boolean isOf(Lead lead, ServerEntrance entrance) {
        return entrance.kind() == lead.kind()
                && (entrance.reason().equals(lead.name()) || entrance.reason().startsWith(lead.name() + ", "));
    }

    /**
     * Returns whether what a ServerAccess names itself may be the source of what an object leads to the server.
     *
     * @param nameless whether that source is none that a policy could find by itself
     */
    private boolean isSource(Lead lead, boolean nameless, ServerEntrance named) {
        return named.origins().stream()
                .anyMatch(origin -> origin instanceof ServerEntrance.Origin.Addresses addresses
                        ? isSource(lead, nameless, addresses.block())
                        : isCaller(lead.kind(), ((ServerEntrance.Origin.Pods) origin).workload()));
    }

    private boolean isSource(Lead lead, boolean nameless, AddressBlock block) {
        return switch (lead.kind()) {
            case LOAD_BALANCER -> block.cidr().endsWith(EVERYTHING) || isSourceKept(lead);
            case API_SERVER -> true;
            case ROUTE -> nameless;
            case SCRAPE -> false;
        };
    }

    /** Returns whether pods see the addresses of those who connect to a Service, and not those of nodes. */
    private boolean isSourceKept(Lead lead) {
        return snapshot.services().stream()
                .map(Sourced::object)
                .filter(it -> it.getMetadata()
                                .getNamespace()
                                .equals(lead.origin().key().namespace())
                        && it.getMetadata().getName().equals(lead.origin().key().name()))
                .flatMap(it -> ExternalTraffic.of(it).stream())
                .anyMatch(ExternalTraffic::sourceKept);
    }

    /** @param named a workload whose kind may be left open; null for none that is known */
    private boolean isCaller(EntranceKind kind, @Nullable WorkloadId named) {
        return named != null
                && pods.getOrDefault(named.namespace(), List.of()).stream()
                        .filter(pod -> pod.pod().workload().name().equals(named.name()))
                        .anyMatch(pod -> Callers.mayBe(kind, pod));
    }

    private PortSet ports(@Nullable List<PortRange> admitted, LabelledPod pod) {
        PortSet ports = admitted == null ? PortSet.ALL : PortSet.NONE;
        for (PortRange port : admitted == null ? List.<PortRange>of() : admitted) {
            ports = ports.union(reach.numbers(port, pod.pod().workload()));
        }
        return ports;
    }

    private static Cut both(Cut one, Cut other) {
        var origins = new TreeSet<>(one.origins);
        origins.addAll(other.origins);
        var obstacles = new TreeSet<>(one.obstacles);
        obstacles.addAll(other.obstacles);
        return new Cut(one.cause, origins, one.ports.union(other.ports), obstacles);
    }

    private PortSet ports(Entrance entrance, LabelledPod pod) {
        PortSet ports = PortSet.NONE;
        if (entrance.ports().isEmpty()) {
            for (var port : ObservedPod.ports(pod.pod().pod().getSpec()).toList()) {
                ports = ports.union(PortSet.of(
                        PortRange.Numbered.of(Protocols.parse(port.getProtocol()), port.getContainerPort())));
            }
        }
        for (PortRange port : entrance.ports()) {
            ports = ports.union(reach.numbers(port, pod.pod().workload()));
        }
        return ports;
    }

    /**
     * Returns the ports that are open to clients which may be the source: a controller or a scraper that declares the
     * server. Where the operator alone closes a server, nobody else is admitted.
     */
    private PortSet admitted(EntranceKind kind, WorkloadId server) {
        PortSet admitted = PortSet.NONE;
        for (WorkloadId client : clients.getOrDefault(server, Set.of())) {
            boolean mayBe = pods.getOrDefault(client.namespace(), List.of()).stream()
                    .filter(pod -> pod.pod().workload().equals(client))
                    .anyMatch(pod -> Callers.mayBe(kind, pod));
            if (mayBe && !client.equals(server)) {
                for (Endpoint.Workload to : endpoints.getOrDefault(server, List.of())) {
                    for (Endpoint.Workload from : endpoints.getOrDefault(client, List.of())) {
                        admitted = admitted.union(reach.reachability().ports(from, to));
                    }
                }
            }
        }
        return admitted;
    }

    private void addClients(DeclaredIntents declaration) {
        IntentGraph graph = outcome.graph();
        Set<WorkloadId> declaring = graph.clientPods(declaration.entry()).stream()
                .map(PodEntry::workload)
                .collect(Collectors.toSet());
        declaration.entry().intents().stream()
                .flatMap(intent -> graph.serverPods(intent.server()).stream())
                .map(PodEntry::workload)
                .distinct()
                .forEach(server ->
                        clients.computeIfAbsent(server, it -> new HashSet<>()).addAll(declaring));
    }

    private static Code code(EntranceKind kind) {
        return switch (kind) {
            case ROUTE, LOAD_BALANCER -> Code.CUT_FROM_ENTRANCE;
            case SCRAPE -> Code.CUT_FROM_SCRAPING;
            case API_SERVER -> Code.CUT_FROM_API_SERVER;
        };
    }

    private static Finding finding(Subject subject, Cut cut) {
        String origins = cut.origins.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (cut.origins.size() > NAMED ? " and " + (cut.origins.size() - NAMED) + " more" : "");
        boolean one = cut.origins.size() == 1 && !origins.startsWith("the annotations");
        String from = cut.cause.text() + " closes it to ";
        String to = subject.workload() + " on " + cut.ports + ", and ";
        return switch (subject.code()) {
            case CUT_FROM_SCRAPING ->
                new Finding(
                        subject.code(),
                        cut.cause.position(),
                        origins + (one ? " has" : " have") + " metrics scraped of " + to + from + "what scrapes them",
                        advice(
                                cut,
                                "let that declare the server, or a ServerAccess name it; the operator admits it in namespaces that are trusted with it"));
            case CUT_FROM_API_SERVER ->
                new Finding(
                        subject.code(),
                        cut.cause.position(),
                        origins + (one ? " has" : " have") + " the API server call " + to + from + "the API server",
                        advice(
                                cut,
                                "let a ServerAccess name the addresses of the API server; the operator admits those that the cluster tells"));
            default ->
                new Finding(
                        subject.code(),
                        cut.cause.position(),
                        origins + (one ? " leads" : " lead") + " to " + to + from + "what comes from there",
                        advice(
                                cut,
                                "let the controller declare the server, or a ServerAccess name it or addresses; the operator admits what it finds in namespaces that are trusted with it"));
        };
    }

    /** Returns what stands in the way, which says what to do, where that is one thing; else what helps anyway. */
    private static String advice(Cut cut, String otherwise) {
        return cut.obstacles.size() == 1 ? cut.obstacles.first() : otherwise;
    }

    /** Returns what objects name a port that their Service lacks. */
    static List<Finding> unknownPorts(Snapshot snapshot) {
        Entrances entrances = snapshot.entrances();
        return snapshot.leads().stream()
                .flatMap(lead -> unknownPort(entrances, lead).stream())
                .distinct()
                .toList();
    }

    private static Optional<Finding> unknownPort(Entrances entrances, Sourced<Lead> lead) {
        return entrances
                .lacking(lead.object())
                .map(lacking -> new Finding(
                        Code.UNKNOWN_BACKEND_PORT,
                        lead.position(),
                        lead.object().origin() + " names port " + lacking.port() + " of Service "
                                + lacking.service().key() + ", which does not have it",
                        "its ports are "
                                + lacking.service().ports().stream()
                                        .map(port ->
                                                port.number() + (port.name() == null ? "" : " (" + port.name() + ")"))
                                        .collect(Collectors.joining(", "))));
    }
}
