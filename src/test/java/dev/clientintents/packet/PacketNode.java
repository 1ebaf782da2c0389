package dev.clientintents.packet;

import dev.clientintents.cluster.PodAddresses;
import dev.clientintents.cluster.RunningPod;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler, the kubelet and the network plugin of one node that takes every pod. A pod gets a network, is bound,
 * is told its address, listens, and is ready, in this order; one that is deleted loses its network and is gone. Pods on
 * the host network stay pending.
 */
final class PacketNode implements AutoCloseable {
    static final String NAME = "packet-node";

    private static final Logger LOG = LoggerFactory.getLogger(PacketNode.class);
    private static final int THREADS = 8;
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager("kubelet")
            .build();

    private final KubernetesClient client;
    private final PacketAgent agent;
    private final Consumer<LivePod> beforeItListens;
    private final PodAddresses addresses = new PodAddresses();
    private final ExecutorService workers = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "packet-node");
        thread.setDaemon(true);
        return thread;
    });
    /** What happens to a pod happens one after the other. */
    private final Map<String, CompletableFuture<Void>> work = new ConcurrentHashMap<>();

    private final Map<String, LivePod> live = new ConcurrentHashMap<>();
    private final SharedIndexInformer<Pod> pods;

    private PacketNode(KubernetesClient client, PacketAgent agent, Consumer<LivePod> beforeItListens) {
        this.client = client;
        this.agent = agent;
        this.beforeItListens = beforeItListens;
        this.pods = client.pods().inAnyNamespace().runnableInformer(0);
    }

    /**
     * Starts it with the rights of a user who may do everything.
     *
     * @param beforeItListens waits until the engine knows a pod
     */
    static PacketNode start(Config config, PacketAgent agent, Consumer<LivePod> beforeItListens) {
        PacketNode node =
                new PacketNode(new KubernetesClientBuilder().withConfig(config).build(), agent, beforeItListens);
        node.pods.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                node.observe(pod);
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                node.observe(after);
            }

            @Override
            public void onDelete(Pod pod, boolean unknownState) {
                node.then(pod, () -> {
                    node.remove(pod);
                    node.work.remove(pod.getMetadata().getUid());
                });
            }
        });
        node.pods.run();
        return node;
    }

    /** The pods that are ready, until they are deleted. */
    Collection<LivePod> live() {
        return List.copyOf(live.values());
    }

    private void observe(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            then(pod, () -> end(pod));
        } else if (pod.getSpec().getNodeName() == null
                && !Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
            work.computeIfAbsent(
                    pod.getMetadata().getUid(),
                    uid -> CompletableFuture.runAsync(guarded(pod, () -> run(pod)), workers));
        }
    }

    private void then(Pod pod, Runnable task) {
        work.compute(
                pod.getMetadata().getUid(),
                (uid, before) -> before == null
                        ? CompletableFuture.runAsync(guarded(pod, task), workers)
                        : before.thenRunAsync(guarded(pod, task), workers));
    }

    private void run(Pod pod) {
        LivePod started = new LivePod(pod, addresses.next());
        agent.add(started.uid(), started.address());
        bind(pod);
        Pod running = RunningPod.status(pod, started.address(), Instant.now());
        patch(
                pod,
                new PodBuilder()
                        .withNewStatus()
                        .withPodIP(started.address())
                        .addNewPodIP(started.address())
                        .withHostIP(running.getStatus().getHostIP())
                        .withHostIPs(running.getStatus().getHostIPs())
                        .endStatus()
                        .build());
        beforeItListens.accept(started);
        agent.listen(started.uid(), List.copyOf(started.ports()));
        live.put(started.uid(), started);
        patch(pod, running);
    }

    private void bind(Pod pod) {
        client.raw(
                "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                        + pod.getMetadata().getName() + "/binding",
                "POST",
                new BindingBuilder()
                        .withNewMetadata()
                        .withNamespace(pod.getMetadata().getNamespace())
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .endMetadata()
                        .withNewTarget()
                        .withKind("Node")
                        .withName(NAME)
                        .endTarget()
                        .build());
    }

    /** A pod of the same name that has taken its place stays as it is: the API server knows it by its UID. */
    private void patch(Pod pod, Pod status) {
        Pod own = new PodBuilder(status)
                .editOrNewMetadata()
                .withUid(pod.getMetadata().getUid())
                .endMetadata()
                .build();
        client.resource(pod).subresource("status").patch(MERGE, Serialization.asJson(own));
    }

    private void end(Pod pod) {
        remove(pod);
        client.raw(
                "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                        + pod.getMetadata().getName(),
                "DELETE",
                new DeleteOptionsBuilder()
                        .withGracePeriodSeconds(0L)
                        .withNewPreconditions(null, pod.getMetadata().getUid())
                        .build());
    }

    private void remove(Pod pod) {
        live.remove(pod.getMetadata().getUid());
        agent.remove(pod.getMetadata().getUid());
    }

    /** What fails because the pod is gone meanwhile, or because everything ends, is no failure. */
    private Runnable guarded(Pod pod, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                boolean gone = e instanceof KubernetesClientException refused
                        && (refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                                || refused.getCode() == HttpURLConnection.HTTP_CONFLICT);
                if (!gone && !workers.isShutdown()) {
                    LOG.atWarn()
                            .addKeyValue("namespace", pod.getMetadata().getNamespace())
                            .addKeyValue("name", pod.getMetadata().getName())
                            .setCause(e)
                            .log("Pod does not do as it should");
                }
            }
        };
    }

    /** Stops it: pods stay as they are. */
    @Override
    public void close() {
        pods.stop();
        workers.shutdownNow();
        client.close();
    }
}
