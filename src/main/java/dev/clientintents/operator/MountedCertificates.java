package dev.clientintents.operator;

import dev.clientintents.certificate.HotKey;
import dev.clientintents.certificate.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves with what somebody else keeps in a folder: a mounted Secret of cert-manager, which changes in place. */
final class MountedCertificates implements ServingCertificates {

    private static final Logger LOG = LoggerFactory.getLogger(MountedCertificates.class);
    private static final long LOOK_EVERY_MILLIS = 5_000;

    private final Path folder;
    private final HotKey key;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(IntentOperator.daemon("certificates"));
    private byte[] seen = {};

    MountedCertificates(Path folder, HotKey key) {
        this.folder = folder;
        this.key = key;
    }

    @Override
    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Takes what is new. A pair of files that are not of one moment do not fit, and are read again later. */
    private void look() {
        try {
            byte[] certificate = Files.readAllBytes(folder.resolve("tls.crt"));
            byte[] privateKey = Files.readAllBytes(folder.resolve("tls.key"));
            if (!Arrays.equals(certificate, seen)) {
                key.use(Pem.privateKey(privateKey), Pem.certificates(certificate));
                seen = certificate;
                LOG.atInfo()
                        .addKeyValue("folder", folder)
                        .log("Serving the webhook with the certificate of the folder");
            }
        } catch (IOException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("cause", e.toString())
                    .log("Cannot take the webhook's certificate; it will be tried again");
        }
    }

    /** Nothing: whoever makes the certificates also tells the API server whom to trust. */
    @Override
    public void leads() {}

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
