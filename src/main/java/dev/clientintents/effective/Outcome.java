package dev.clientintents.effective;

import dev.clientintents.backend.hostname.HostBackend;
import dev.clientintents.backend.hostname.HostPolicies;
import dev.clientintents.backend.networkpolicy.DefaultDeny;
import dev.clientintents.backend.networkpolicy.EgressPolicies;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.exposure.ExposureIndex;
import dev.clientintents.graph.HostRule;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.KeptEgress;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.graph.Selection;
import dev.clientintents.graph.WorkloadEntry;
import dev.clientintents.label.LabelChange;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.HostName;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedNamespace;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.reach.PortSet;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The state of a cluster with the objects of a snapshot once the operator has done its work, or without an operator. Not
 * thread-safe.
 */
public final class Outcome {

    private static final LabelChange NO_CHANGE = LabelChange.between(Map.of(), Map.of());

    private final IntentGraph graph;
    private final ExposureIndex exposures;
    private final List<LabelledPod> pods;
    private final List<EffectivePolicy> policies;
    private final Map<ObjectKey, Sourced<NetworkPolicy>> foreign;
    private boolean graphIsOfOutcome;

    private Outcome(
            IntentGraph graph,
            ExposureIndex exposures,
            List<LabelledPod> pods,
            Collection<EffectivePolicy> policies,
            Map<ObjectKey, Sourced<NetworkPolicy>> foreign) {
        this.graph = graph;
        this.exposures = exposures;
        this.pods = pods;
        this.policies = List.copyOf(policies);
        this.foreign = Map.copyOf(foreign);
    }

    /**
     * Returns the outcome for a snapshot.
     *
     * @param scope how far the operator reaches
     */
    public static Outcome of(Snapshot snapshot, Scope scope) {
        var graph = new IntentGraph(scope);
        ExposureIndex exposures = fill(graph, snapshot);
        // both tasks only read the graph, so they may run at the same time
        ForkJoinTask<SortedMap<ObjectKey, Optional<NetworkPolicy>>> plans =
                ForkJoinPool.commonPool().submit(() -> plans(graph, snapshot));
        List<LabelledPod> pods =
                snapshot.pods().stream().map(pod -> labelled(graph, pod)).toList();
        SortedMap<ObjectKey, EffectivePolicy> policies = existing(snapshot);
        var foreign = new TreeMap<ObjectKey, Sourced<NetworkPolicy>>();
        plans.join().forEach((key, plan) -> apply(policies, foreign, key, plan));
        return new Outcome(graph, exposures, pods, policies.values(), foreign);
    }

    /**
     * Returns the outcome for a snapshot in a cluster without an operator: all labels and policies stay as they stand.
     *
     * @param scope how far an operator would reach
     */
    public static Outcome asIs(Snapshot snapshot, Scope scope) {
        var graph = new IntentGraph(scope);
        return new Outcome(
                graph,
                fill(graph, snapshot),
                snapshot.pods().stream()
                        .map(pod -> new LabelledPod(pod, new TreeMap<>(pod.labels()), NO_CHANGE))
                        .toList(),
                existing(snapshot).values(),
                Map.of());
    }

    /** Returns what is known of where traffic comes from. */
    ExposureIndex exposures() {
        return exposures;
    }

    /**
     * Returns the intent graph, with the labels that pods then carry and the policies that then exist. Finding out who
     * is reached needs neither.
     */
    public IntentGraph graph() {
        if (!graphIsOfOutcome) {
            graphIsOfOutcome = true;
            for (LabelledPod pod : pods) {
                graph.pod(pod.pod().key()).ifPresent(entry -> graph.put(entry.withLabels(pod.labels())));
            }
            policies.forEach(it -> {
                ExistingPolicy.read(it.policy()).ifPresent(graph::put);
                ExistingPolicy.readEgress(it.policy()).ifPresent(graph::put);
            });
        }
        return graph;
    }

    /** Returns the pods, in the order of the snapshot. */
    public List<LabelledPod> pods() {
        return pods;
    }

    /** Returns the NetworkPolicies of everyone, by namespace and name. */
    public List<EffectivePolicy> policies() {
        return policies;
    }

