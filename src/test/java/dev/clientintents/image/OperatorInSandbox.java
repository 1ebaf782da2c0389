package dev.clientintents.image;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A pod's container of the operator, as the kubelet would start, watch and stop it. */
final class OperatorInSandbox implements AutoCloseable {

    static final String POD = "client-intents-0";
    static final String NAMESPACE = "client-intents";

    /** Where the kubelet puts what a container needs for the API server. */
    static final String ACCOUNT = "var/run/secrets/kubernetes.io/serviceaccount";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Sandbox sandbox;
    private final Process process;
    private final URI url;
    private final URI metrics;
    private final Path log;
    private final long startedAt = System.nanoTime();

    private OperatorInSandbox(Sandbox sandbox, Process process, URI url, URI metrics, Path log) {
        this.sandbox = sandbox;
        this.process = process;
        this.url = url;
        this.metrics = metrics;
        this.log = log;
    }

    /** Writes the files of a service account as they are mounted into pods. */
    static void writeAccount(Config config, Path folder) throws IOException {
        Files.writeString(Files.createDirectories(folder).resolve("token"), config.getOauthToken());
        Files.writeString(folder.resolve("ca.crt"), config.getCaCertData());
        Files.writeString(folder.resolve("namespace"), NAMESPACE);
    }

    /**
     * Starts it with the arguments and variables of a container of the chart. Only the ports are others, since
     * somebody may use those on this machine.
     *
     * @param more variables that are added or stand for the container's
     */
    static OperatorInSandbox start(
            Sandbox sandbox, Container container, Config cluster, Map<String, String> more, Path log)
            throws IOException {
        int port;
        int metricsPort;
        try (var probes = new ServerSocket(0);
                var metrics = new ServerSocket(0)) {
            port = probes.getLocalPort();
            metricsPort = metrics.getLocalPort();
        }
        URI apiServer = URI.create(cluster.getMasterUrl());
        var environment = new HashMap<String, String>();
        container
                .getEnv()
                .forEach(variable -> environment.put(
                        variable.getName(),
                        variable.getValueFrom() == null
                                ? variable.getValue()
                                : switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
                                    case "metadata.name" -> POD;
                                    case "metadata.namespace" -> NAMESPACE;
                                    default -> throw new IllegalStateException("unknown: " + variable);
                                }));
        environment.put("CLIENT_INTENTS_HTTP_PORT", Integer.toString(port));
        environment.put("CLIENT_INTENTS_METRICS_PORT", Integer.toString(metricsPort));
        environment.put("KUBERNETES_SERVICE_HOST", apiServer.getHost());
        environment.put("KUBERNETES_SERVICE_PORT", Integer.toString(apiServer.getPort()));
        environment.putAll(more);
        return new OperatorInSandbox(
                sandbox,
                sandbox.start(environment, container.getArgs(), log),
                URI.create("http://127.0.0.1:" + port),
                URI.create("http://127.0.0.1:" + metricsPort + "/metrics"),
                log);
    }

    /** Waits until it is ready, and says how long that took from the start of its process. */
    Duration awaitReady() throws IOException, InterruptedException {
        var http = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(url.resolve("/readyz")).build();
        while (process.isAlive() && sinceStart().compareTo(PATIENCE) < 0) {
            try {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return sinceStart();
                }
            } catch (IOException e) {
                // it does not listen yet
            }
            // asked more often, it would be busy answering
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new IllegalStateException("the operator is not ready:\n" + log());
    }

    private Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    String metrics() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** A line of {@code /proc/<pid>/status} of the Java machine, such as {@code Uid}. */
    String status(String line) throws IOException {
        long java = process.descendants()
                .reduce((first, second) -> second)
                .map(ProcessHandle::pid)
                .orElse(process.pid());
        try (var lines = Files.lines(Path.of("/proc", Long.toString(java), "status"))) {
            return lines.filter(it -> it.startsWith(line + ":"))
                    .map(it -> it.substring(line.length() + 1).strip().replaceAll("\\s+", " "))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Asks it to end, and returns its exit code. */
    int terminate() throws IOException, InterruptedException {
        sandbox.terminate(process);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the operator does not end:\n" + log());
        }
        return process.exitValue();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            try {
                terminate();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
