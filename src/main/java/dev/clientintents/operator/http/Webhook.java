package dev.clientintents.operator.http;

import dev.clientintents.admission.AdmissionRoutes;
import dev.clientintents.admission.Outcome;
import dev.clientintents.admission.Verdict;
import dev.clientintents.certificate.HotKey;
import dev.clientintents.certificate.Rotation;
import dev.clientintents.certificate.serving.MountedCertificates;
import dev.clientintents.certificate.serving.OwnCertificates;
import dev.clientintents.certificate.serving.ServingCertificates;
import dev.clientintents.graph.Scope;
import dev.clientintents.http.HttpServer;
import dev.clientintents.http.Limits;
import dev.clientintents.http.Port;
import dev.clientintents.operator.WebhookSettings;
import dev.clientintents.operator.watch.OwnerCache;
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
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/**
 * The webhook for new pods, as each replica serves it, leading or not: {@code /strip} takes away the reserved labels
 * that a pod brings, and {@code /label} gives it those that it must have.
 */
public final class Webhook implements AutoCloseable {

    /**
     * An API server opens a connection for each pod that is being created, by default 200 at once, and keeps those
     * without use for 90 seconds. A pod has some kilobytes, and 3 MiB at most.
     */
    private static final Limits LIMITS = new Limits(
            8,
            1_000,
            400,
            16L * 1024 * 1024,
            12L * 1024 * 1024,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMinutes(2),
            Duration.ofSeconds(5));

    private final HotKey key = new HotKey();
    private final Duration drain;
    private final PodLabelling labelling;
    private final HttpServer server;
    private final ServingCertificates certificates;

    /** Creates a webhook that does not listen yet. */
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
        this.server = new HttpServer(
                new Port("webhook", settings.port(), "--webhook-port"),
                Optional.of(key.context()),
                LIMITS,
                AdmissionRoutes.of(
                        Map.of(
                                "/strip",
                                pod -> CompletableFuture.completedFuture(Verdict.stripping(pod)),
                                "/label",
                                labelling),
                        metrics::admitted),
                (path, nanos) -> metrics.admitted(path, Outcome.REFUSED, nanos));
        this.certificates = settings.certificates()
                .<ServingCertificates>map(
                        folder -> new MountedCertificates(folder, key, DaemonThreads.named("certificates")))
                .orElseGet(() -> new OwnCertificates(
                        client,
                        namespace,
                        settings.name(),
                        new Rotation(settings.lifetimes(), new TreeSet<>(List.of(host(settings.name(), namespace)))),
                        key,
                        (object, action) -> metrics.written(OperatorMetrics.Write.of(object, action)),
                        barrier::isOpen,
                        Clock.systemUTC(),
                        DaemonThreads.named("certificates")));
        metrics.gauge(
                "webhook_certificate_expires_seconds",
                "When the certificate of the webhook ends, in seconds since 1970; NaN where it has none yet",
                this::expires);
        barrier.onOpen(certificates::onLeadershipAcquired);
    }

    /** Returns the name by which the API server calls a Service, which its certificate has to state. */
    private static String host(String service, String namespace) {
        return service + "." + namespace + ".svc";
    }

    /** Listens, and sees to its certificate. */
    public void start() {
        server.start();
        certificates.start();
    }

    /** Returns whether the webhook can answer, which it can once it has a certificate. */
    public boolean isServing() {
        return key.certificate() != null;
    }

    private Number expires() {
        X509Certificate certificate = key.certificate();
        return certificate == null
                ? Double.NaN
                : certificate.getNotAfter().toInstant().getEpochSecond();
    }

    /** Returns the TLS context by which it serves, for another port of the same name. */
    public SSLContext tls() {
        return key.context();
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
