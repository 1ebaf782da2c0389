package dev.clientintents.operator;

import dev.clientintents.kube.MetadataApi;
import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.Map;
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

    private final MetadataApi api;
    private final Settings settings;
    private final LeaderElector elector;
    private volatile boolean closing;
    private volatile boolean leading;
    private volatile CompletableFuture<?> election = CompletableFuture.completedFuture(null);

    Leadership(
            KubernetesClient client,
            MetadataApi api,
            Settings settings,
            Executor executor,
            Runnable onStart,
            Runnable onLost) {
        this.api = api;
        this.settings = settings;
        var callbacks = new LeaderCallbacks(
                () -> {
                    leading = true;
                    onStart.run();
                },
                () -> {
                    leading = false;
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
                        false,
                        Labels.MANAGER),
                executor);
    }

    void start() {
        election = elector.start();
    }

    @Override
    public void close() {
        closing = true;
        boolean held = leading;
        election.cancel(true);
        if (held) {
            release();
        }
    }

    /** Releases the lease: the elector's own release leaves its name in it, because its patch omits what is null. */
    private void release() {
        String path = "/apis/coordination.k8s.io/v1/namespaces/" + settings.namespace() + "/leases/" + Labels.MANAGER;
        try {
            api.mergePatch(path, Map.of("spec", Map.of("holderIdentity", "", "leaseDurationSeconds", 1)));
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("Could not release the lease; it expires by itself");
        }
    }
}
