package dev.clientintents.operator;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ServerAccess;
import dev.clientintents.egress.DnsSetting;
import dev.clientintents.egress.EgressFacts;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.egress.TargetPorts;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NameServers;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.kube.ObjectApi;
import dev.clientintents.label.LabelChange;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.http.Endpoints;
import dev.clientintents.operator.http.Webhook;
import dev.clientintents.operator.watch.DeclarationFeed;
import dev.clientintents.operator.watch.ExposureFeed;
import dev.clientintents.operator.watch.ExposureWatches;
import dev.clientintents.operator.watch.HostPolicyStore;
import dev.clientintents.operator.watch.HostPolicyWatches;
import dev.clientintents.operator.watch.NamespaceFeed;
import dev.clientintents.operator.watch.OwnerCache;
import dev.clientintents.operator.watch.OwnerKinds;
import dev.clientintents.operator.watch.PodFeed;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.watch.ServiceFeed;
import dev.clientintents.operator.watch.TrimmedModel;
import dev.clientintents.operator.watch.WatchedObjects;
import dev.clientintents.operator.watch.WorkloadFeed;
import dev.clientintents.operator.work.Coordinator;
import dev.clientintents.operator.work.DaemonThreads;
import dev.clientintents.operator.work.EgressProgress;
import dev.clientintents.operator.work.FairExecutor;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.PodProgress;
import dev.clientintents.operator.work.ReconcileQueue;
import dev.clientintents.operator.work.ServerProgress;
import dev.clientintents.operator.work.ServerStates;
import dev.clientintents.operator.work.ServerStatuses;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.StatusDebounce;
import dev.clientintents.operator.work.StatusTriggers;
import dev.clientintents.operator.work.UtcTime;
import dev.clientintents.operator.work.Work;
import dev.clientintents.operator.work.WriteActivity;
import dev.clientintents.operator.write.ClientIntentsReconciler;
import dev.clientintents.operator.write.ConsentRequests;
import dev.clientintents.operator.write.DefaultDenyReconciler;
import dev.clientintents.operator.write.EgressReconciler;
import dev.clientintents.operator.write.EventRecorder;
import dev.clientintents.operator.write.HostPolicyWriter;
import dev.clientintents.operator.write.InvalidLabels;
import dev.clientintents.operator.write.InvalidNameWarnings;
import dev.clientintents.operator.write.OrphanRecord;
import dev.clientintents.operator.write.PodLabelReconciler;
import dev.clientintents.operator.write.PolicyWriter;
import dev.clientintents.operator.write.ServerAccessReconciler;
import dev.clientintents.operator.write.ServerReconciler;
import dev.clientintents.operator.write.StatusWriter;
import dev.clientintents.operator.write.UnremovedKeys;
import dev.clientintents.status.AccessStatusPlan;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteStates;
import dev.clientintents.transition.Deadlines;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator, wired by hand: reading this class shows the whole program. It starts with {@link #start} and stops with
 * {@link #close}, which lets writes under way finish and releases the lease.
 */
public final class IntentOperator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IntentOperator.class);
    private static final Duration OWNERS_WITHIN = Duration.ofSeconds(30);
    private static final Duration ENTRANCES_WITHIN = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final Settings settings;
    private final OwnerCache owners;
    private final CompletableFuture<Void> ownersListed;
    private final StartRequirements requirements;
    private final StartupBarrier barrier = new StartupBarrier();
    private final SharedGraph graph;
    private final Work<ServerId, ServerProgress> servers;
    private final Work<ObjectKey, PodProgress> pods;
    private final Work<String, DefaultDenyReconciler.Progress> defaultDenies;
    private final Work<ClientId, EgressProgress> egress;
    private final StatusTriggers intentsStatuses;
    private final StatusTriggers accessStatuses;
    private final ExposureWatches exposures;
    private final HostPolicyWatches hostWatches;
    private final PodFeed podFeed;
    private final OrphanRecord orphans;
    private final InvalidNameWarnings invalidNames;
    private final DeclarationFeed<ClientIntents> intentsFeed;
    private final DeclarationFeed<ServerAccess> accessFeed;
    private final Operator intentsController;
    private final Operator accessController;
    private final AwaitedKind accessKind;
    private final Leadership leadership;
    private final Endpoints endpoints;
    private final Optional<Webhook> webhook;
    private final Optional<TrafficObservation> observation;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ScheduledExecutorService clock = clock();
    private final List<FairExecutor> executors = new ArrayList<>();
    private final ExecutorService background = Executors.newCachedThreadPool(DaemonThreads.named("background"));

    /**
     * Prepares an operator and its HTTP endpoints. Meanwhile it lists the owners of pods, since the first connection to
     * the API server takes its time; {@link #start} waits for them.
     *
     * @param config how to reach the cluster
     * @param onLeadershipLost what to do when another replica took over: the process has to end
     */
    public IntentOperator(Config config, Settings settings, Runnable onLeadershipLost) {
        this.settings = settings;
        this.client = client(config, settings);
        Scope scope = settings.scope();
        var metrics = new OperatorMetrics();
        var activity = new WriteActivity(System::nanoTime);
        var intentsQueue = new ReconcileQueue<ClientIntents>();
        var accessQueue = new ReconcileQueue<ServerAccess>();
        this.graph = new SharedGraph(IntentGraph.awaitingWorkloads(scope));
        int threads = settings.threads();
        this.servers = new Work<>(
                ServerId::namespace,
                executor("policies", Math.max(1, threads / 2)),
                executor("revocations", Math.max(1, threads / 4)),
                clock,
                System::nanoTime);
        this.pods = new Work<>(
                ObjectKey::namespace,
                executor("pods", threads),
                executor("revoked-pods", Math.max(1, threads / 4)),
                clock,
                System::nanoTime);
        FairExecutor denying = executor("default-denies", Math.max(1, threads / 4));
        this.defaultDenies = new Work<>(name -> name, denying, denying, clock, System::nanoTime);
        this.egress = new Work<>(
                ClientId::namespace,
                executor("egress", Math.max(1, threads / 2)),
                executor("revoked-egress", Math.max(1, threads / 4)),
                clock,
                System::nanoTime);
        var time = new UtcTime(Clock.systemUTC(), System::nanoTime);
        var states = new ServerStates(servers, egress, pods, time);
        this.intentsStatuses = new StatusTriggers(
                intentsQueue, new StatusDebounce(key -> isUnfinished(states, key), activity, System::nanoTime), clock);
        this.accessStatuses = new StatusTriggers(
                accessQueue,
                new StatusDebounce(key -> isAccessUnfinished(states, key), activity, System::nanoTime),
                clock);
        var serverStatuses = new ServerStatuses(graph, intentsStatuses, accessStatuses);
        var hostPolicies = new HostPolicyStore(graph);
        var policies = new PolicyStore(graph, hostPolicies);
        this.hostWatches = new HostPolicyWatches(
                new ObjectApi(client),
                client.getKubernetesSerialization(),
                hostPolicies,
                settings.egressHosts(),
                scope.watched());
        var metadataApi = new MetadataApi(client);
        this.owners = new OwnerCache(metadataApi, new OwnerKinds(client), scope.watched(), clock);
        var events = new EventRecorder(client, Clock.systemUTC(), settings.identity(), metrics, clock);
        this.invalidNames = new InvalidNameWarnings(barrier, events);
        var exposure = new ExposureFeed(graph, settings.exposure(), egressFacts(settings));
        this.exposures = new ExposureWatches(new ObjectApi(client), exposure, scope.watched());
        this.podFeed = new PodFeed(graph, scope, owners, exposure, invalidNames);
        graph.announceTo(new WorkloadFeed(graph, owners, clock)
                .and(new Coordinator(barrier, servers, pods, defaultDenies, egress, intentsStatuses, accessStatuses)));
        this.ownersListed = owners.watch();
        exposures.start();
        hostWatches.start();
        this.orphans = new OrphanRecord(client, settings.namespace(), podFeed, barrier, metrics);
        this.intentsFeed = DeclarationFeed.ofIntents(graph, scope, intentsQueue);
        this.accessFeed = DeclarationFeed.ofAccesses(graph, scope, accessQueue);
        var writer = new PolicyWriter(client, policies, metrics, activity);
        var deadlines =
                new Deadlines(settings.isolationDeadline(), settings.revocationDeadline(), settings.forgetAfter());
        servers.runs(new ServerReconciler(
                barrier,
                graph,
                policies,
                writer,
                deadlines,
                podFeed::isComplete,
                servers,
                pods,
                serverStatuses,
                metrics,
                time));
        var unremoved = new UnremovedKeys(events, time);
        pods.runs(new PodLabelReconciler(
                barrier,
                graph,
                policies,
                deadlines,
                metadataApi,
                podFeed,
                servers,
                pods,
                serverStatuses,
                metrics,
                activity,
                unremoved));
        defaultDenies.runs(new DefaultDenyReconciler(
                barrier, graph, policies, writer, deadlines, System::nanoTime, new InvalidLabels(events), events));
        egress.runs(new EgressReconciler(
                barrier,
                graph,
                policies,
                writer,
                new HostPolicyWriter(client, hostPolicies, metrics, activity),
                deadlines,
                podFeed::isComplete,
                intentsStatuses,
                System::nanoTime));
        metrics.gauge("pods", "Pods known", () -> graph.read(IntentGraph::podCount));
        metrics.gauge("pods_under_way", "Pods whose labels are not as they must be yet", pods::size);
        metrics.gauge(
                "servers_under_way",
                "Servers whose policy is not as it must be yet",
                () -> servers.size() - servers.count(ServerProgress::isForgetting));
        metrics.gauge(
                "servers_gone",
                "Servers that nobody declares and of which nothing is left, whose policy stays until it is forgotten",
                () -> servers.count(ServerProgress::isForgetting));
        metrics.gauge(
                "pods_with_unremoved_keys", "Pods from which a revoked key could not be removed", unremoved::size);
        metrics.gauge(
                "pods_unresolved",
                "Pods of which it is not known to which workload they belong",
                () -> podFeed.unresolved().size());
        metrics.gauge(
                "pods_orphaned",
                "Running pods that keep the identity of owners that they have lost",
                () -> podFeed.orphans().size());
        metrics.gauge(
                "pods_orphaned_unrecorded",
                "Those of them that lose it when the operator restarts, because there is no room to record them",
                orphans::leftOut);
        metrics.gauge(
                "entrance_kinds_watched", "Kinds that may lead traffic to servers and are watched", exposures::kinds);
        metrics.gauge(
                "entrance_objects_set_aside",
                "Objects that may lead traffic to servers and cannot be read",
                exposures::setAside);
        metrics.gauge(
                "server_accesses",
                "ServerAccess objects that count",
                () -> graph.read(current -> current.allAccesses().size()));
        metrics.gauge(
                "server_accesses_refused",
                "ServerAccess objects that are not valid, or in a namespace that is left alone",
                () -> accessFeed.refused().size());
        metrics.gauge(
                "server_accesses_surplus",
                "ServerAccess objects that do not count, because their namespaces have too many older ones",
                () -> graph.read(IntentGraph::surplusAccesses).size());
        metrics.gauge(
                "declarations_waiting",
                "Declarations that wait for the consent of a server's side",
                () -> graph.read(IntentGraph::waitingCount));
        metrics.gauge("servers", "Servers known", () -> graph.read(IntentGraph::serverCount));
        metrics.gauge("leading", "1 where this replica writes", () -> barrier.isOpen() ? 1 : 0);
        barrier.onOpen(this::catchUp);
        orphans.start();
        var controllers = new Controllers(client, settings, metrics.reconciliations());
        int turns = Math.max(1, threads / 4);
        this.intentsController = controllers.of(new ClientIntentsReconciler(
                barrier,
                graph,
                states,
                intentsQueue,
                intentsStatuses,
                intentsFeed,
                new WatchedObjects(
                        barrier,
                        scope.watched(),
                        new NamespaceFeed(graph, exposure),
                        podFeed,
                        policies,
                        new ServiceFeed(graph, exposure)),
                StatusWriter.ofIntents(metadataApi, metrics, events, new ConsentRequests(graph, accessFeed, events)),
                Clock.systemUTC(),
                clock,
                turns));
        this.accessController = controllers.of(new ServerAccessReconciler(
                barrier,
                graph,
                states,
                accessQueue,
                accessStatuses,
                accessFeed,
                StatusWriter.ofAccesses(metadataApi, metrics, events),
                Clock.systemUTC(),
                clock,
                turns));
        this.accessKind = new AwaitedKind(
                new ServedKind(client, ServerAccess.class),
                accessController::start,
                () -> barrier.reached(StartupBarrier.Condition.SERVER_ACCESSES));
        this.requirements = new StartRequirements(client, metadataApi, settings);
        this.leadership = new Leadership(
                client,
                metadataApi,
                settings,
                background,
                () -> barrier.reached(StartupBarrier.Condition.LEADING),
                () -> {
                    barrier.close();
                    onLeadershipLost.run();
                });
        this.webhook = settings.webhook()
                .map(it -> new Webhook(client, scope, graph, barrier, metrics, owners, settings.namespace(), it));
        this.observation = settings.observe()
                .flatMap(it -> webhook.map(
                        served -> new TrafficObservation(client, settings, it, served.tls(), graph, barrier, metrics)));
        this.endpoints = Endpoints.start(settings.httpPort(), settings.metricsPort(), this::isReady, metrics::scrape);
    }

    /** Returns a clock on which what was cancelled takes no memory until it would have been due. */
    private static ScheduledExecutorService clock() {
        var clock = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("clock"));
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    private FairExecutor executor(String name, int places) {
        var executor = new FairExecutor(name, places, clock);
        executors.add(executor);
        return executor;
    }

    private boolean isReady() {
        return barrier.isSynced() && webhook.map(Webhook::isServing).orElse(true);
    }

    private static EgressFacts egressFacts(Settings settings) {
        EgressSettings egress = settings.egress();
        return new EgressFacts(
                egress.nameServers().isEmpty() && !settings.watchedNamespaces().isEmpty()
                        ? egress.with(
                                NameServers.unknown("with --watch-namespaces, Services of other namespaces are not"
                                        + " read; name the servers that resolve names with " + DnsSetting.OPTION))
                        : egress,
                OwnNameServers.read(),
                TargetPorts.UNKNOWN);
    }

    private static KubernetesClient client(Config config, Settings settings) {
        Config tuned = new ConfigBuilder(config)
                .withHttp2Disable(true)
                .withMaxConcurrentRequests(Math.max(64, 4 * settings.threads()))
                .withMaxConcurrentRequestsPerHost(Math.max(64, 4 * settings.threads()))
                .withRequestRetryBackoffLimit(2)
                .withUserAgent("client-intents")
                .build();
        return new KubernetesClientBuilder()
                .withConfig(tuned)
                .withKubernetesSerialization(TrimmedModel.serialization(settings.virtualClusters()))
                .build();
    }

    /**
     * Fills the caches and begins to write, as soon as this replica leads. An API server that is away, or cannot
     * answer, is waited for.
     *
     * @throws StartFailure where nothing but a person can help
     */
    public void start() {
        webhook.ifPresent(Webhook::start);
        observation.ifPresent(TrafficObservation::start);
        var startup = new Startup(requirements);
        CompletableFuture<Void> mayLead = CompletableFuture.runAsync(requirements::awaitLease, background);
        startup.await(ownersListed, OWNERS_WITHIN);
        CompletableFuture<Void> started = CompletableFuture.runAsync(intentsController::start, background);
        background.execute(accessKind);
        startup.await(started);
        startup.await(accessKind.settled());
        exposures.awaitFirst(ENTRANCES_WITHIN);
        barrier.reached(StartupBarrier.Condition.ENTRANCES);
        startup.await(mayLead);
        if (settings.leaderElection()) {
            leadership.start();
        } else {
            barrier.reached(StartupBarrier.Condition.LEADING);
        }
        LOG.atInfo()
                .addKeyValue("pods", graph.<Integer>read(IntentGraph::podCount))
                .addKeyValue("servers", graph.<Integer>read(IntentGraph::serverCount))
                .addKeyValue("httpPort", httpPort())
                .addKeyValue("metricsPort", metricsPort())
                .log("Operator started");
    }

    /** Returns the port of the probes. */
    public int httpPort() {
        return endpoints.probesPort();
    }

    /** Returns the port of the metrics. */
    public int metricsPort() {
        return endpoints.metricsPort();
    }

    /** Returns the port of the webhook; empty where there is none. To be called once it is started. */
    public OptionalInt webhookPort() {
        return webhook.map(it -> OptionalInt.of(it.port())).orElseGet(OptionalInt::empty);
    }

    /** Returns the port where agents tell what they see; empty where nothing is observed. To be called once it is started. */
    public OptionalInt observePort() {
        return observation.map(it -> OptionalInt.of(it.port())).orElseGet(OptionalInt::empty);
    }

    /** Requests work for everything that is not as it must be: what changed while nobody wrote. */
    private void catchUp() {
        graph.<List<String>>read(it -> List.copyOf(it.allNamespaces())).forEach(defaultDenies::request);
        graph.read(IntentGraph::allServers).forEach(servers::request);
        graph.read(IntentGraph::clients).forEach(egress::request);
        podFeed.invalidOverrides().forEach(invalidNames);
        graph.read(IntentOperator::wrongPods).forEach(pods::request);
        intentsStatuses.fire(graph.read(IntentOperator::allIntents));
        intentsStatuses.fire(intentsFeed.refused());
        intentsStatuses.fire(graph.read(IntentGraph::surplus));
        accessStatuses.fire(graph.read(IntentOperator::allAccesses));
        accessStatuses.fire(accessFeed.refused());
        accessStatuses.fire(graph.read(IntentGraph::surplusAccesses));
        LOG.atInfo().log("Writing: every cache is filled and this replica leads");
    }

    private static List<ObjectKey> wrongPods(IntentGraph graph) {
        return graph.allPods()
                .filter(pod -> !LabelChange.between(pod.labels(), PodLabels.of(graph, pod))
                        .isEmpty())
                .map(PodEntry::key)
                .toList();
    }

    private static List<ObjectKey> allIntents(IntentGraph graph) {
        return graph.allIntents().stream().map(IntentsEntry::key).toList();
    }

    private static List<ObjectKey> allAccesses(IntentGraph graph) {
        return graph.allAccesses().stream().map(AccessEntry::key).toList();
    }

    private boolean isUnfinished(WriteStates states, ObjectKey intents) {
        return graph.read(current -> current.intents(intents)
                .filter(entry -> StatusPlan.isUnfinished(current, states, entry))
                .isPresent());
    }

    private boolean isAccessUnfinished(WriteStates states, ObjectKey access) {
        return graph.read(current -> current.access(access)
                .filter(entry -> AccessStatusPlan.isUnfinished(current, states, entry))
                .isPresent());
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        orphans.close();
        observation.ifPresent(TrafficObservation::close);
        barrier.close();
        owners.close();
        exposures.close();
        hostWatches.close();
        // each may wait for what is under way
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(accessController::stop, background);
        intentsController.stop();
        stopped.join();
        executors.forEach(FairExecutor::close);
        clock.shutdownNow();
        if (settings.leaderElection()) {
            leadership.close();
        }
        background.shutdownNow();
        webhook.ifPresent(Webhook::close);
        endpoints.close();
        client.close();
        LOG.atInfo().log("Operator stopped");
    }
}
