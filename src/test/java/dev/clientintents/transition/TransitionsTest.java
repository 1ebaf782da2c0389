package dev.clientintents.transition;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.label.LabelChange;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.ServerRules;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * A small cluster in which every step of every transition is written in an order of the test's choice, and after each
 * of which it is known who is admitted.
 */
class TransitionsTest {

    private static final ServerId DB = ServerId.anyKind("shop", "db");
    private static final ServerId DB_DEPLOYMENT = new ServerId("shop", "Deployment", "db");
    private static final ServerId DB_SERVICE = ServerId.service("shop", "db");
    private static final int[] PORTS = {8080, 9090};
    private static final long SETTLE = Deadlines.SETTLE.toNanos();

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of()));
    private final Map<ServerId, NetworkPolicy> policies = new HashMap<>();
    private final Map<ServerId, ServerMemory> servers = new HashMap<>();
    private final Map<ObjectKey, Holds> pods = new HashMap<>();
    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(60), Duration.ofSeconds(10));
    private long now;
    private Predicate<ObjectKey> stuck = pod -> false;

    private final WrittenPolicies written = new WrittenPolicies() {
        @Override
        public Optional<Written> of(ServerId server) {
            return Optional.ofNullable(policies.get(server)).map(ExistingPolicy::written);
        }

        @Override
        public Optional<ServerId> serverOf(String key) {
            return policies.entrySet().stream()
                    .filter(it -> ExistingPolicy.keys(it.getValue()).contains(key))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
    };

    TransitionsTest() {
        graph.put(new NamespaceEntry("shop", null, false, false));
        graph.put(new NamespaceEntry("web", null, false, false));
        graph.put(new ServiceEntry(
                new ObjectKey("shop", "db"),
                Map.of("app", "db"),
                List.of(
                        new ServiceEntry.Port("http", Protocol.TCP, 80, port(8080)),
                        new ServiceEntry.Port("admin", Protocol.TCP, 90, port(9090)))));
        pod("shop", "db", "db-0");
    }

    @Test
    void aFirstClosingWaitsForTheKeysOfClientsAndThenWaitsNoLonger() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);

        ServerStep first = step(DB);
        assertThat(first).isInstanceOfSatisfying(ServerStep.Wait.class, wait -> {
            assertThat(wait.pods()).isEqualTo(Set.of(key("web", "front-0")));
            assertThat(wait.until()).isEqualTo(Duration.ofSeconds(60));
        });
        stepPod(key("web", "front-0"));
        assertThat(step(DB)).isInstanceOf(ServerStep.Write.class);
    }

    @Test
    void aStuckClientDelaysAFirstClosingToTheDeadlineWhateverHappensMeanwhile() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        step(DB);
        now += Duration.ofSeconds(59).toNanos();
        declare("b", "other", DB);
        assertThat(step(DB)).isInstanceOf(ServerStep.Wait.class);

        now += Duration.ofSeconds(1).toNanos();

        assertThat(step(DB)).isInstanceOf(ServerStep.Write.class);
    }

    @Test
    void aServerWhosePodsAreClosedAlreadyGetsAnotherPolicyWithoutWaiting() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();
        pod("web", "late", "late-0");
        declare("b", "late", DB_DEPLOYMENT);

        assertThat(step(DB_DEPLOYMENT)).isInstanceOf(ServerStep.Write.class);
    }

    @Test
    void aRevokedKeyIsShutByTheFirstStep() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();

        graph.removeIntents(key("web", "a"));

        assertThat(step(DB)).isInstanceOfSatisfying(ServerStep.Write.class, write -> {
            assertThat(write.revokes()).isTrue();
            assertThat(write.plan().rules()).isEmpty();
            assertThat(write.until()).isNull();
        });
    }

    @Test
    void aNarrowedKeyIsShutOnWhatIsNotDeclaredAnyMoreByTheFirstStep() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();

        declare("a", "front", DB, 8080);
        step(DB);

        assertThat(admitted("front-0")).containsExactly(8080);
        settle();
        assertThat(requireNonNull(policies.get(DB)).getSpec().getIngress()).hasSize(1);
        assertThat(graph.pod(key("web", "front-0")).orElseThrow().labels())
                .containsOnlyKeys("app", "clientintents.dev/consumes-db.shop_8080");
    }

    @Test
    void oneStuckPodDelaysOnlyItselfAndIsLeftAtTheDeadline() {
        pod("web", "front", "front-0");
        pod("web", "front", "front-1");
        declare("a", "front", DB);
        settle();
        stuck = key("web", "front-1")::equals;

        declare("a", "front", DB, 8080);
        settle();

        assertThat(admitted("front-0")).containsExactly(8080);
        assertThat(admitted("front-1")).containsExactly(8080);
        assertThat(graph.pod(key("web", "front-0")).orElseThrow().labels())
                .doesNotContainKey("clientintents.dev/consumes-db.shop");
        now += Duration.ofSeconds(60).toNanos();
        settle();
        assertThat(admitted("front-1")).isEmpty();
    }

    @Test
    void aTerminatingPodLosesWhatIsRevokedAndWhatIsForeignAndGainsNothing() {
        pod("web", "front", "front-0");
        pod("web", "api", "api-0");
        declare("a", "front", DB);
        declare("b", "api", DB);
        settle();
        PodEntry running = graph.pod(key("web", "front-0")).orElseThrow();
        graph.put(terminating(running, "clientintents.dev/consumes-other.shop"));
        graph.removeIntents(key("web", "a"));
        declare("c", "front", ServerId.anyKind("shop", "cache"));

        PodStep step = transition(servers -> true)
                .next(graph.pod(key("web", "front-0")).orElseThrow(), Holds.NONE, now);

        assertThat(step.change().set()).isEmpty();
        assertThat(step.change().removed())
                .containsExactly("clientintents.dev/consumes-db.shop", "clientintents.dev/consumes-other.shop");
    }

    @Test
    void aTerminatingServerPodStaysAsClosedAsItIs() {
        declare("a", "front", DB);
        settle();
        graph.put(terminating(graph.pod(key("shop", "db-0")).orElseThrow()));
        graph.removeIntents(key("web", "a"));
        policies.clear();
        graph.removePolicy(DB);

        PodStep step =
                transition(servers -> false).next(graph.pod(key("shop", "db-0")).orElseThrow(), Holds.NONE, now);

        assertThat(step.change().isEmpty()).isTrue();
    }

    @Test
    void aRevokedKeyStaysOnAPodWhileItsPolicyIsAboutToShrinkAndNoLonger() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();
        graph.removeIntents(key("web", "a"));
        PodEntry pod = graph.pod(key("web", "front-0")).orElseThrow();

        PodStep held = transition(server -> true).next(pod, Holds.NONE, now);
        assertThat(held.change().isEmpty()).isTrue();
        assertThat(held.awaited()).containsExactly(DB);
        PodStep overdue = transition(server -> true)
                .next(pod, held.holds(), now + Duration.ofSeconds(10).toNanos());

        assertThat(overdue.change().removed()).containsExactly("clientintents.dev/consumes-db.shop");
    }

    /**
     * Every edit of the declarations of two clients, with the steps of all servers and pods in an order of chance: at no
     * moment is a connection cut that is declared before and after, and none admitted that is declared in neither.
     */
    @RepeatedTest(200)
    void noOrderOfStepsCutsWhatStaysDeclaredOrAdmitsWhatIsNot(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        for (String pod : List.of("front-0", "front-1", "front-2")) {
            pod("web", "front", pod);
        }
        pod("web", "api", "api-0");
        declareAny(random, "a", "front");
        declareAny(random, "b", random.nextBoolean() ? "front" : "api");
        settle();
        for (int edit = 0; edit < 6; edit++) {
            Map<String, Set<Integer>> before = declared();
            switch (random.nextInt(6)) {
                case 0 -> graph.removeIntents(key("web", "a"));
                case 1 -> declareAny(random, "c", random.nextBoolean() ? "front" : "api");
                default ->
                    declareAny(random, random.nextBoolean() ? "a" : "b", random.nextInt(4) == 0 ? "api" : "front");
            }
            Map<String, Set<Integer>> after = declared();
            for (int i = 0; i < 60; i++) {
                anyStep(random);
                now += random.nextInt(3) == 0 ? SETTLE / 2 : 0;
                for (String pod : before.keySet()) {
                    var kept = new HashSet<>(before.get(pod));
                    kept.retainAll(after.get(pod));
                    var either = new HashSet<>(before.get(pod));
                    either.addAll(after.get(pod));
                    assertThat(admitted(pod))
                            .as("edit %d, step %d, %s", edit, i, pod)
                            .containsAll(kept);
                    assertThat(either).as("edit %d, step %d, %s", edit, i, pod).containsAll(admitted(pod));
                }
            }
            settle();
            after.forEach((pod, ports) -> assertThat(admitted(pod)).as(pod).isEqualTo(ports));
            assertThat(policies.values())
                    .allSatisfy(it -> assertThat(it)
                            .isEqualTo(ServerPolicies.plan(graph, server(it)).orElseThrow()));
        }
    }

    private ServerId server(NetworkPolicy policy) {
        return ExistingPolicy.read(policy).orElseThrow().server();
    }

    private void declareAny(SplittableRandom random, String name, String client) {
        ServerId server = List.of(DB, DB, DB_DEPLOYMENT, DB_SERVICE).get(random.nextInt(4));
        int[] ports = new int[][] {{}, {8080}, {8080, 9090}, {9090}}[random.nextInt(4)];
        declare(name, client, server, ports);
    }

    private void anyStep(SplittableRandom random) {
        List<Runnable> steps = new ArrayList<>();
        allServers().forEach(server -> steps.add(() -> step(server)));
        graph.allPods().map(PodEntry::key).toList().forEach(pod -> steps.add(() -> stepPod(pod)));
        steps.get(random.nextInt(steps.size())).run();
    }

    private List<ServerId> allServers() {
        return Stream.concat(graph.allServers().stream(), policies.keySet().stream())
                .distinct()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
    }

    /** Writes everything, until nothing is left to write, waited for or held but what is stuck. */
    private void settle() {
        for (int i = 0; i < 6; i++) {
            allServers().forEach(this::step);
            graph.allPods().map(PodEntry::key).toList().forEach(this::stepPod);
            now += SETTLE;
        }
    }

    private ServerStep step(ServerId server) {
        ServerStep step = new ServerTransition(graph, written, deadlines)
                .next(server, servers.getOrDefault(server, ServerMemory.NONE), now);
        if (step instanceof ServerStep.Write write) {
            NetworkPolicy policy = ServerPolicies.render(write.plan());
            policies.put(server, policy);
            graph.put(ExistingPolicy.kept(server, policy));
            servers.put(server, write.memory());
        } else if (step instanceof ServerStep.Wait wait) {
            servers.put(server, wait.memory());
        } else {
            policies.remove(server);
            servers.remove(server);
            graph.removePolicy(server);
        }
        return step;
    }

    private void stepPod(ObjectKey key) {
        PodEntry pod = graph.pod(key).orElseThrow();
        PodStep step = transition(this::isToBeWritten).next(pod, pods.getOrDefault(key, Holds.NONE), now);
        pods.put(key, step.holds());
        if (!stuck.test(key) && !step.change().isEmpty()) {
            graph.put(pod.withLabels(labels(pod, step.change())));
        }
    }

    private boolean isToBeWritten(ServerId server) {
        ServerStep step = new ServerTransition(graph, written, deadlines)
                .next(server, servers.getOrDefault(server, ServerMemory.NONE), now);
        return !(step instanceof ServerStep.Write write)
                || !ServerPolicies.render(write.plan()).equals(policies.get(server));
    }

    private PodTransition transition(Predicate<ServerId> underWay) {
        return new PodTransition(graph, written, underWay, deadlines);
    }

    private static Map<String, String> labels(PodEntry pod, LabelChange change) {
        var labels = new HashMap<>(pod.labels());
        labels.putAll(change.set());
        labels.keySet().removeAll(change.removed());
        return labels;
    }

    /** The ports of the server's pod on which a client's pod is let in. */
    private Set<Integer> admitted(String client) {
        PodEntry pod = graph.pod(key("web", client)).orElseThrow();
        PodEntry server = graph.pod(key("shop", "db-0")).orElseThrow();
        List<NetworkPolicy> selecting = policies.values().stream()
                .filter(it -> server.labels()
                        .entrySet()
                        .containsAll(
                                it.getSpec().getPodSelector().getMatchLabels().entrySet()))
                .toList();
        if (selecting.isEmpty()) {
            return all();
        }
        var ports = new HashSet<Integer>();
        for (NetworkPolicy policy : selecting) {
            for (var rule : ExistingPolicy.written(policy).rules()) {
                boolean carries = rule.peers().stream()
                        .anyMatch(peer -> peer instanceof Peer.Keyed keyed
                                && keyed.namespaces().contains("web")
                                && pod.labels().containsKey(keyed.key().label()));
                if (carries) {
                    ports.addAll(numbers(rule.ports()));
                }
            }
        }
        return ports;
    }

    /** What is declared of each client's pod; everything where the server is open because nobody ever declared it. */
    private Map<String, Set<Integer>> declared() {
        return graph.allPods()
                .filter(pod -> pod.key().namespace().equals("web"))
                .collect(Collectors.toMap(pod -> pod.key().name(), this::declared));
    }

    private Set<Integer> declared(PodEntry pod) {
        var ports = new HashSet<Integer>();
        for (IntentsEntry entry : graph.intentsOf(pod.workload())) {
            for (Intent intent : entry.intents()) {
                for (Intent.Grant grant : intent.grants()) {
                    ports.addAll(numbers(ServerRules.opened(graph, intent.server(), grant.ports())));
                }
            }
        }
        return ports;
    }

    private static Set<Integer> numbers(@Nullable List<PortRange> ports) {
        if (ports == null) {
            return all();
        }
        return all().stream()
                .filter(port -> ports.stream()
                        .anyMatch(it -> it instanceof PortRange.Numbered range
                                && range.first() <= port
                                && port <= range.last()))
                .collect(Collectors.toSet());
    }

    private static Set<Integer> all() {
        return Set.of(PORTS[0], PORTS[1]);
    }

    private void declare(String name, String client, ServerId server, int... ports) {
        var ranges = new ArrayList<PortRange>();
        for (int port : ports) {
            // an intent on a Service names the Service's own ports
            ranges.add(port(server.isService() ? (port == 8080 ? 80 : 90) : port));
        }
        graph.put(new IntentsEntry(key("web", name), client, null, List.of(Intent.of(server, ranges))));
    }

    private void pod(String namespace, String workload, String name) {
        graph.put(new PodEntry(
                key(namespace, name),
                name,
                new WorkloadId(namespace, "Deployment", workload),
                null,
                PodEntry.State.LIVE,
                Map.of("app", workload),
                Set.of()));
    }

    private static PodEntry terminating(PodEntry pod, String... foreign) {
        var labels = new HashMap<>(pod.labels());
        for (String key : foreign) {
            labels.put(key, "true");
        }
        return new PodEntry(
                pod.key(), pod.uid(), pod.workload(), null, PodEntry.State.TERMINATING, labels, pod.namedPorts());
    }

    private static PortRange port(int number) {
        return PortRange.Numbered.of(Protocol.TCP, number);
    }

    private static ObjectKey key(String namespace, String name) {
        return new ObjectKey(namespace, name);
    }
}
