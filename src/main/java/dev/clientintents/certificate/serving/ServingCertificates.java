package dev.clientintents.certificate.serving;

/** Keeps the webhook supplied with a certificate that the API server trusts. */
public interface ServingCertificates extends AutoCloseable {

    /** Starts. A certificate that is not there yet, or cannot be read, is tried for again. */
    void start();

    /** Starts to keep what replicas share; to be called when this replica begins to write. */
    void onLeadershipAcquired();

    @Override
    void close();
}
