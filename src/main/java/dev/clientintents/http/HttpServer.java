package dev.clientintents.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves some paths on one port, with threads, connections and bytes of its own, so that no server suffers from what
 * another one's callers do. No request holds a thread while it waits, whether for its own bytes or for its answer.
 */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int LARGEST_HEADER = 8 * 1024;
    private static final int LARGEST_KEPT_BUFFER = 64 * 1024;
    private static final long KEPT_BUFFERS = 4 * 1024 * 1024;

    static {
        // or Jetty starts all of JMX to learn it: the references in the 64 bytes that processors read at once
        System.getProperties().putIfAbsent("org.eclipse.jetty.util.referencesPerCacheLine", "16");
    }

    private final Port port;
    private final Map<String, Route> routes;
    private final Refusals refusals;
    private final Budget bodies;
    private final Server server;
    private final BoundedConnector connector;

    /**
     * Creates a server that does not listen yet.
     *
     * @param tls its key and certificate; empty for a port without TLS
     * @param routes what is served, by path
     */
    public HttpServer(
            Port port, Optional<SSLContext> tls, Limits limits, Map<String, Route> routes, Refusals refusals) {
        this.port = port;
        this.routes = Map.copyOf(routes);
        this.refusals = refusals;
        this.bodies = new Budget(limits.bodyBytes(), limits.bodyBytesOfOne());
        var threads = new QueuedThreadPool(limits.threads(), Math.min(limits.threads(), 3));
        threads.setName(port.name());
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        this.server = new Server(
                threads,
                null,
                new ArrayByteBufferPool(0, -1, LARGEST_KEPT_BUFFER, Integer.MAX_VALUE, KEPT_BUFFERS, KEPT_BUFFERS));
        this.connector = connector(tls, limits);
        connector.setPort(port.number());
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(new Answering()));
        server.setStopTimeout(limits.finish().toMillis());
    }

    private BoundedConnector connector(Optional<SSLContext> tls, Limits limits) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setRequestHeaderSize(LARGEST_HEADER);
        if (tls.isEmpty()) {
            return new BoundedConnector(server, limits, new HttpConnectionFactory(http));
        }
        // who is asked for is checked by whoever asks: the server has but one certificate
        http.addCustomizer(new SecureRequestCustomizer(false));
        var ssl = new SslContextFactory.Server();
        ssl.setSslContext(tls.get());
        ssl.setRenegotiationAllowed(false);
        var factory = new HttpConnectionFactory(http);
        return new BoundedConnector(server, limits, new SslConnectionFactory(ssl, factory.getProtocol()), factory);
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
                    "cannot listen on port " + port.number() + "; choose another with " + port.option(), e);
        } catch (Exception e) {
            throw new IllegalStateException(port.name() + " cannot be served", e);
        }
    }

    /** Returns the port that the server listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Takes no more requests, and ends when those under way are answered. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.atWarn()
                    .addKeyValue("server", port.name())
                    .addKeyValue("cause", e.toString())
                    .log("A server did not end in order");
        }
    }

    private final class Answering extends Handler.Abstract {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            new Exchange(request, response, callback).begin();
            return true;
        }
    }

    /** One request and its answer. */
    private final class Exchange {

        private final long start = System.nanoTime();
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final BoundedEndPoint connection;
        private final String path;

        private Exchange(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.connection = BoundedEndPoint.of(request);
            this.path = request.getHttpURI().getPath();
        }

        private void begin() {
            Request.addCompletionListener(
                    request, failure -> connection.progress().answered());
            Route route = routes.get(path);
            if (route == null) {
                refuse("other", HttpStatus.NOT_FOUND_404, "no such path");
            } else if (!route.allows(request.getMethod())) {
                refuse(path, HttpStatus.METHOD_NOT_ALLOWED_405, "the method must be " + route.method());
            } else if (route.largestBody() == 0) {
                answer(route, new byte[0]);
            } else {
                receive(route);
            }
        }

        private void receive(Route route) {
            long length = request.getLength();
            if (length < 0) {
                refuse(path, HttpStatus.LENGTH_REQUIRED_411, "the header Content-Length is missing");
                return;
            }
            if (length > route.largestBody()) {
                refuse(path, HttpStatus.PAYLOAD_TOO_LARGE_413, "the body is too large");
                return;
            }
            Optional<Budget.Claim> claim =
                    bodies.claim(connection.address(), length, connection.progress(), connection::cut);
            if (claim.isEmpty()) {
                refuse(path, HttpStatus.SERVICE_UNAVAILABLE_503, "too many bodies are under way");
                return;
            }
            Request.addCompletionListener(request, failure -> claim.get().release());
            var unused = BodyReader.read(request, (int) length).whenComplete((body, failure) -> {
                if (failure == null) {
                    answer(route, body);
                } else {
                    fail(failure);
                }
            });
        }

        private void answer(Route route, byte[] body) {
            connection.progress().complete();
            try {
                CompletionStage<Answer> answer = route.answer()
                        .apply(new Query(path, body, request.getHeaders().get(HttpHeader.AUTHORIZATION), start));
                var unused = answer.whenComplete((good, failure) -> {
                    if (failure == null) {
                        send(good);
                    } else {
                        fail(failure);
                    }
                });
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        private void fail(Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            boolean theirs = cause instanceof IllegalArgumentException
                    || cause instanceof IOException
                    || cause instanceof TimeoutException;
            if (!theirs) {
                LOG.atWarn().addKeyValue("path", path).setCause(cause).log("A request failed");
            }
            refuse(
                    path,
                    theirs ? HttpStatus.BAD_REQUEST_400 : HttpStatus.INTERNAL_SERVER_ERROR_500,
                    String.valueOf(cause.getMessage()));
        }

        private void refuse(String told, int status, String message) {
            connection.progress().complete();
            refusals.refused(told, System.nanoTime() - start);
            send(Answer.text(status, message));
        }

        private void send(Answer answer) {
            response.setStatus(answer.status());
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
            response.write(true, ByteBuffer.wrap(answer.body()), callback);
        }
    }
}
