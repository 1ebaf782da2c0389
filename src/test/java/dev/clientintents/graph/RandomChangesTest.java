package dev.clientintents.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.backend.hostname.GkeHosts;
import dev.clientintents.backend.networkpolicy.DefaultDeny;
import dev.clientintents.backend.networkpolicy.EgressPolicies;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.consent.Consumer;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.Denial;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.rule.DenialPlan;
import dev.clientintents.rule.Direction;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteState;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes of a small world, in which everything meets everything. */
class RandomChangesTest {

    private static final int CHANGES = 300;
    private static final List<String> NAMESPACES = List.of("red", "blue", "kube-system");
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<String> KINDS = List.of("Deployment", "Job");
    private static final List<PortRange> PORTS = List.of(
            PortRange.Numbered.of(Protocol.TCP, 80),
            new PortRange.Numbered(Protocol.UDP, 80, 90),
            new PortRange.Named(Protocol.TCP, "http"));

    /** What the graph was told last, from which another one can be told the same. */
    private record World(
            Map<String, PodEntry> pods,
            Map<String, IntentsEntry> intents,
            Map<String, ServiceEntry> services,
            Map<String, NamespaceEntry> namespaces,
            Map<String, KeptPolicy> kept,
            Map<ObjectKey, List<WorkloadEntry>> workloads,
            Map<String, AccessEntry> accesses,
            Map<EntranceSubject, List<EntranceEntry>> entrances,
            Map<String, List<AddressBlock>> nodes,
            Map<String, NameServers> names,
            Map<String, HostNaming> naming,
            Map<ObjectKey, List<OutsideAddresses>> addresses,
            Map<ClientId, KeptEgress> egress) {

        World() {
            this(
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new HashMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new HashMap<>());
        }

        IntentGraph graph(Random random, Scope scope, boolean awaiting) {
            var graph = emptyGraph(scope, awaiting);
            var steps = new ArrayList<Runnable>();
            pods.values().forEach(pod -> steps.add(() -> graph.put(pod)));
            intents.values().forEach(entry -> steps.add(() -> graph.put(entry)));
            services.values().forEach(service -> steps.add(() -> graph.put(service)));
            namespaces.values().forEach(namespace -> steps.add(() -> graph.put(namespace)));
            kept.values().forEach(policy -> steps.add(() -> graph.put(policy)));
            accesses.values().forEach(access -> steps.add(() -> graph.put(access)));
            entrances.forEach((subject, led) -> steps.add(() -> graph.putEntrances(subject, led)));
            nodes.values().forEach(blocks -> steps.add(() -> graph.putNodeAddresses(blocks)));
            names.values().forEach(servers -> steps.add(() -> graph.put(servers)));
            naming.values().forEach(it -> steps.add(() -> graph.put(it)));
            addresses.forEach((service, some) -> steps.add(() -> graph.putAddresses(service, some)));
            egress.values().forEach(policy -> steps.add(() -> graph.put(policy)));
            Collections.shuffle(steps, random);
            steps.forEach(Runnable::run);
            tellWorkloads(graph);
            return graph;
        }

        /** Tells of the workload objects of each name that counts, as whoever feeds a graph does. */
        Change tellWorkloads(IntentGraph graph) {
            Change change = Change.none();
            for (String namespace : NAMESPACES) {
                for (String name : NAMES) {
                    var key = new ObjectKey(namespace, name);
                    if (graph.isNamed(key)) {
                        change = change.and(graph.putWorkloads(key, workloads.getOrDefault(key, List.of())));
                    }
                }
            }
            return change;
        }
    }

