package dev.clientintents.operator;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.label.LabelChange;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.http.HttpEndpoints;
import dev.clientintents.operator.http.Webhook;
import dev.clientintents.operator.watch.IntentsFeed;
import dev.clientintents.operator.watch.NamespaceFeed;
import dev.clientintents.operator.watch.OwnerCache;
import dev.clientintents.operator.watch.OwnerKinds;
import dev.clientintents.operator.watch.PodFeed;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.watch.ServiceFeed;
import dev.clientintents.operator.watch.TrimmedModel;
import dev.clientintents.operator.work.Coordinator;
import dev.clientintents.operator.work.DaemonThreads;
import dev.clientintents.operator.work.FairExecutor;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.ServerProgress;
import dev.clientintents.operator.work.ServerStates;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.StatusDebounce;
import dev.clientintents.operator.work.StatusTriggers;
import dev.clientintents.operator.work.Trigger;
import dev.clientintents.operator.work.Triggers;
import dev.clientintents.operator.work.Work;
import dev.clientintents.operator.work.WriteActivity;
import dev.clientintents.operator.write.ClientIntentsReconciler;
import dev.clientintents.operator.write.DefaultDenyReconciler;
import dev.clientintents.operator.write.EventRecorder;
import dev.clientintents.operator.write.NamespaceReconciler;
import dev.clientintents.operator.write.PodLabelReconciler;
import dev.clientintents.operator.write.PodReconciler;
import dev.clientintents.operator.write.PolicyWriter;
import dev.clientintents.operator.write.ServerReconciler;
import dev.clientintents.transition.Deadlines;
import dev.clientintents.transition.Holds;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator, wired by hand: reading this class shows the whole program. It starts with {@link #start} and stops with
 * {@link #close}, which lets writes under way finish and releases the lease.
 */
public final class IntentOperator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IntentOperator.class);
    private static final long PAGE_SIZE = 500;
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final Settings settings;
    private final CompletableFuture<Void> ownersListed;
    private final StartupBarrier barrier = new StartupBarrier();
    private final SharedGraph graph;
    private final Triggers triggers;
    private final Work<ServerId, ServerProgress> servers;
    private final Work<ObjectKey, Holds> pods;
    private final Work<String, String> defaultDenies;
    private final StatusTriggers statuses;
    private final PodFeed podFeed;
    private final IntentsFeed intentsFeed;
    private final Operator operator;
    private final Leadership leadership;
    private final HttpEndpoints endpoints;
    private final Optional<Webhook> webhook;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ScheduledExecutorService clock = clock();
    private final List<FairExecutor> executors = new ArrayList<>();
    private final ExecutorService background = Executors.newCachedThreadPool(DaemonThreads.named("background"));

    /**
     * Prepares an operator and its HTTP endpoints. Meanwhile it lists the owners of pods, since the first connection to the
     * API server takes its time; {@link #start} waits for them.
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
        this.triggers = new Triggers(new Trigger(), new Trigger());
        this.graph = new SharedGraph(new IntentGraph(scope));
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
        var states = new ServerStates(servers);
        var patience = new StatusDebounce(graph, states, activity, System::nanoTime);
        this.statuses = new StatusTriggers(triggers, patience, clock);
        graph.announceTo(new Coordinator(barrier, servers, pods, defaultDenies, statuses));
        var policies = new PolicyStore(graph);
        var metadataApi = new MetadataApi(client);
        var owners = new OwnerCache(metadataApi, new OwnerKinds(client), scope.watched());
        this.ownersListed = CompletableFuture.runAsync(owners::load, background);
        this.podFeed = new PodFeed(graph, scope, owners, triggers);
        this.intentsFeed = new IntentsFeed(graph, scope, triggers);
        var writer = new PolicyWriter(client, policies, metrics, activity);
        var deadlines = new Deadlines(settings.isolationDeadline(), settings.revocationDeadline());
        servers.runs(
                new ServerReconciler(barrier, graph, policies, writer, deadlines, servers, pods, statuses, metrics));
        pods.runs(new PodLabelReconciler(
                barrier, graph, policies, deadlines, metadataApi, podFeed, servers, pods, metrics, activity));
        defaultDenies.runs(new DefaultDenyReconciler(barrier, graph, writer));
        var events = new EventRecorder(client, Clock.systemUTC(), settings.identity(), metrics);
        metrics.gauge("pods", "Pods known", () -> graph.read(IntentGraph::podCount));
        metrics.gauge("pods_under_way", "Pods whose labels are not as they must be yet", pods::size);
        metrics.gauge("servers_under_way", "Servers whose policy is not as it must be yet", servers::size);
        metrics.gauge("servers", "Servers known", () -> graph.read(IntentGraph::serverCount));
        metrics.gauge("leading", "1 where this replica writes", () -> barrier.isOpen() ? 1 : 0);
        barrier.onOpen(this::catchUp);
        this.operator = operator(
                metrics,
                new PodReconciler(barrier, triggers, podFeed, events),
                new NamespaceReconciler(
                        barrier, scope.watched(), new NamespaceFeed(graph), policies, new ServiceFeed(graph, scope)),
                new ClientIntentsReconciler(
                        barrier,
                        graph,
                        states,
                        triggers,
                        statuses,
                        patience,
                        intentsFeed,
                        metadataApi,
                        events,
                        metrics,
                        Clock.systemUTC(),
                        Math.max(1, threads / 4)));
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
        this.endpoints = new HttpEndpoints(settings.httpPort(), this::isReady, metrics::scrape);
    }

    /** A clock on which what was cancelled takes no memory until it would have been due. */
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
                .withKubernetesSerialization(TrimmedModel.serialization())
                .build();
    }

    private Operator operator(
            OperatorMetrics metrics,
            PodReconciler podReconciler,
            NamespaceReconciler namespaceReconciler,
            ClientIntentsReconciler intentsReconciler) {
        var reconciliations = metrics.reconciliations();
        var created = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(settings.threads())
                .withReconciliationTerminationTimeout(FINISH_WITHIN)
                .withUseSSAToPatchPrimaryResource(true)
                .withResourceCloner(new SameInstance())
                .withMetrics(reconciliations));
        created.register(podReconciler, this::configureWatched);
        created.register(namespaceReconciler, IntentOperator::configure);
        created.register(intentsReconciler, this::configureWatched);
        return created;
    }

    /** Namespaces themselves are read in the whole cluster; what is in them, where the settings say. */
    private <P extends HasMetadata> void configureWatched(ControllerConfigurationOverrider<P> configuration) {
        configure(configuration);
        if (!settings.watchedNamespaces().isEmpty()) {
            configuration.settingNamespaces(settings.watchedNamespaces());
        }
    }

    /** Everything is triggered by the graph, save for what is new; a failure is retried without end. */
    private static <P extends HasMetadata> void configure(ControllerConfigurationOverrider<P> configuration) {
        configuration
                .withInformerListLimit(PAGE_SIZE)
                .withOnUpdateFilter((resource, old) -> false)
                .withRetry(new GenericRetry()
                        .withoutMaxAttempts()
                        .setInitialInterval(100)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(Duration.ofSeconds(30).toMillis()));
    }

    /**
     * Fills the caches and begins to write, as soon as this replica leads.
     *
     * @throws RuntimeException where the API server cannot be reached or refuses what the operator needs
     */
    public void start() {
        webhook.ifPresent(Webhook::start);
        awaitOwners();
        operator.start();
        if (settings.leaderElection()) {
            leadership.start();
        } else {
            barrier.reached(StartupBarrier.Condition.LEADING);
        }
        var unused = clock.scheduleWithFixedDelay(
                podFeed::lookUpUnreadable,
                OwnerCache.UNREADABLE_FOR.toNanos(),
                OwnerCache.UNREADABLE_FOR.toNanos(),
                TimeUnit.NANOSECONDS);
        LOG.atInfo()
                .addKeyValue("pods", graph.<Integer>read(IntentGraph::podCount))
                .addKeyValue("servers", graph.<Integer>read(IntentGraph::serverCount))
                .addKeyValue("httpPort", httpPort())
                .log("Operator started");
    }

    private void awaitOwners() {
        try {
            ownersListed.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The port of the HTTP endpoints. */
    public int httpPort() {
        return endpoints.port();
    }

    /** The port of the webhook; empty where there is none. To be called once it is started. */
    public OptionalInt webhookPort() {
        return webhook.map(it -> OptionalInt.of(it.port())).orElseGet(OptionalInt::empty);
    }

    /** Has everything looked at that is not as it must be: what changed while nobody wrote. */
    private void catchUp() {
        graph.<List<String>>read(it -> List.copyOf(it.allNamespaces())).forEach(defaultDenies::request);
        graph.read(IntentGraph::allServers).forEach(servers::request);
        podFeed.unresolved().forEach(triggers::pod);
        podFeed.withInvalidOverride().forEach(triggers::pod);
        graph.read(IntentOperator::wrongPods).forEach(pods::request);
        statuses.fire(graph.read(IntentOperator::allIntents));
        statuses.fire(intentsFeed.refused());
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
        return graph.allIntents().stream().map(entry -> entry.key()).toList();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        barrier.close();
        operator.stop();
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

    /** Nobody changes what the caches hold, so that nothing has to be copied. */
    private static final class SameInstance implements Cloner {

        @Override
        public <R extends HasMetadata> R clone(R resource) {
            return resource;
        }
    }
}
