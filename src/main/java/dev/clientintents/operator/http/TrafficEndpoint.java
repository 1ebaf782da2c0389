package dev.clientintents.operator.http;

import dev.clientintents.http.Answer;
import dev.clientintents.http.HttpServer;
import dev.clientintents.http.Limits;
import dev.clientintents.http.Port;
import dev.clientintents.http.Query;
import dev.clientintents.http.Route;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.learn.node.TrafficBatch;
import dev.clientintents.operator.watch.TrafficFeed;
import dev.clientintents.operator.work.DaemonThreads;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the agents of nodes tell, at {@code /traffic}. The replica that leads takes it; the others answer that it be tried
 * again, as one does that has too much to do.
 */
public final class TrafficEndpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrafficEndpoint.class);

    /** An agent opens one connection a minute, and tells some kilobytes. */
    private static final Limits LIMITS = new Limits(
            6,
            500,
            16,
            16L * 1024 * 1024,
            2L * TrafficBatch.MOST_BYTES,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1));

    private static final int THREADS = 2;
    private static final int WAITING = 64;
    private static final String BEARER = "Bearer ";

    private final TrafficFeed feed;
    private final BooleanSupplier takes;
    private final TokenReviews reviews;
    private final HttpServer server;
    private final ExecutorService threads;
    private final AtomicLong refused = new AtomicLong();

    /**
     * Creates an endpoint that does not listen yet.
     *
     * @param tls the key and certificate that it serves
     * @param user the name by which the API server knows the agents' account
     * @param takes whether this replica takes what is told now
     */
    public TrafficEndpoint(
            KubernetesClient client,
            int port,
            SSLContext tls,
            String user,
            TrafficFeed feed,
            BooleanSupplier takes,
            InstantSource clock) {
        this.feed = feed;
        this.takes = takes;
        this.reviews = new TokenReviews(client, user, clock);
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                DaemonThreads.named("traffic"));
        this.server = new HttpServer(
                new Port("traffic", port, "--observe-port"),
                Optional.of(tls),
                LIMITS,
                Map.of("/traffic", new Route("POST", TrafficBatch.MOST_BYTES, this::answer)),
                (path, nanos) -> refused.incrementAndGet());
    }

    private CompletionStage<Answer> answer(Query query) {
        if (!takes.getAsBoolean()) {
            return CompletableFuture.completedFuture(again("this replica does not lead, or not yet"));
        }
        try {
            return CompletableFuture.supplyAsync(() -> take(query), threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(again("too much is told at once"));
        }
    }

    private static Answer again(String why) {
        return Answer.text(HttpURLConnection.HTTP_UNAVAILABLE, why);
    }

    private Answer take(Query query) {
        String authorization = query.authorization();
        if (authorization == null || !authorization.startsWith(BEARER)) {
            return refuse(HttpURLConnection.HTTP_UNAUTHORIZED, "there is no token");
        }
        TokenReviews.Answer whose;
        try {
            whose = reviews.review(authorization.substring(BEARER.length()));
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("cause", FailureCause.message(e))
                    .log("Could not ask the API server whose the token of an agent is");
            return again("the API server cannot be asked whose the token is");
        }
        if (!whose.accepted()) {
            return refuse(
                    HttpURLConnection.HTTP_FORBIDDEN,
                    "the token is not one of the agents' account for " + TokenReviews.AUDIENCE);
        }
        TrafficBatch batch = TrafficBatch.read(query.body());
        if (whose.node().filter(it -> !it.equals(batch.node())).isPresent()) {
            return refuse(HttpURLConnection.HTTP_FORBIDDEN, "the token is that of an agent of another node");
        }
        feed.take(batch);
        return Answer.text(HttpURLConnection.HTTP_OK, "taken");
    }

    private Answer refuse(int status, String why) {
        refused.incrementAndGet();
        return Answer.text(status, why);
    }

    /** Listens. */
    public void start() {
        server.start();
    }

    /** Returns the port that it listens on. */
    public int port() {
        return server.port();
    }

    /** Returns how often something was refused. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        server.close();
        threads.shutdownNow();
    }
}