    /** Everything that follows from a graph. */
    private record Plans(
            Map<ObjectKey, Map<String, String>> labels,
            Map<ServerId, NetworkPolicy> policies,
            Map<String, List<NetworkPolicy>> defaultDenies,
            Map<ClientId, EgressPlan> egress,
            Map<ObjectKey, ClientIntentsStatus> statuses,
            Map<ObjectKey, String> accesses) {

        static Plans of(IntentGraph graph) {
            var labels = new TreeMap<ObjectKey, Map<String, String>>(RandomChangesTest::byText);
            graph.allPods().forEach(pod -> labels.put(pod.key(), PodLabels.of(graph, pod)));
            var policies = new TreeMap<ServerId, NetworkPolicy>(RandomChangesTest::byText);
            var defaultDenies = new TreeMap<String, List<NetworkPolicy>>();
            for (String namespace : NAMESPACES) {
                graph.servers(namespace)
                        .forEach(server ->
                                ServerPolicies.plan(graph, server).ifPresent(policy -> policies.put(server, policy)));
                defaultDenies.put(
                        namespace,
                        Stream.of(Optional.<NetworkPolicy>empty(), DefaultDeny.render(deniesAll(namespace)))
                                .flatMap(existing -> DefaultDeny.plan(graph, namespace, existing).stream())
                                .toList());
            }
            var egress = new TreeMap<ClientId, EgressPlan>(RandomChangesTest::byText);
            graph.clients().forEach(client -> egress.put(client, EgressRules.planWithPods(graph, client)));
            var statuses = new TreeMap<ObjectKey, ClientIntentsStatus>(RandomChangesTest::byText);
            graph.allIntents()
                    .forEach(entry -> statuses.put(
                            entry.key(),
                            StatusPlan.of(graph, server -> WriteState.DONE, entry, 1L, null, Instant.EPOCH)));
            var accesses = new TreeMap<ObjectKey, String>(RandomChangesTest::byText);
            graph.allAccesses().forEach(access -> accesses.put(access.key(), told(graph, access)));
            return new Plans(labels, policies, defaultDenies, egress, statuses, accesses);
        }

        /** What a namespace may deny by now, since a time when other places were known where names are resolved. */
        private static DenialPlan deniesAll(String namespace) {
            return new DenialPlan(namespace, Set.of(Direction.values()), List.of());
        }

        /** What a status may tell of a ServerAccess. */
        private static String told(IntentGraph graph, AccessEntry access) {
            return graph.serversOf(access).stream()
                    .map(server -> server + " " + graph.closure(server) + " "
                            + graph.serverPodSummary(server).live() + " " + graph.entrances(server) + " waiting "
                            + graph.consumers(server).keySet().stream()
                                    .sorted(RandomChangesTest::byText)
                                    .map(it ->
                                            it + " " + graph.waiting(server, it).size())
                                    .toList())
                    .sorted()
                    .collect(Collectors.joining("\n"));
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void changesLeadWhereAFreshStartLeadsAndNameAllTheyTouch(int seed) {
        var random = new Random(seed);
        var world = new World();
        Scope scope = new Scope(any(random, List.of(Enforcement.values())), Set.of("kube-system"))
                .with(seed % 4 == 1, seed % 4 == 2 ? Set.of(EntranceKind.ROUTE) : Set.of())
                .closingEgress(seed % 3 == 0);
        boolean awaiting = seed % 2 == 0;
        var graph = emptyGraph(scope, awaiting);
        Plans before = Plans.of(graph);
        for (int step = 0; step < CHANGES; step++) {
            Change change = changeAnything(random, world, graph).and(world.tellWorkloads(graph));
            Plans after = Plans.of(graph);
            String where = "seed " + seed + ", step " + step;
            assertThat(change.pods()).as("pods, %s", where).containsAll(differing(before, after, Plans::labels));
            assertThat(change.servers())
                    .as("servers, %s", where)
                    .containsAll(differing(before, after, Plans::policies));
            assertThat(change.namespaces())
                    .as("namespaces, %s", where)
                    .containsAll(differing(before, after, Plans::defaultDenies));
            assertThat(change.clients()).as("ways out, %s", where).containsAll(differing(before, after, Plans::egress));
            assertThat(change.accesses())
                    .as("accesses, %s", where)
                    .containsAll(remaining(differing(before, after, Plans::accesses), after.accesses));
            assertThat(change.intents()).as("intents, %s", where).containsAll(changedStatuses(before, after));
            assertCountsAsWalked(graph, where);
            assertClientsAreFound(graph, where);
            before = after;
            if (step % 20 == 0) {
                assertSame(before, Plans.of(world.graph(random, scope, awaiting)), where);
            }
        }
        assertSame(before, Plans.of(world.graph(random, scope, awaiting)), "seed " + seed);
    }

    private static void assertSame(Plans changed, Plans fresh, String where) {
        assertThat(changed.labels).as("labels, %s", where).isEqualTo(fresh.labels);
        assertThat(changed.policies).as("policies, %s", where).isEqualTo(fresh.policies);
        assertThat(changed.defaultDenies).as("default denies, %s", where).isEqualTo(fresh.defaultDenies);
        assertThat(changed.egress).as("ways out, %s", where).isEqualTo(fresh.egress);
        assertThat(changed.statuses).as("statuses, %s", where).isEqualTo(fresh.statuses);
        assertThat(changed.accesses).as("accesses, %s", where).isEqualTo(fresh.accesses);
    }

    /** What is counted along with the changes is what somebody finds who walks the pods. */
    private static void assertCountsAsWalked(IntentGraph graph, String where) {
        for (ServerId server : graph.allServers()) {
            assertThat(graph.serverPodSummary(server))
                    .as("pods of %s, %s", server, where)
                    .isEqualTo(walked(graph.serverPods(server)));
        }
        for (IntentsEntry entry : graph.allIntents()) {
            List<PodEntry> pods = graph.clientPods(entry);
            assertThat(graph.clientPodSummary(entry))
                    .as("pods of %s, %s", entry.client(), where)
                    .isEqualTo(walked(pods));
            assertThat(graph.clientPodsLackKeyOf(entry, entry.intents()))
                    .as("keys of %s, %s", entry.client(), where)
                    .isEqualTo(entry.intents().stream()
                            .flatMap(intent -> intent.grants().stream()
                                    .filter(grant -> !graph.waiting(intent.server(), entry.key())
                                            .contains(grant)))
                            .anyMatch(grant -> pods.stream()
                                    .anyMatch(pod -> pod.isLive()
                                            && !pod.labels()
                                                    .containsKey(grant.key().label()))));
        }
    }

    /** The client of a policy's name is the one that a search of all clients finds. */
    private static void assertClientsAreFound(IntentGraph graph, String where) {
        for (String namespace : NAMESPACES) {
            for (String name : NAMES) {
                for (String kind : Arrays.asList(null, "Deployment", "Job")) {
                    var client = new ClientId(namespace, kind, name);
                    assertThat(graph.clientOfPolicy(new ObjectKey(namespace, PolicyName.ofEgress(client))))
                            .as("client of the policy of %s, %s", client, where)
                            .isEqualTo(graph.clients().contains(client) ? Optional.of(client) : Optional.empty());
                }
            }
        }
    }

    private static PodSummary walked(Collection<PodEntry> pods) {
        return new PodSummary(
                count(pods, PodEntry::isLive),
                count(pods, pod -> pod.state() == PodEntry.State.HOST_NETWORK),
                count(pods, pod -> pod.isLive() && !pod.carriesWorkload()),
                pods.stream().flatMap(pod -> pod.namedPorts().stream()).collect(Collectors.toSet()));
    }

    private static int count(Collection<PodEntry> pods, Predicate<PodEntry> test) {
        return (int) pods.stream().filter(test).count();
    }

    private static <K, V> Set<K> differing(Plans before, Plans after, Function<Plans, Map<K, V>> part) {
        Map<K, V> old = part.apply(before);
        Map<K, V> now = part.apply(after);
        var keys = new HashSet<>(old.keySet());
        keys.addAll(now.keySet());
        keys.removeIf(key -> Objects.equals(old.get(key), now.get(key)));
        return keys;
    }

    /** A status that is gone needs nobody to write it. */
    private static Set<ObjectKey> changedStatuses(Plans before, Plans after) {
        return remaining(differing(before, after, Plans::statuses), after.statuses);
    }

    private static Set<ObjectKey> remaining(Set<ObjectKey> keys, Map<ObjectKey, ?> after) {
        keys.retainAll(after.keySet());
        return keys;
    }

    private static Change changeAnything(Random random, World world, IntentGraph graph) {
        return switch (random.nextInt(22)) {
            case 18, 19 -> changeEgress(random, world, graph);
            case 20 -> changeNames(random, world, graph);
            case 21 -> changeAddresses(random, world, graph);
            case 12, 13, 14 -> changeAccess(random, world, graph);
            case 15, 16 -> changeEntrances(random, world, graph);
            case 17 -> changeNodes(random, world, graph);
            case 0, 1, 2 -> changePod(random, world, graph);
            case 3, 4, 5 -> changeIntents(random, world, graph);
            case 6 -> changeService(random, world, graph);
            case 7 -> changeNamespace(random, world, graph);
            case 8, 9 -> changeWorkloads(random, world);
            default -> changePolicy(random, world, graph);
        };
    }

    private static Change changePod(Random random, World world, IntentGraph graph) {
        var key = new ObjectKey(any(random, NAMESPACES), "pod-" + random.nextInt(4));
        if (random.nextInt(4) == 0) {
            world.pods.remove(key.toString());
            return graph.removePod(key);
        }
        PodEntry old = world.pods.get(key.toString());
        PodEntry pod =
                old != null && random.nextBoolean() ? old.withLabels(PodLabels.of(graph, old)) : randomPod(random, key);
        world.pods.put(key.toString(), pod);
        return graph.put(pod);
    }

    private static PodEntry randomPod(Random random, ObjectKey key) {
        boolean readable = random.nextInt(4) > 0;
        return new PodEntry(
                key,
                "uid-" + random.nextInt(3),
                readable
                        ? new WorkloadId(key.namespace(), any(random, KINDS), any(random, NAMES))
                        : new WorkloadId(key.namespace(), "Pod", key.name()),
                readable ? null : new OwnerReference("v1", any(random, KINDS), any(random, NAMES), "uid"),
                any(random, List.of(PodEntry.State.values())),
                Map.of("app", any(random, NAMES), "tier", any(random, NAMES)),
                random.nextBoolean() ? Set.of() : Set.of(new PortRange.Named(Protocol.TCP, "http")));
    }

    private static Change changeIntents(Random random, World world, IntentGraph graph) {
        var key = new ObjectKey(any(random, NAMESPACES), "intents-" + random.nextInt(3));
        if (random.nextInt(3) == 0) {
            world.intents.remove(key.toString());
            return graph.removeIntents(key);
        }
        var intents = new ArrayList<Intent>();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<PortRange> ports = random.nextBoolean() ? List.of() : List.of(any(random, PORTS), any(random, PORTS));
            intents.add(Intent.of(randomServer(random), ports));
        }
        var entry = new IntentsEntry(
                key,
                any(random, NAMES),
                random.nextBoolean() ? null : any(random, KINDS),
                List.copyOf(intents),
                random.nextInt(3) > 0
                        ? List.of()
                        : List.of(new OutsideIntent(
                                random.nextBoolean()
                                        ? new OutsideServer.Host("api.example.com")
                                        : new OutsideServer.Addresses(new AddressBlock("203.0.113.0/24", List.of())),
                                List.of())),
                null);
        world.intents.put(key.toString(), entry);
        return graph.put(entry);
    }

    private static Change changeAccess(Random random, World world, IntentGraph graph) {
        var key = new ObjectKey(any(random, NAMESPACES), "access-" + random.nextInt(3));
        if (random.nextInt(3) == 0) {
            world.accesses.remove(key.toString());
            return graph.removeAccess(key);
        }
        ServerId server = randomServer(random);
        var entry = new AccessEntry(
                key,
                random.nextInt(3) == 0 ? null : new ServerId(key.namespace(), server.kind(), server.name()),
                any(random, Arrays.asList(null, null, Enforcement.SHADOW, Enforcement.ACTIVE)),
                random.nextBoolean()
                        ? null
                        : IntStream.range(0, random.nextInt(3))
                                .mapToObj(i -> randomConsumer(random))
                                .toList(),
                random.nextBoolean() ? Set.of() : Set.of(any(random, List.of(EntranceKind.values()))),
                random.nextBoolean()
                        ? List.of()
                        : List.of(new AccessEntry.NamedEntrance(randomSource(random), randomPorts(random))),
                random.nextInt(4) == 0,
                null);
        world.accesses.put(key.toString(), entry);
        return graph.put(entry);
    }

    private static Consumer randomConsumer(Random random) {
        return new Consumer(
                any(random, List.of("red", "blue", Consumer.EVERY_NAMESPACE)),
                random.nextBoolean() ? null : any(random, NAMES),
                random.nextBoolean() ? null : any(random, KINDS),
                randomPorts(random));
    }

    private static @Nullable List<PortRange> randomPorts(Random random) {
        return random.nextBoolean() ? null : List.of(any(random, PORTS));
    }

    private static EntranceSource randomSource(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new EntranceSource.Addresses(List.of(new AddressBlock("10.0.0.0/8", List.of())));
            case 1 -> new EntranceSource.Unnamed("nobody knows");
            case 2 ->
                new EntranceSource.Workload(
                        any(random, NAMESPACES), random.nextBoolean() ? null : any(random, KINDS), any(random, NAMES));
            default ->
                new EntranceSource.Pods(
                        new HashSet<>(List.of(any(random, NAMESPACES), any(random, NAMESPACES))),
                        List.of(Selector.of(randomSelector(random)), Selector.of(randomSelector(random))));
        };
    }

