package dev.clientintents.operator.http;

import dev.clientintents.admission.Verdict;
import dev.clientintents.admission.WebhookServer;
import dev.clientintents.certificate.HotKey;
import dev.clientintents.certificate.Rotation;
import dev.clientintents.certificate.serving.MountedCertificates;
import dev.clientintents.certificate.serving.OwnCertificates;
import dev.clientintents.certificate.serving.ServingCertificates;
import dev.clientintents.graph.Scope;
import dev.clientintents.operator.WebhookSettings;
import dev.clientintents.operator.watch.OwnerCache;
import dev.clientintents.operator.watch.TrimmedModel;
import dev.clientintents.operator.work.DaemonThreads;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * The webhook for new pods, as each replica serves it, leading or not: {@code /strip} takes away the reserved labels that a
 * pod brings, and {@code /label} gives it those that it must have.
 */
public final class Webhook implements AutoCloseable {

    private final HotKey key = new HotKey();
    private final Duration drain;
    private final PodLabelling labelling;
    private final WebhookServer server;
    private final ServingCertificates certificates;

    public Webhook(
            KubernetesClient client,
            Scope scope,
            SharedGraph graph,
            StartupBarrier barrier,
            OperatorMetrics metrics,
            OwnerCache owners,
            String namespace,
            WebhookSettings settings) {
        this.drain = settings.drain();
        this.labelling = new PodLabelling(scope, graph, barrier::isSynced, owners);
        this.server = new WebhookServer(
                settings.port(),
                key.context(),
                TrimmedModel.mapper(),
                Map.of("/strip", pod -> CompletableFuture.completedFuture(Verdict.stripping(pod)), "/label", labelling),
                metrics::admitted);
        this.certificates = settings.certificates()
                .<ServingCertificates>map(
                        folder -> new MountedCertificates(folder, key, DaemonThreads.named("certificates")))
                .orElseGet(() -> new OwnCertificates(
                        client,
                        namespace,
                        settings.name(),
                        new Rotation(settings.lifetimes(), new TreeSet<>(List.of(host(settings.name(), namespace)))),
                        key,
                        metrics::written,
                        barrier::isOpen,
                        Clock.systemUTC(),
                        DaemonThreads.named("certificates")));
        metrics.gauge(
                "webhook_certificate_expires_seconds",
                "When the certificate of the webhook ends, in seconds since 1970; NaN where it has none yet",
                this::expires);
        barrier.onOpen(certificates::leads);
    }

    /** The name by which the API server calls a Service, which its certificate has to state. */
    private static String host(String service, String namespace) {
        return service + "." + namespace + ".svc";
    }

    /** Listens, and sees to its certificate. */
    public void start() {
        server.start();
        certificates.start();
    }

    /** Whether it can answer: it has a certificate. */
    public boolean isServing() {
        return key.certificate() != null;
    }

    private Number expires() {
        X509Certificate certificate = key.certificate();
        return certificate == null
                ? Double.NaN
                : certificate.getNotAfter().toInstant().getEpochSecond();
    }

    public int port() {
        return server.port();
    }

    /** Goes on answering for as long as it may still be asked, and ends. */
    @Override
    public void close() {
        try {
            Thread.sleep(drain.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
        labelling.close();
        certificates.close();
    }
}
