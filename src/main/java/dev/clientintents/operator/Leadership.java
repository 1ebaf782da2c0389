package dev.clientintents.operator;

import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the lease of the one replica that writes. Stopping releases it, so that the next replica takes over at once;
 * losing it is final for this process.
 */
final class Leadership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final LeaderElector elector;
    private volatile boolean closing;
    private volatile CompletableFuture<?> election = CompletableFuture.completedFuture(null);

    Leadership(KubernetesClient client, Settings settings, Executor executor, Runnable onStart, Runnable onLost) {
        var callbacks = new LeaderCallbacks(
                onStart,
                () -> {
                    if (!closing) {
                        onLost.run();
                    }
                },
                leader -> LOG.atInfo().addKeyValue("leader", leader).log("Leader elected"));
        this.elector = new LeaderElector(
                client,
                new LeaderElectionConfig(
                        new LeaseLock(settings.namespace(), Labels.MANAGER, settings.identity()),
                        LEASE,
                        RENEW_DEADLINE,
                        RETRY,
                        callbacks,
                        true,
                        Labels.MANAGER),
                executor);
    }

    void start() {
        election = elector.start();
    }

    @Override
    public void close() {
        closing = true;
        election.cancel(true);
        elector.release();
    }
}