    /**
     * Returns the policies that have a name of the operator's but are somebody else's, and so prevent the operator's.
     */
    public Map<ObjectKey, Sourced<NetworkPolicy>> foreign() {
        return foreign;
    }

    /** Returns the policies that the operator writes, by namespace and name. */
    public List<NetworkPolicy> plannedPolicies() {
        return policies.stream()
                .filter(EffectivePolicy::isPlanned)
                .map(EffectivePolicy::policy)
                .toList();
    }

    /**
     * Returns the policies of a network plugin that the operator writes beside those, which name hosts, by namespace and name
     * of the client.
     */
    public List<GenericKubernetesResource> hostPolicies() {
        if (!(graph.hostNaming() instanceof HostBackend backend)) {
            return List.of();
        }
        return graph.clients().stream()
                .sorted(Comparator.comparing(ClientId::toString))
                .flatMap(client -> EgressRules.planWithPods(graph, client) instanceof EgressPlan.Closed closed
                                && closed.named() != null
                        ? Stream.of(HostPolicies.render(backend, client, closed.named()))
                        : Stream.empty())
                .toList();
    }

    /**
     * Returns the ports of a host that a workload reaches by its name, whatever its addresses are, because a policy of a network
     * plugin that the operator writes says so.
     */
    public PortSet reachedByName(WorkloadId workload, HostName host) {
        PortSet ports = PortSet.NONE;
        for (String kind : Arrays.asList(null, workload.kind())) {
            var client = new ClientId(workload.namespace(), kind, workload.name());
            if (EgressRules.planWithPods(graph, client) instanceof EgressPlan.Closed closed && closed.named() != null) {
                for (HostRule rule : closed.named().rules()) {
                    if (rule.hosts().stream().anyMatch(it -> it.covers(host))) {
                        ports = ports.union(ports(rule));
                    }
                }
            }
        }
        return ports;
    }

    private static PortSet ports(HostRule rule) {
        return rule.ports() == null
                ? PortSet.ALL
                : rule.ports().stream().map(PortSet::of).reduce(PortSet.NONE, PortSet::union);
    }

    private static ExposureIndex fill(IntentGraph graph, Snapshot snapshot) {
        Scope scope = graph.scope();
        snapshot.namespaces().values().forEach(it -> graph.put(ObservedNamespace.entry(it.object())));
        snapshot.services().stream()
                .map(it -> ObservedService.entry(it.object()))
                .forEach(graph::put);
        snapshot.pods().stream()
                .filter(pod -> !scope.excludes(pod.key().namespace()))
                .forEach(pod -> graph.put(pod.entry()));
        snapshot.intents().stream()
                .map(DeclaredIntents::entry)
                .filter(entry -> !scope.excludes(entry.key().namespace()))
                .forEach(graph::put);
        snapshot.accesses().stream()
                .map(DeclaredAccess::entry)
                .filter(entry -> !scope.excludes(entry.key().namespace()))
                .forEach(graph::put);
        snapshot.policies().forEach(it -> {
            ExistingPolicy.read(it.object()).ifPresent(graph::put);
            ExistingPolicy.readEgress(it.object()).ifPresent(graph::put);
        });
        snapshot.workloads().stream()
                .collect(Collectors.groupingBy(Outcome::name))
                .forEach(graph::putWorkloads);
        ExposureIndex exposures = SnapshotEntrances.tell(graph, snapshot);
        SnapshotEgress.tell(graph, snapshot);
        closeByWorkload(graph);
        return exposures;
    }

    private static ObjectKey name(WorkloadEntry workload) {
        return new ObjectKey(workload.id().namespace(), workload.id().name());
    }

    /** Has policies that select by labels, but need not any more, select as they will, so that no pod needs these. */
    private static void closeByWorkload(IntentGraph graph) {
        for (ServerId server : graph.allServers()) {
            if (graph.kept(server).filter(KeptPolicy::selectsByLabels).isPresent()
                    && graph.selection(server) instanceof Selection.ByWorkload own) {
                graph.put(new KeptPolicy(server, own.selector()));
            }
        }
        for (ClientId client : graph.clients()) {
            if (graph.selection(client) instanceof Selection.ByWorkload own) {
                graph.keptEgress(client)
                        .filter(KeptEgress::selectsByLabels)
                        .ifPresent(
                                it -> graph.put(new KeptEgress(client, own.selector(), it.labelledPeers(), it.open())));
            }
        }
    }

