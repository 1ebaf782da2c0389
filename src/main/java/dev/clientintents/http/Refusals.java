package dev.clientintents.http;

/** Is told of each request that got no answer of its route: refused, broken off, or failed. */
@FunctionalInterface
public interface Refusals {

    /**
     * Is called just before the refusal is sent.
     *
     * @param path the path; {@code other} where the server has no such
     * @param nanos how long the request has taken since its header was read
     */
    void refused(String path, long nanos);
}
