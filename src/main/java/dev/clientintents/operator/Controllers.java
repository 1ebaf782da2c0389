package dev.clientintents.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;

/**
 * Makes JOSDK's controllers, each in an operator of its own, so that one can be started after the other. The graph
 * requests everything, save for what is new, and nothing is requested because time has passed; a failure is retried
 * without end.
 */
final class Controllers {

    private static final long PAGE_SIZE = 500;
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(10);
    private static final Duration WITHOUT_END = Duration.ofDays(10_000);

    private final KubernetesClient client;
    private final Settings settings;
    private final Metrics metrics;

    Controllers(KubernetesClient client, Settings settings, Metrics metrics) {
        this.client = client;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Returns an operator of one controller, which is not started yet. */
    <R extends HasMetadata> Operator of(Reconciler<R> reconciler) {
        var created = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withStopOnInformerErrorDuringStartup(false)
                .withCacheSyncTimeout(WITHOUT_END)
                .withConcurrentReconciliationThreads(settings.threads())
                .withReconciliationTerminationTimeout(FINISH_WITHIN)
                .withUseSSAToPatchPrimaryResource(true)
                .withResourceCloner(new SameInstance())
                .withMetrics(metrics));
        created.register(reconciler, this::configure);
        return created;
    }

    private <R extends HasMetadata> void configure(ControllerConfigurationOverrider<R> configuration) {
        if (!settings.watchedNamespaces().isEmpty()) {
            configuration.settingNamespaces(settings.watchedNamespaces());
        }
        configuration
                .withInformerListLimit(PAGE_SIZE)
                .withOnUpdateFilter((resource, old) -> false)
                .withReconciliationMaxInterval(null)
                .withRetry(new GenericRetry()
                        .withoutMaxAttempts()
                        .setInitialInterval(100)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(Duration.ofSeconds(30).toMillis()));
    }

    /** Nobody changes what the caches hold, so that nothing has to be copied. */
    private static final class SameInstance implements Cloner {

        @Override
        public <R extends HasMetadata> R clone(R resource) {
            return resource;
        }
    }
}