    /**
     * Returns every policy that may concern the operator, with the form that it is to have; empty where there is to be
     * none.
     */
    private static SortedMap<ObjectKey, Optional<NetworkPolicy>> plans(IntentGraph graph, Snapshot snapshot) {
        SortedMap<ObjectKey, Optional<NetworkPolicy>> plans = new TreeMap<>();
        Map<ObjectKey, NetworkPolicy> denials = snapshot.policies().stream()
                .map(Sourced::object)
                .filter(it -> it.getMetadata().getName().equals(PolicyName.DEFAULT_DENY))
                .filter(ExistingPolicy::isOurs)
                .collect(Collectors.toMap(Outcome::key, it -> it, (one, last) -> last));
        for (String namespace : snapshot.namespaces().keySet()) {
            if (!graph.scope().excludes(namespace)) {
                var deny = new ObjectKey(namespace, PolicyName.DEFAULT_DENY);
                plans.put(deny, DefaultDeny.plan(graph, namespace, Optional.ofNullable(denials.get(deny))));
                for (ServerId server : graph.servers(namespace)) {
                    PolicyName.earlier(server)
                            .ifPresent(name -> plans.put(new ObjectKey(namespace, name), Optional.empty()));
                    plans.put(
                            new ObjectKey(namespace, PolicyName.of(server)),
                            ServerPolicies.planUntilForgotten(graph, server));
                }
            }
        }
        for (ClientId client : graph.clients()) {
            EgressPlan plan = EgressRules.planWithPods(graph, client);
            if (!(plan instanceof EgressPlan.Undecided)) {
                plans.put(
                        new ObjectKey(client.namespace(), PolicyName.ofEgress(client)),
                        plan instanceof EgressPlan.Closed closed
                                ? Optional.of(EgressPolicies.render(closed))
                                : Optional.empty());
            }
        }
        return plans;
    }

    private static SortedMap<ObjectKey, EffectivePolicy> existing(Snapshot snapshot) {
        SortedMap<ObjectKey, EffectivePolicy> policies = new TreeMap<>();
        snapshot.policies()
                .forEach(it -> policies.put(key(it.object()), new EffectivePolicy(it.object(), it.position())));
        return policies;
    }

    private static void apply(
            Map<ObjectKey, EffectivePolicy> policies,
            Map<ObjectKey, Sourced<NetworkPolicy>> foreign,
            ObjectKey key,
            Optional<NetworkPolicy> plan) {
        EffectivePolicy existing = policies.get(key);
        if (existing != null && existing.position() != null && !ExistingPolicy.isOurs(existing.policy())) {
            if (plan.isPresent()) {
                foreign.put(key, new Sourced<>(existing.policy(), existing.position()));
            }
            return;
        }
        plan.ifPresentOrElse(
                policy -> policies.put(key, new EffectivePolicy(policy, null)), () -> policies.remove(key));
    }

    /**
     * Returns the labels under the operator's prefix that the pods of a template carry; none where it leaves them
     * alone.
     */
    public SortedMap<String, String> operatorLabels(SnapshotPod template) {
        return graph.scope().excludes(template.key().namespace())
                ? new TreeMap<>()
                : PodLabels.of(graph(), template.entry());
    }

    private static LabelledPod labelled(IntentGraph graph, SnapshotPod pod) {
        SortedMap<String, String> labels = new TreeMap<>(pod.labels());
        Optional<LabelChange> change = graph.pod(pod.key())
                .filter(entry -> entry.isLive() || entry.state() == PodEntry.State.HOST_NETWORK)
                .map(entry -> LabelChange.between(entry.labels(), PodLabels.of(graph, entry)));
        change.ifPresent(it -> {
            labels.keySet().removeAll(it.removed());
            labels.putAll(it.set());
        });
        return new LabelledPod(pod, labels, change.orElse(NO_CHANGE));
    }

    private static ObjectKey key(NetworkPolicy policy) {
        return new ObjectKey(
                policy.getMetadata().getNamespace(), policy.getMetadata().getName());
    }
}
