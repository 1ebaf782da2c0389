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
import dev.clientintents.operator.work.LatencyTracker;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.Retries;
import dev.clientintents.operator.work.ServerQueue;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.StatusDebounce;
import dev.clientintents.operator.work.StatusTriggers;
import dev.clientintents.operator.work.Trigger;
import dev.clientintents.operator.work.Triggers;
import dev.clientintents.operator.work.WriteActivity;
import dev.clientintents.operator.work.WriteOrder;
import dev.clientintents.operator.write.ClientIntentsReconciler;
import dev.clientintents.operator.write.Cluster;
import dev.clientintents.operator.write.EventRecorder;
import dev.clientintents.operator.write.NamespaceReconciler;
import dev.clientintents.operator.write.PodReconciler;
import dev.clientintents.operator.write.PolicyWriter;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
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
    private final Cluster cluster;
    private final Operator operator;
    private final Leadership leadership;
    private final HttpEndpoints endpoints;
    private final Optional<Webhook> webhook;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("clock"));
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
        var progress = new WriteActivity(System::nanoTime);
        var gate = new StartupBarrier();
        var queue = new ServerQueue();
        var order = new WriteOrder(settings.isolationDeadline(), settings.revocationDeadline(), System::nanoTime);
        var triggers = new Triggers(new Trigger(), new Trigger(), new Trigger());
        var graph = new SharedGraph(new IntentGraph(scope));
        var patience = new StatusDebounce(graph, queue, progress, System::nanoTime);
        var statuses = new StatusTriggers(triggers, patience, clock);
        var waitingPods = new LatencyTracker<ObjectKey>();
        var waitingServers = new LatencyTracker<ServerId>();
        graph.announceTo(new Coordinator(gate, queue, order, triggers, statuses, waitingPods, waitingServers));
        var policies = new PolicyStore(graph);
        var metadataApi = new MetadataApi(client);
        var owners = new OwnerCache(metadataApi, new OwnerKinds(client), scope.watched());
        this.ownersListed = CompletableFuture.runAsync(owners::load, background);
        this.cluster = new Cluster(
                scope,
                gate,
                graph,
                queue,
                order,
                triggers,
                statuses,
                patience,
                policies,
                new PodFeed(graph, scope, owners, triggers),
                new NamespaceFeed(graph),
                new ServiceFeed(graph, scope),
                new IntentsFeed(graph, scope, triggers),
                metadataApi,
                new PolicyWriter(client, policies, metrics, progress),
                new EventRecorder(client, Clock.systemUTC(), settings.identity(), metrics),
                metrics,
                progress,
                new Retries<>(clock),
                waitingPods,
                waitingServers,
                Executors.newFixedThreadPool(Math.max(1, settings.threads() / 2), DaemonThreads.named("policies")));
        metrics.gauge("pods", "Pods known", () -> graph.read(IntentGraph::podCount));
        metrics.gauge("servers", "Servers known", () -> graph.read(IntentGraph::serverCount));
        metrics.gauge("leading", "1 where this replica writes", () -> gate.isOpen() ? 1 : 0);
        gate.onOpen(this::catchUp);
        this.operator = operator(metrics);
        this.leadership = new Leadership(
                client, metadataApi, settings, background, () -> gate.reached(StartupBarrier.Condition.LEADING), () -> {
                    gate.close();
                    onLeadershipLost.run();
                });
        this.webhook = settings.webhook().map(it -> new Webhook(client, cluster, owners, settings.namespace(), it));
        this.endpoints = new HttpEndpoints(settings.httpPort(), this::isReady, metrics::scrape);
    }

    private boolean isReady() {
        return cluster.gate().isSynced() && webhook.map(Webhook::isServing).orElse(true);
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

    private Operator operator(OperatorMetrics metrics) {
        var reconciliations = metrics.reconciliations();
        var created = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(settings.threads())
                .withReconciliationTerminationTimeout(FINISH_WITHIN)
                .withUseSSAToPatchPrimaryResource(true)
                .withResourceCloner(new SameInstance())
                .withMetrics(reconciliations));
        created.register(new PodReconciler(cluster, settings.revocationDeadline()), this::configureWatched);
        created.register(new NamespaceReconciler(cluster), IntentOperator::configure);
        created.register(
                new ClientIntentsReconciler(cluster, Clock.systemUTC(), Math.max(1, settings.threads() / 4)),
                this::configureWatched);
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
            cluster.gate().reached(StartupBarrier.Condition.LEADING);
        }
        var unused = clock.scheduleWithFixedDelay(
                cluster.podFeed()::lookUpUnreadable,
                OwnerCache.UNREADABLE_FOR.toNanos(),
                OwnerCache.UNREADABLE_FOR.toNanos(),
                TimeUnit.NANOSECONDS);
        LOG.atInfo()
                .addKeyValue("pods", cluster.graph().<Integer>read(IntentGraph::podCount))
                .addKeyValue("servers", cluster.graph().<Integer>read(IntentGraph::serverCount))
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
        Triggers triggers = cluster.triggers();
        cluster.queue().namespaces().forEach(triggers::namespace);
        cluster.podFeed().unresolved().forEach(triggers::pod);
        cluster.podFeed().withInvalidOverride().forEach(triggers::pod);
        cluster.graph().read(IntentOperator::wrongPods).forEach(triggers::pod);
        cluster.statuses().fire(cluster.graph().read(IntentOperator::allIntents));
        cluster.statuses().fire(cluster.intentsFeed().refused());
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
        cluster.gate().close();
        operator.stop();
        cluster.policyThreads().shutdown();
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
