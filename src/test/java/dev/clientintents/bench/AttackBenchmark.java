package dev.clientintents.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.ControlPlaneOptions;
import dev.clientintents.http.SlowSenders;
import dev.clientintents.operator.AnyCertificate;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures how quickly the operator answers probes, scrapes and admissions while others hold thousands of connections
 * on which they send next to nothing, and what memory that takes. It asserts nothing about time.
 * {@code -Dbench.sizes=200} is the number of pods that exist, {@code -Dbench.idle=60} for how many seconds it is
 * attacked.
 */
public final class AttackBenchmark {

    private static final int HANDSHAKES = 2_000;
    private static final int BODIES = 200;
    private static final int HEADERS = 1_000;
    private static final int ADDRESSES = 20;
    private static final int BODY = 4 * 1024 * 1024;
    private static final int BODY_AT_ONCE = BODY - 4_096;
    private static final int SECONDS = Integer.getInteger("bench.idle", 60);

    private final OperatorWithWebhook webhook;
    private final OperatorProcess operator;

    private AttackBenchmark(OperatorWithWebhook webhook) {
        this.webhook = webhook;
        this.operator = webhook.operator();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        OperatorWithWebhook.trustAnyName();
        System.setProperty("slow.millis", "1000");
        System.setProperty("bench.jvm", System.getProperty("bench.jvm", "") + " -XX:NativeMemoryTracking=summary");
        System.out.println("| | `/readyz` (median / p99) | `/metrics` | a new pod's labels |");
        System.out.println("|---|---|---|---|");
        Clusters.measure(ControlPlaneOptions.defaults().withControllerManager(false), "200", AttackBenchmark::measure);
        System.exit(0);
    }

    private static void measure(ControlPlane controlPlane, KubernetesClient client, Api api, int size)
            throws InterruptedException {
        try (var webhook = OperatorWithWebhook.over(controlPlane, client, api, size)) {
            new AttackBenchmark(webhook).run();
        } catch (IOException e) {
            throw new IllegalStateException("the operator does not answer", e);
        }
    }

    private void run() throws IOException, InterruptedException {
        ask(Duration.ofSeconds(10));
        row("in peace", ask(Duration.ofSeconds(SECONDS / 2)));
        int webhookPort = webhook.port();
        List<InetAddress> from = SlowSenders.addresses(ADDRESSES);
        try (var handshakes =
                        SlowSenders.of(HANDSHAKES, SlowSenders.plain(webhookPort, from, SlowSenders.handshake()));
                var bodies = SlowSenders.of(
                        BODIES,
                        SlowSenders.body(webhookPort, from, AnyCertificate.trusted(), "/label", BODY, BODY_AT_ONCE));
                var probes = SlowSenders.of(
                        HEADERS, SlowSenders.plain(operator.probesPort(), from, SlowSenders.header("/livez")));
                var scrapes = SlowSenders.of(
                        HEADERS, SlowSenders.plain(operator.metricsPort(), from, SlowSenders.header("/metrics")))) {
            ask(Duration.ofSeconds(5));
            row("under attack", ask(Duration.ofSeconds(SECONDS)));
            for (var each : List.of(handshakes, bodies, probes, scrapes)) {
                System.err.println(
                        each.open() + " open, " + each.cut() + " broken off, " + each.refused() + " refused");
            }
            memory();
        }
        ask(Duration.ofSeconds(10));
        row("afterwards", ask(Duration.ofSeconds(SECONDS / 2)));
        memory();
    }

    private void memory() throws IOException {
        var parts = new TreeMap<String, Long>();
        for (String each : List.of("Java Heap", "Class", "Metaspace", "Thread", "Code", "GC", "Symbol", "Other")) {
            parts.put(each, operator.nativeMebibytes(each));
        }
        System.err.println(operator.mebibytes("VmRSS") + " MiB resident, " + operator.mebibytes("VmHWM")
                + " MiB at most, " + operator.mebibytes("Threads") + " threads; committed in MiB: " + parts);
    }

    /** All three in turn, as a kubelet, a Prometheus and an API server that are in no hurry. */
    private Map<String, Latencies> ask(Duration duration) throws IOException, InterruptedException {
        Map<String, Latencies> latencies = new TreeMap<>();
        var kept = HttpClient.newHttpClient();
        long end = System.nanoTime() + duration.toNanos();
        int number = 0;
        while (System.nanoTime() < end) {
            probe(latencies.computeIfAbsent("1", it -> new Latencies()));
            time(latencies.computeIfAbsent("2", it -> new Latencies()), kept, get(operator.metricsPort(), "/metrics"));
            time(latencies.computeIfAbsent("3", it -> new Latencies()), webhook.http(), webhook.review("n" + number++));
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return latencies;
    }

    private static HttpRequest get(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
    }

    /** A kubelet opens a connection for each probe. */
    private void probe(Latencies latencies) throws IOException {
        long start = System.nanoTime();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), operator.probesPort())) {
            socket.getOutputStream()
                    .write("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            latencies.add(System.nanoTime() - start);
            if (!answer.startsWith("HTTP/1.1 200")) {
                throw new IllegalStateException("the probe: " + answer);
            }
        }
    }

    private static void time(Latencies latencies, HttpClient http, HttpRequest request)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        latencies.add(System.nanoTime() - start);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(request.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private static void row(String what, Map<String, Latencies> latencies) {
        var cells = new ArrayList<String>();
        latencies.values().forEach(each -> cells.add(each.toString()));
        System.out.println("| " + what + " | " + String.join(" | ", cells) + " |");
    }
}
