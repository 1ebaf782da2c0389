package dev.clientintents.admission;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTPS server that the API server asks. No request holds a thread while it waits, whether for its own body or for a
 * look-up, so that a client that stalls holds nobody else up. Connections stay open longer than the API server keeps them,
 * so that no request meets one that is just being closed.
 */
public final class WebhookServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);

    /** An API server takes objects of 3 MiB at most; some more is around them. */
    static final int LARGEST_BODY = 4 * 1024 * 1024;

    private static final Duration KEEP_ALIVE = Duration.ofMinutes(2);
    private static final Duration STALLED = Duration.ofSeconds(5);
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 1_000;
    private static final int THREADS = 16;

    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");

    static {
        // or Jetty starts all of JMX to learn it: the references in the 64 bytes that processors read at once
        System.getProperties().putIfAbsent("org.eclipse.jetty.util.referencesPerCacheLine", "16");
    }

    private final Server server;
    private final ServerConnector connector;
    private final AdmissionReviews reviews;
    private final Map<String, Admission> admissions;
    private final Listener listener;

    /** Is told of each request that is answered. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Called just before the answer is sent.
         *
         * @param path the path; {@code other} where the server has no such
         */
        void answered(String path, Outcome outcome, long nanos);
    }

    /**
     * A server that does not listen yet.
     *
     * @param port where to listen; 0 takes a free port
     * @param tls its key and certificate
     * @param json reads pods, as much of them as is needed
     * @param admissions what decides, by the path of the requests
     */
    public WebhookServer(
            int port, SSLContext tls, ObjectMapper json, Map<String, Admission> admissions, Listener listener) {
        this.reviews = new AdmissionReviews(json);
        this.admissions = Map.copyOf(admissions);
        this.listener = listener;
        var threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("webhook");
        threads.setDaemon(true);
        this.server = new Server(threads);
        this.connector = connector(port, tls);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(new Answering()));
        server.setStopTimeout(FINISH_WITHIN.toMillis());
        var limit = new NetworkConnectionLimit(CONNECTIONS, server);
        limit.setEndPointIdleTimeout(Duration.ofSeconds(1).toMillis());
        server.addBean(limit);
    }

    private ServerConnector connector(int port, SSLContext tls) {
        var ssl = new SslContextFactory.Server();
        ssl.setSslContext(tls);
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setIdleTimeout(STALLED.toMillis());
        // who is asked for is checked by whoever asks: the server has but one certificate
        http.addCustomizer(new SecureRequestCustomizer(false));
        var created = new ServerConnector(server, ssl, new HttpConnectionFactory(http));
        created.setPort(port);
        created.setIdleTimeout(KEEP_ALIVE.toMillis());
        return created;
    }

    /**
     * Listens.
     *
     * @throws UncheckedIOException where the port cannot be had
     */
    public void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen on port " + connector.getPort() + "; choose another with --webhook-port", e);
        } catch (Exception e) {
            throw new IllegalStateException("the webhook cannot be served", e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Takes no more requests, and ends when those under way are answered. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("The webhook's server did not end in order");
        }
    }

    /** Answers requests. */
    private final class Answering extends Handler.Abstract {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            long start = System.nanoTime();
            String path = request.getHttpURI().getPath();
            Admission admission = admissions.get(path);
            if (admission == null) {
                return refuse(response, callback, "other", start, HttpStatus.NOT_FOUND_404, "no such path");
            }
            if (!HttpMethod.POST.is(request.getMethod())) {
                return refuse(
                        response,
                        callback,
                        path,
                        start,
                        HttpStatus.METHOD_NOT_ALLOWED_405,
                        "an AdmissionReview is posted");
            }
            if (request.getLength() > LARGEST_BODY) {
                return refuse(
                        response, callback, path, start, HttpStatus.PAYLOAD_TOO_LARGE_413, "the body is too large");
            }
            var body = new CompletableFuture<byte[]>();
            Content.Source.asByteArrayAsync(request, LARGEST_BODY, Promise.Invocable.toPromise(body));
            body.thenApply(reviews::read)
                    .thenCompose(asked -> admission
                            .admit(asked.pod())
                            .thenAccept(verdict -> answer(response, callback, path, start, asked.uid(), verdict)))
                    .exceptionally(failure -> {
                        failed(response, callback, path, start, failure);
                        return null;
                    });
            return true;
        }

        private void answer(
                Response response, Callback callback, String path, long start, String uid, Verdict verdict) {
            byte[] bytes = reviews.write(uid, verdict);
            response.getHeaders().put(JSON);
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
            listener.answered(path, verdict.outcome(), System.nanoTime() - start);
            response.write(true, ByteBuffer.wrap(bytes), callback);
        }

        private void failed(Response response, Callback callback, String path, long start, Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            boolean theirs = cause instanceof IllegalArgumentException
                    || cause instanceof IOException
                    || cause instanceof TimeoutException;
            if (!theirs) {
                LOG.atWarn().addKeyValue("path", path).setCause(cause).log("A request to admit a pod failed");
            }
            refuse(
                    response,
                    callback,
                    path,
                    start,
                    theirs ? HttpStatus.BAD_REQUEST_400 : HttpStatus.INTERNAL_SERVER_ERROR_500,
                    String.valueOf(cause.getMessage()));
        }

        private boolean refuse(
                Response response, Callback callback, String path, long start, int status, String message) {
            listener.answered(path, Outcome.REFUSED, System.nanoTime() - start);
            response.setStatus(status);
            Content.Sink.write(response, true, message, callback);
            return true;
        }
    }
}
