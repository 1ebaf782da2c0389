package dev.clientintents.certificate.serving;

import dev.clientintents.certificate.HotKey;
import dev.clientintents.certificate.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves with what somebody else keeps in a folder: a mounted Secret of cert-manager, which changes in place. What
 * cannot be served leaves what is served as it is, and is lastCause once.
 */
public final class MountedCertificates implements ServingCertificates {

    private static final Logger LOG = LoggerFactory.getLogger(MountedCertificates.class);
    private static final long LOOK_EVERY_MILLIS = 5_000;

    /**
     * The link by which the kubelet changes all files of a volume in one step.
     *
     * @see <a href="https://pkg.go.dev/k8s.io/kubernetes/pkg/volume/util#AtomicWriter">AtomicWriter</a>
     */
    private static final String DATA_DIR = "..data";

    private final Path folder;
    private final HotKey key;
    private final ScheduledExecutorService thread;
    private byte[] seenCertificate = {};
    private byte[] seenKey = {};
    private String lastCause = "";

    /** @param threads makes the one thread that looks at the folder */
    public MountedCertificates(Path folder, HotKey key, ThreadFactory threads) {
        this.thread = Executors.newSingleThreadScheduledExecutor(threads);
        this.folder = folder;
        this.key = key;
    }

    @Override
    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::reload, 0, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Serves the folder's certificate where it is new. Files that do not fit together are read again later: somebody is
     * writing them one after the other.
     */
    void reload() {
        try {
            Path dataDir = currentDataDir();
            byte[] certificate = Files.readAllBytes(dataDir.resolve("tls.crt"));
            byte[] privateKey = Files.readAllBytes(dataDir.resolve("tls.key"));
            if (!Arrays.equals(certificate, seenCertificate) || !Arrays.equals(privateKey, seenKey)) {
                List<X509Certificate> chain = Pem.certificates(certificate);
                key.use(Pem.privateKey(privateKey), chain);
                seenCertificate = certificate;
                seenKey = privateKey;
                LOG.atInfo()
                        .addKeyValue("folder", folder)
                        .addKeyValue("expires", chain.get(0).getNotAfter().toInstant())
                        .log("Serving the webhook with the certificate of the folder");
            }
            lastCause = "";
        } catch (IOException | RuntimeException e) {
            warnOnce(e.toString());
        }
    }

    /** Returns the directory whose files belong together. */
    private Path currentDataDir() throws IOException {
        Path link = folder.resolve(DATA_DIR);
        return Files.exists(link) ? link.toRealPath() : folder;
    }

    private void warnOnce(String cause) {
        if (!cause.equals(lastCause)) {
            lastCause = cause;
            LOG.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("cause", cause)
                    .log(
                            key.certificate() == null
                                    ? "Cannot take the webhook's certificate; it will be tried again"
                                    : "Cannot take the webhook's new certificate, and goes on with the one before");
        }
    }

    /** Does nothing: whoever makes the certificates also tells the API server whom to trust. */
    @Override
    public void onLeadershipAcquired() {}

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
