package dev.clientintents.certificate.serving;

import dev.clientintents.certificate.Certificates;
import dev.clientintents.certificate.HotKey;
import dev.clientintents.certificate.Rotation;
import dev.clientintents.kube.FailureCause;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves with certificates that the operator makes itself and shares with its other replicas in a Secret. Whoever comes
 * first creates it; from then on the replica that leads renews it, and keeps the authorities in the webhook's
 * configuration. Every step begins with reading what is there, and no write overwrites one that it has not seen.
 */
public final class OwnCertificates implements ServingCertificates {

    private static final Logger LOG = LoggerFactory.getLogger(OwnCertificates.class);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
    private static final Duration GIVEN_UP_FOR = Duration.ofSeconds(15);

    private final Resource<Secret> secret;
    private final Resource<MutatingWebhookConfiguration> configuration;
    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final CaBundle bundle;
    private final Rotation rotation;
    private final HotKey key;
    private final BiConsumer<String, String> onWritten;
    private final BooleanSupplier leading;
    private final InstantSource clock;
    private final ScheduledExecutorService thread;
    private volatile List<SharedIndexInformer<?>> informers = List.of();
    private @Nullable Certificates served;
    private boolean tryingAgain;

    /**
     * @param onWritten is told of each object that was written, and how: {@code secret}, {@code create}
     * @param leading whether this replica may write
     * @param threads makes the one thread that keeps the certificates
     */
    public OwnCertificates(
            KubernetesClient client,
            String namespace,
            String name,
            Rotation rotation,
            HotKey key,
            BiConsumer<String, String> onWritten,
            BooleanSupplier leading,
            InstantSource clock,
            ThreadFactory threads) {
        this.thread = Executors.newSingleThreadScheduledExecutor(threads);
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.secret = client.secrets().inNamespace(namespace).withName(name);
        this.configuration = client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(name);
        this.bundle = new CaBundle(client, name, onWritten);
        this.rotation = rotation;
        this.key = key;
        this.onWritten = onWritten;
        this.leading = leading;
        this.clock = clock;
    }

    @Override
    public void start() {
        long interval = rotation.lifetimes().interval().toMillis();
        var unused = thread.scheduleWithFixedDelay(this::step, 0, interval, TimeUnit.MILLISECONDS);
        informers = List.of(watch(secret), watch(configuration));
    }

    private <R extends HasMetadata> SharedIndexInformer<R> watch(Resource<R> resource) {
        SharedIndexInformer<R> informer = resource.runnableInformer(0);
        informer.addEventHandler(new Changes<>());
        informer.exceptionHandler((started, failure) -> true);
        var unused = informer.start();
        return informer;
    }

    @Override
    public void onLeadershipAcquired() {
        requestStep();
    }

    private void requestStep() {
        try {
            thread.execute(this::step);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("The certificates are not kept any more");
        }
    }

    private void step() {
        try {
            reconcile();
        } catch (RuntimeException e) {
            again(key.certificate() == null || isConflict(e) ? AGAIN_AFTER : GIVEN_UP_FOR);
            LOG.atWarn()
                    .addKeyValue("namespace", namespace)
                    .addKeyValue("name", name)
                    .addKeyValue("cause", FailureCause.message(e))
                    .log("Could not bring the webhook's certificates in order; it will be tried again");
        }
    }

    private void again(Duration pause) {
        if (!tryingAgain && !thread.isShutdown()) {
            tryingAgain = true;
            var unused = thread.schedule(
                    () -> {
                        tryingAgain = false;
                        step();
                    },
                    pause.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void reconcile() {
        Secret read = secret.get();
        Optional<Certificates> stored = Optional.ofNullable(read).flatMap(CertificateSecret::read);
        if (read == null) {
            serve(create());
        } else {
            stored.ifPresent(this::serve);
        }
        if (leading.getAsBoolean()) {
            reconcileShared(Optional.ofNullable(read), stored);
        }
    }

    /**
     * Creates the Secret. It gets the certificates that are served already, if any, so that the loss of a Secret takes
     * no trust away.
     */
    private Certificates create() {
        Certificates wanted = known();
        try {
            client.resource(CertificateSecret.write(namespace, name, wanted)).create();
            onWritten.accept("secret", "create");
            return wanted;
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            // another replica was quicker, and its certificates are served
            return Optional.ofNullable(secret.get())
                    .flatMap(CertificateSecret::read)
                    .orElseThrow(() -> e);
        }
    }

    private Certificates known() {
        return served == null ? rotation.first(clock.instant()) : served;
    }

    private void reconcileShared(Optional<Secret> read, Optional<Certificates> stored) {
        Optional<MutatingWebhookConfiguration> told = bundle.read();
        Certificates current = stored.orElseGet(this::known);
        Certificates next = rotation.next(
                current,
                authority -> told.filter(it -> CaBundle.trusts(it, authority)).isPresent(),
                clock.instant());
        boolean due = stored.isEmpty() || !next.equals(current);
        // first whom to trust, then who is to be trusted: the rotation lets no new authority sign before
        told.ifPresent(it -> bundle.publish(it, next.authorities()));
        if (read.isPresent() && due) {
            client.resource(CertificateSecret.rewrite(read.get(), next)).update();
            onWritten.accept("secret", "update");
            LOG.atInfo()
                    .addKeyValue("name", name)
                    .addKeyValue(
                            "until", next.serving().certificate().getNotAfter().toInstant())
                    .log("Renewed the webhook's certificates");
            serve(next);
        }
    }

    private void serve(Certificates certificates) {
        if (certificates.equals(served)) {
            return;
        }
        if (served == null || !certificates.serving().equals(served.serving())) {
            key.use(certificates.serving().key(), List.of(certificates.serving().certificate()));
        }
        served = certificates;
    }

    private static boolean isConflict(RuntimeException e) {
        return e instanceof KubernetesClientException failure && failure.getCode() == HttpURLConnection.HTTP_CONFLICT;
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
        thread.shutdownNow();
    }

    /** Whatever happens, what is there is read again. */
    private final class Changes<R> implements ResourceEventHandler<R> {

        @Override
        public void onAdd(R resource) {
            requestStep();
        }

        @Override
        public void onUpdate(R old, R resource) {
            requestStep();
        }

        @Override
        public void onDelete(R resource, boolean finalStateUnknown) {
            requestStep();
        }
    }
}
