package dev.clientintents.reach;

import dev.clientintents.reach.engine.AddressMap;
import dev.clientintents.reach.engine.ClassReach;
import dev.clientintents.reach.engine.ClassSelection;
import dev.clientintents.reach.engine.KnownAddresses;
import dev.clientintents.reach.engine.PodClass;
import dev.clientintents.reach.engine.Population;
import dev.clientintents.reach.engine.Population.Member;
import dev.clientintents.reach.engine.Side;
import dev.clientintents.reach.engine.UncertainBlocks;
import dev.clientintents.reach.engine.Undecided;
import dev.clientintents.reach.engine.Vocabulary;
import dev.clientintents.reach.explain.Explainer;
import dev.clientintents.reach.explain.Explanation;
import dev.clientintents.reach.explain.Exposure;
import dev.clientintents.reach.explain.Exposures;
import dev.clientintents.reach.explain.PeerMatch;
import dev.clientintents.reach.policy.InvalidPolicyException;
import dev.clientintents.reach.policy.Policy;
import dev.clientintents.reach.policy.PolicyReader;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Computes who reaches whom in a world. A connection is open where the policies of both sides leave it open; see <a
 * href="https://kubernetes.io/docs/concepts/services-networking/network-policies/">Network Policies</a>, and for the
 * tiers around them the <a href="https://network-policy-api.sigs.k8s.io/">Network Policy API</a>.
 *
 * <p>The following is decided here, because the documentation leaves it to the network plugin:
 *
 * <ul>
 *   <li><b>Pods on the host network</b> are selected by no policy and no peer, as with most plugins: they count as
 *       addresses of nodes. Which addresses those are is not known, so a rule admits them only on ports that it opens
 *       to every IPv4 address. That a node reaches its own pods always is not listed.
 *   <li><b>Admin policies</b>: those of one tier and priority may come in any order, and which addresses pods, nodes and
 *       names have may not be known. Connections that hang on it are {@linkplain #undecided undecided}, with a warning;
 *       lists take a rule that only may match as one that does not, and close what equal policies disagree about.
 *   <li><b>Blocks of addresses</b> of NetworkPolicies stand for addresses outside of the cluster only. The documentation wants them so,
 *       because addresses of pods come and go. Network plugins differ on whether a block that has the address of a pod
 *       admits it, so where nothing else does, it is {@linkplain #undecided undecided}, with a warning; lists take it as closed.
 *   <li><b>IPv6</b>: both families are evaluated, each for itself. Lists have IPv6 addresses only where a policy of the
 *       world names some: elsewhere they would repeat for each workload that policies do not speak of them.
 *   <li><b>A named port</b> means at each destination pod what its containers call so, in rules of egress too, and
 *       nothing at an address.
 *   <li><b>A policy that no API server would take</b> is in force nowhere: it is left out with a warning.
 *   <li><b>The ingress controller</b> is judged as the pods that it is where they are known. Else it could be any pod: it
 *       reaches what a rule opens to all pods of all namespaces; where no rule does, a warning says so. That policies could
 *       hold such a controller itself back is not considered.
 *   <li><b>External traffic</b> through Services: where pods may see the addresses of nodes in the place of those of clients,
 *       it is open only where all IPv4 addresses are, and not known where some are.
 * </ul>
 *
 * <p>A workload has no connection to itself. The pods of a workload that policies see differently are listed as
 * {@linkplain Endpoint.Workload#variant variants}, with a warning, and have connections to each other.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Reachability {

    private static final Endpoint CONTROLLER = new Endpoint.IngressController();
    private static final Endpoint EXTERNAL_TRAFFIC = new Endpoint.ExternalTraffic();

    private final Population population;
    private final Side ingress;
    private final Side egress;
    private final ClassReach reach;
    private final IngressBackends backends;
    private final ExternalBackends externalBackends;
    private final PeerMatch match;
    private final List<Warning> warnings;
    private final List<IpRange> families;
    private final boolean hasExternalTraffic;

    /** Reads the policies of a world, which costs in proportion to them and to the pods. */
    public static Reachability of(World world) {
        var warnings = new ArrayList<Warning>();
        var policies = new ArrayList<Policy>();
        for (NetworkPolicy policy : world.policies()) {
            try {
                policies.add(PolicyReader.read(policy));
            } catch (InvalidPolicyException e) {
                warnings.add(new Warning(
                        Warning.Code.INVALID_POLICY,
                        "NetworkPolicy " + PolicyReader.key(policy),
                        e.getMessage() + "; it is left out, because no API server would take it"));
            }
        }
        return new Reachability(world, policies, warnings);
    }

    private Reachability(World world, List<Policy> policies, List<Warning> warnings) {
        Map<String, Map<String, String>> namespaces = Namespaces.labels(world);
        population = new Population(world.pods(), new Vocabulary(policies, world.adminPolicies(), world.backends()));
        List<PodClass> classes = population.classes();
        var selection = new ClassSelection(classes, namespaces);
        var known = new KnownAddresses(world.nodes());
        ingress = new Side(Direction.INGRESS, classes, policies, world.adminPolicies(), selection, known);
        egress = new Side(Direction.EGRESS, classes, policies, world.adminPolicies(), selection, known);
        reach = new ClassReach(classes, selection, ingress, egress);
        backends = new IngressBackends(world.backends(), population, selection, ingress, egress);
        externalBackends = new ExternalBackends(world.backends(), population, selection, ingress);
        match = new PeerMatch(population, namespaces, known);
        warnings.addAll(population.warnings());
        warnings.addAll(backends.warnings());
        warnings.addAll(externalBackends.warnings());
        warnings.addAll(UndecidedWarnings.of(population, ingress, egress));
        warnings.addAll(
                UndecidedWarnings.of(population, UncertainBlocks.find(classes, selection, reach, ingress, egress)));
        this.warnings = List.copyOf(warnings);
        hasExternalTraffic = world.backends().stream().anyMatch(it -> it.source() instanceof World.Outside);
        families = policies.stream().anyMatch(PolicyReader::hasIpv6)
                        || world.adminPolicies().stream().anyMatch(AdminPolicy::hasIpv6)
                ? List.of(IpRange.IPV4, IpRange.IPV6)
                : List.of(IpRange.IPV4);
    }

    /** Returns the warnings that a reader of the answers should know. */
    public List<Warning> warnings() {
        return warnings;
    }

    /** Returns all addresses of the families that lists have: IPv6 only where a policy names IPv6 addresses. */
    public List<IpRange> families() {
        return families;
    }

    /** Returns every workload, or variant of one, sorted by its text. */
    public List<Endpoint.Workload> workloads() {
        return population.members().stream().map(Member::endpoint).toList();
    }

    /**
     * Returns every connection, sorted by the texts of source and destination. They are computed while the stream is
     * read, source by source, because there can be very many.
     */
    public Stream<Connection> connections() {
        var sources = new TreeMap<String, Supplier<List<Connection>>>();
        var outside = new TreeMap<String, List<Connection>>();
        for (int i = 0; i < population.members().size(); i++) {
            int member = i;
            sources.put(population.members().get(i).endpoint().toString(), () -> fromMember(member, families));
            for (IpRange family : families) {
                for (Connection connection : outsideTo(i, family)) {
                    outside.computeIfAbsent(connection.source().toString(), it -> new ArrayList<>())
                            .add(connection);
                }
            }
        }
        outside.forEach((source, connections) -> sources.put(source, () -> connections));
        sources.put(CONTROLLER.toString(), () -> from(CONTROLLER, backends));
        sources.put(EXTERNAL_TRAFFIC.toString(), () -> from(EXTERNAL_TRAFFIC, externalBackends));
        return sources.values().stream().flatMap(connections -> connections.get().stream());
    }

    /**
     * Returns the connections from an endpoint, sorted by destination.
     *
     * @throws IllegalArgumentException where the world has no such workload
     */
    public List<Connection> from(Endpoint source) {
        return from(source, families);
    }

    /**
     * Returns the connections from an endpoint, sorted by destination.
     *
     * @param outside the addresses outside of the cluster that a workload may reach
     * @throws IllegalArgumentException where the world has no such workload
     */
    public List<Connection> from(Endpoint source, Collection<IpRange> outside) {
        if (source instanceof Endpoint.Workload workload) {
            return fromMember(population.number(workload), outside);
        }
        if (source instanceof Endpoint.External external) {
            var connections = new ArrayList<Connection>();
            for (int i = 0; i < population.members().size(); i++) {
                connections.addAll(outsideTo(i, external.addresses()));
            }
            return connections;
        }
        return source instanceof Endpoint.ExternalTraffic
                ? from(EXTERNAL_TRAFFIC, externalBackends)
                : from(CONTROLLER, backends);
    }

    /** Returns whether a Service exposes pods to clients outside of the cluster. */
    public boolean hasExternalTraffic() {
        return hasExternalTraffic;
    }

    /**
     * Returns the connections to an endpoint, sorted by source; none are known to the ingress controller and external
     * traffic.
     *
     * @throws IllegalArgumentException where the world has no such workload
     */
    public List<Connection> to(Endpoint destination) {
        var connections = new ArrayList<Connection>();
        if (destination instanceof Endpoint.Workload workload) {
            int number = population.number(workload);
            int podClass = population.members().get(number).podClass();
            families.forEach(family -> connections.addAll(outsideTo(number, family)));
            add(connections, backends.open().get(podClass), CONTROLLER, workload);
            add(connections, externalBackends.open().get(podClass), EXTERNAL_TRAFFIC, workload);
            Map<Integer, PortSet> reaching = reach.to(podClass);
            reaching.forEach((source, ports) -> {
                for (int member : population.membersOf(source)) {
                    if (member != number) {
                        connections.add(new Connection(endpoint(member), workload, ports));
                    }
                }
            });
        } else if (destination instanceof Endpoint.External external) {
            for (int i = 0; i < population.members().size(); i++) {
                connections.addAll(toOutside(i, external.addresses()));
            }
        }
        return sorted(connections, Connection::source);
    }

    /**
     * Returns the ports that are open from one endpoint to another; for outside addresses, those that are open to or
     * from all of them. Unlike in the lists, both endpoints may be the same workload, which means one of its pods and
     * another.
     *
     * @throws IllegalArgumentException where the world has no such workload, or neither endpoint is one
     */
    public PortSet ports(Endpoint source, Endpoint destination) {
        if (destination instanceof Endpoint.Workload to) {
            int number = podClass(to);
            if (source instanceof Endpoint.Workload from) {
                return egress.between(podClass(from), number).intersect(ingress.between(number, podClass(from)));
            }
            if (source instanceof Endpoint.External from) {
                return ingress.outside(number).common(from.addresses());
            }
            return source instanceof Endpoint.ExternalTraffic ? externalBackends.open(number) : backends.open(number);
        }
        if (source instanceof Endpoint.Workload from && destination instanceof Endpoint.External to) {
            return egress.outside(podClass(from)).common(to.addresses());
        }
        throw new IllegalArgumentException("policies say nothing of " + source + " => " + destination);
    }

    /**
     * Returns the ports of which it is not known whether they are open from one endpoint to another; for outside
     * addresses, to any of them. {@link #ports} has some of those about which admin policies disagree, as the warnings
     * say.
     *
     * @throws IllegalArgumentException as {@link #ports} does
     */
    public PortSet undecided(Endpoint source, Endpoint destination) {
        if (source instanceof Endpoint.Workload from && destination instanceof Endpoint.Workload to) {
            return Undecided.of(
                    egress.possible(podClass(from), podClass(to)), ingress.possible(podClass(to), podClass(from)));
        }
        if (source instanceof Endpoint.Workload from && destination instanceof Endpoint.External to) {
            return egress.undecidedOutside(podClass(from)).any(to.addresses());
        }
        if (destination instanceof Endpoint.Workload to && source instanceof Endpoint.IngressController) {
            return backends.undecided(podClass(to));
        }
        return destination instanceof Endpoint.Workload to && source instanceof Endpoint.ExternalTraffic
                ? externalBackends.undecided(podClass(to))
                : PortSet.NONE;
    }

    /**
     * Returns the ranges into which a workload's policies cut outside addresses: within each of them all are open on
     * the same ports. Together they are the addresses that were asked for, in their order.
     *
     * @param direction {@link Direction#INGRESS} where the addresses reach the workload
     * @throws IllegalArgumentException where the world has no such workload
     */
    public List<IpRange> cut(Endpoint.External outside, Direction direction, Endpoint.Workload workload) {
        Side side = direction == Direction.INGRESS ? ingress : egress;
        int podClass = podClass(workload);
        return side.outside(podClass).covering(outside.addresses()).stream()
                .flatMap(it -> side.undecidedOutside(podClass).covering(it.addresses()).stream())
                .map(AddressMap.Segment::addresses)
                .toList();
    }

    /**
     * Explains why ports are open or closed from one endpoint to another.
     *
     * @param asked the ports in question, or all
     * @throws IllegalArgumentException as {@link #ports} does
     */
    public Explanation explain(Endpoint source, Endpoint destination, PortSet asked) {
        PortSet allowed = ports(source, destination).intersect(asked);
        Endpoint client = source instanceof Endpoint.IngressController && destination instanceof Endpoint.Workload to
                ? backends.controller(podClass(to)).map(it -> (Endpoint) it).orElse(source)
                : source;
        return new Explanation(
                source,
                destination,
                asked,
                allowed,
                undecided(source, destination).intersect(asked),
                new Explainer(Direction.EGRESS, egress, population, match).explain(client, destination, asked),
                new Explainer(Direction.INGRESS, ingress, population, match).explain(destination, client, asked));
    }

    /**
     * Explains what the policies of a workload admit of any pod that there is or could be.
     *
     * @throws IllegalArgumentException where the world has no such workload
     */
    public Explanation.Part admitting(Endpoint.Workload workload, PortSet asked) {
        return new Explainer(Direction.INGRESS, ingress, population, match).explain(workload, CONTROLLER, asked);
    }

    /**
     * Returns what policies leave open to pods that could come, workload by workload in the order of their texts,
     * ingress first.
     */
    public List<Exposure> exposures() {
        var in = new Exposures(Direction.INGRESS, ingress, population.classes());
        var out = new Exposures(Direction.EGRESS, egress, population.classes());
        return population.members().stream()
                .flatMap(member -> Stream.concat(
                        in.of(member.endpoint(), member.podClass()).stream(),
                        out.of(member.endpoint(), member.podClass()).stream()))
                .toList();
    }

    private int podClass(Endpoint.Workload workload) {
        return population.member(workload).podClass();
    }

    private Endpoint.Workload endpoint(int member) {
        return population.members().get(member).endpoint();
    }

    private List<Connection> fromMember(int number, Collection<IpRange> outside) {
        Endpoint source = endpoint(number);
        int podClass = population.members().get(number).podClass();
        Map<Integer, PortSet> reached = reach.from(podClass);
        var connections = new ArrayList<Connection>();
        outside.forEach(addresses -> connections.addAll(toOutside(number, addresses)));
        var members = new BitSet();
        reached.keySet().forEach(it -> population.membersOf(it).forEach(members::set));
        members.clear(number);
        members.stream().forEach(member -> {
            int destination = population.members().get(member).podClass();
            add(connections, reached.get(destination), source, endpoint(member));
        });
        return sorted(connections, Connection::destination);
    }

    private List<Connection> from(Endpoint source, Backends exposed) {
        var connections = new ArrayList<Connection>();
        exposed.open()
                .forEach((podClass, ports) -> population
                        .membersOf(podClass)
                        .forEach(member -> connections.add(new Connection(source, endpoint(member), ports))));
        return sorted(connections, Connection::destination);
    }

    private List<Connection> outsideTo(int member, IpRange addresses) {
        Member destination = population.members().get(member);
        return ingress.outside(destination.podClass()).within(addresses).stream()
                .map(it -> new Connection(new Endpoint.External(it.addresses()), destination.endpoint(), it.ports()))
                .toList();
    }

    private List<Connection> toOutside(int member, IpRange addresses) {
        Member source = population.members().get(member);
        return egress.outside(source.podClass()).within(addresses).stream()
                .map(it -> new Connection(source.endpoint(), new Endpoint.External(it.addresses()), it.ports()))
                .toList();
    }

    private static void add(List<Connection> to, @Nullable PortSet ports, Endpoint source, Endpoint destination) {
        if (ports != null) {
            to.add(new Connection(source, destination, ports));
        }
    }

    private static List<Connection> sorted(List<Connection> connections, Function<Connection, Endpoint> by) {
        connections.sort((one, other) ->
                by.apply(one).toString().compareTo(by.apply(other).toString()));
        return connections;
    }
}
