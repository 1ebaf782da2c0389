package dev.clientintents.certificate.serving;

/** Keeps the webhook supplied with a certificate that the API server trusts. */
public interface ServingCertificates extends AutoCloseable {

    /** Begins to. What is not there yet, or cannot be had, is tried for again and again. */
    void start();

    /** To be called when this replica begins to write. */
    void leads();

    @Override
    void close();
}
