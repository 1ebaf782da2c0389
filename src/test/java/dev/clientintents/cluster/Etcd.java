package dev.clientintents.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The store of a control plane: one etcd that keeps its data in a folder and does not wait for the disk. */
final class Etcd {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Pattern REVISION = Pattern.compile("\"revision\":\"(\\d+)\"");
    private static final String ANY_KEY = "AA==";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;
    private final Daemon daemon;

    private Etcd(URI endpoint, Daemon daemon) {
        this.endpoint = endpoint;
        this.daemon = daemon;
    }

    static Etcd start(Path binary, Path folder, FreePorts ports) {
        String name = UUID.randomUUID().toString();
        URI endpoint = URI.create("http://127.0.0.1:" + ports.next());
        String peers = "http://127.0.0.1:" + ports.next();
        Daemon daemon = Daemon.start(
                "etcd",
                List.of(
                        binary.toString(),
                        "--name=" + name,
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=" + endpoint,
                        "--advertise-client-urls=" + endpoint,
                        "--listen-peer-urls=" + peers,
                        "--initial-advertise-peer-urls=" + peers,
                        "--initial-cluster=" + name + "=" + peers,
                        "--heartbeat-interval=20",
                        "--election-timeout=200",
                        "--quota-backend-bytes=8589934592",
                        "--unsafe-no-fsync",
                        "--log-level=warn"),
                folder.resolve("etcd.log"));
        Etcd etcd = new Etcd(endpoint, daemon);
        daemon.awaitReady(START, () -> etcd.answersAs(name));
        return etcd;
    }

    URI endpoint() {
        return endpoint;
    }

    /** Drops everything but the present state, under a new revision. */
    void compact() {
        try {
            Matcher revision = REVISION.matcher(call("/v3/kv/put", "{\"key\":\"" + ANY_KEY + "\"}"));
            if (!revision.find()) {
                throw new IllegalStateException("etcd does not tell its revision");
            }
            call("/v3/kv/compaction", "{\"revision\":\"" + revision.group(1) + "\",\"physical\":true}");
        } catch (IOException e) {
            throw new UncheckedIOException("etcd cannot be compacted", e);
        }
    }

    void kill() {
        daemon.kill();
    }

    /** Whether it answers under its own name: another etcd might have been quicker to take the port. */
    private boolean answersAs(String name) {
        try {
            return call("/v3/cluster/member/list", "{\"linearizable\":true}").contains(name);
        } catch (IOException e) {
            return false;
        }
    }

    private String call(String path, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve(path))
                .timeout(Duration.ofSeconds(10))
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(path + " answers " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in " + path, e);
        }
    }
}