    private static Change changeEntrances(Random random, World world, IntentGraph graph) {
        String namespace = any(random, NAMESPACES);
        EntranceSubject subject = switch (random.nextInt(4)) {
            case 0 -> new EntranceSubject.Owned(new WorkloadId(namespace, any(random, KINDS), any(random, NAMES)));
            case 1 ->
                new EntranceSubject.Selected(
                        namespace, new Selector(List.of(Requirement.parse("app", "Exists", List.of()))));
            default -> new EntranceSubject.Selected(namespace, Selector.of(randomSelector(random)));
        };
        List<EntranceEntry> entries = IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> new EntranceEntry(
                        any(random, List.of(EntranceKind.values())),
                        "Ingress " + i,
                        random.nextInt(3) > 0,
                        randomSource(random),
                        randomPorts(random)))
                .toList();
        if (entries.isEmpty()) {
            world.entrances.remove(subject);
        } else {
            world.entrances.put(subject, entries);
        }
        return graph.putEntrances(subject, entries);
    }

    private static Change changeNodes(Random random, World world, IntentGraph graph) {
        List<AddressBlock> blocks =
                random.nextBoolean() ? List.of() : List.of(new AddressBlock("192.0.2.1/32", List.of()));
        world.nodes.put("nodes", blocks);
        return graph.putNodeAddresses(blocks);
    }

    private static Change changeNames(Random random, World world, IntentGraph graph) {
        if (random.nextBoolean()) {
            HostNaming naming = any(
                    random,
                    List.of(new HostNaming.Unknown("it is read"), new HostNaming.None("no kind"), new GkeHosts()));
            world.naming.put("naming", naming);
            return graph.put(naming);
        }
        NameServers servers = switch (random.nextInt(3)) {
            case 0 -> NameServers.unknown("nobody knows");
            default ->
                new NameServers(
                        List.of(new NameServer.Pods(
                                "kube-system",
                                Selector.of(randomSelector(random)),
                                List.of(PortRange.Numbered.of(Protocol.UDP, 53)))),
                        null);
        };
        world.names.put("names", servers);
        return graph.put(servers);
    }

    private static Change changeAddresses(Random random, World world, IntentGraph graph) {
        var service = new ObjectKey(any(random, NAMESPACES), any(random, NAMES));
        List<OutsideAddresses> addresses = random.nextBoolean()
                ? List.of()
                : List.of(new OutsideAddresses(
                        new AddressBlock("198.51.100.1/32", List.of()),
                        random.nextBoolean()
                                ? null
                                : List.of(new OutsideAddresses.Port(
                                        "", PortRange.Numbered.of(Protocol.TCP, 8000 + random.nextInt(3))))));
        world.addresses.put(service, addresses);
        return graph.putAddresses(service, addresses);
    }

    /** A policy that closes a way out comes, goes, or is as it is planned. */
    private static Change changeEgress(Random random, World world, IntentGraph graph) {
        var client = new ClientId(
                any(random, NAMESPACES), random.nextBoolean() ? null : any(random, KINDS), any(random, NAMES));
        if (random.nextInt(3) == 0) {
            world.egress.remove(client);
            return graph.removeEgress(client);
        }
        KeptEgress policy = EgressRules.planWithPods(graph, client) instanceof EgressPlan.Closed closed
                ? ExistingPolicy.keptEgress(client, EgressPolicies.render(closed))
                : new KeptEgress(client, Selector.of(randomSelector(random)), Set.of(), random.nextInt(4) == 0);
        world.egress.put(client, policy);
        return graph.put(policy);
    }

    private static Change changeWorkloads(Random random, World world) {
        var key = new ObjectKey(any(random, NAMESPACES), any(random, NAMES));
        var entries = new ArrayList<WorkloadEntry>();
        for (String kind : KINDS) {
            if (random.nextInt(3) == 0) {
                var id = new WorkloadId(key.namespace(), kind, key.name());
                entries.add(new WorkloadEntry(id, "uid-" + random.nextInt(2), randomOwnSelector(random)));
            }
        }
        world.workloads.put(key, List.copyOf(entries));
        return Change.none();
    }

    private static OwnSelector randomOwnSelector(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> new OwnSelector.Unusable("it has none");
            case 1 -> new OwnSelector.Unread("it is being read", random.nextBoolean());
            case 2 ->
                new OwnSelector.Known(new Selector(List.of(
                        Requirement.parse("tier", "NotIn", List.of(any(random, NAMES))),
                        Requirement.parse("app", "Exists", List.of()))));
            case 3 ->
                new OwnSelector.Known(new Selector(
                        List.of(Requirement.parse("app", "In", List.of(any(random, NAMES), any(random, NAMES))))));
            default -> new OwnSelector.Known(Selector.of(randomSelector(random)));
        };
    }

    private static ServerId randomServer(Random random) {
        String namespace = any(random, NAMESPACES);
        String name = any(random, NAMES);
        return switch (random.nextInt(3)) {
            case 0 -> ServerId.anyKind(namespace, name);
            case 1 -> ServerId.service(namespace, name);
            default -> new ServerId(namespace, any(random, KINDS), name);
        };
    }

    private static Change changeService(Random random, World world, IntentGraph graph) {
        var key = new ObjectKey(any(random, NAMESPACES), any(random, NAMES));
        if (random.nextInt(3) == 0) {
            world.services.remove(key.toString());
            return graph.removeService(key);
        }
        var service = new ServiceEntry(
                key,
                random.nextInt(4) == 0 ? Map.of() : randomSelector(random),
                random.nextBoolean()
                        ? List.of()
                        : List.of(new ServiceEntry.Port("http", Protocol.TCP, 80, any(random, PORTS))));
        world.services.put(key.toString(), service);
        return graph.put(service);
    }

    private static Map<String, String> randomSelector(Random random) {
        return random.nextBoolean()
                ? Map.of("app", any(random, NAMES))
                : Map.of("app", any(random, NAMES), "tier", any(random, NAMES));
    }

    private static Change changeNamespace(Random random, World world, IntentGraph graph) {
        String name = any(random, NAMESPACES);
        if (random.nextInt(4) == 0) {
            world.namespaces.remove(name);
            return graph.removeNamespace(name);
        }
        List<Enforcement> modes = List.of(Enforcement.values());
        var namespace = new NamespaceEntry(
                name,
                random.nextBoolean() ? null : any(random, modes),
                any(random, Arrays.asList(null, Denial.INGRESS, Denial.EGRESS, Denial.BOTH)),
                any(random, Arrays.asList(null, true, false)),
                random.nextInt(4) == 0,
                random.nextInt(4) == 0
                        ? List.of(new NamespaceEntry.InvalidLabel(
                                any(random, List.of(Labels.DEFAULT_DENY, Labels.EGRESS)), "?", random.nextBoolean()))
                        : List.of());
        world.namespaces.put(name, namespace);
        return graph.put(namespace);
    }

    /** Whoever notes a policy compares it with the plan and its consumers' statuses are told of the outcome. */
    private static Change changePolicy(Random random, World world, IntentGraph graph) {
        ServerId server = randomServer(random);
        Change change;
        if (random.nextBoolean()) {
            world.kept.remove(server.toString());
            change = graph.removePolicy(server);
        } else {
            boolean byLabels = !server.isService() && random.nextBoolean();
            var policy = KeptPolicy.of(server, byLabels ? Labels.of(server) : randomSelector(random));
            world.kept.put(server.toString(), policy);
            change = graph.put(policy).and(graph.touch(server));
        }
        var told = new Change();
        graph.consumers(server).keySet().forEach(told::intents);
        return change.and(told);
    }

    private static IntentGraph emptyGraph(Scope scope, boolean awaiting) {
        return awaiting ? IntentGraph.awaitingWorkloads(scope) : new IntentGraph(scope);
    }

    private static <T> T any(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static int byText(Object one, Object other) {
        return one.toString().compareTo(other.toString());
    }
}
