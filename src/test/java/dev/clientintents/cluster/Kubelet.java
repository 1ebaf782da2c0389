package dev.clientintents.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for the nodes of a cluster: every pending pod gets an address and runs at once. Pods stay without a node,
 * so that they are gone as soon as they are deleted.
 */
public final class Kubelet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Kubelet.class);
    private static final int THREADS = 8;
    private static final int RETRY_SECONDS = 1;
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager("kubelet")
            .build();

    private final KubernetesClient client;
    private final PodAddresses addresses = new PodAddresses();
    private final ExecutorService workers = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "kubelet");
        thread.setDaemon(true);
        return thread;
    });
    private final SharedIndexInformer<Pod> pending;

    private Kubelet(KubernetesClient client) {
        this.client = client;
        this.pending = client.pods()
                .inAnyNamespace()
                .withField("status.phase", "Pending")
                .runnableInformer(0);
    }

    /** Starts it with the rights of a user who may do everything. Until it is closed, pods become ready. */
    public static Kubelet start(Config config) {
        Kubelet kubelet =
                new Kubelet(new KubernetesClientBuilder().withConfig(config).build());
        kubelet.watch();
        return kubelet;
    }

    private void watch() {
        pending.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                workers.execute(() -> run(pod));
            }

            @Override
            public void onUpdate(Pod before, Pod after) {}

            @Override
            public void onDelete(Pod pod, boolean unknownState) {}
        });
        pending.run();
    }

    private void run(Pod pod) {
        Pod status = RunningPod.status(pod, addresses.next(), Instant.now());
        try {
            client.resource(pod).subresource("status").patch(MERGE, Serialization.asJson(status));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && !workers.isShutdown()) {
                LOG.atWarn()
                        .addKeyValue("namespace", pod.getMetadata().getNamespace())
                        .addKeyValue("name", pod.getMetadata().getName())
                        .setCause(e)
                        .log("Pod does not run yet");
                CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS, workers)
                        .execute(() -> run(pod));
            }
        }
    }

    /** Stops it: new pods stay pending. */
    @Override
    public void close() {
        pending.stop();
        workers.shutdownNow();
        client.close();
    }
}
