package dev.clientintents.bench;

import dev.clientintents.learn.flow.FlowFormat;
import dev.clientintents.learn.flow.FlowReader;
import dev.clientintents.learn.flow.UnknownFormat;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.resolve.Aggregation;
import dev.clientintents.learn.resolve.Parties;
import dev.clientintents.manifest.ManifestReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/**
 * Measures how fast records of connections are read, resolved and gathered, from memory and on one thread, and how much of the heap
 * is in use at the end. It asserts nothing about time. {@code -Dbench.flows=2000000} is the number of records of each format, between
 * 2,000 workloads with five pods each.
 */
public final class FlowBenchmark {

    private static final int WORKLOADS = 2_000;
    private static final int PODS = 5;
    private static final int TARGETS = 10;
    private static final int LINES = 20_000;

    private FlowBenchmark() {}

    public static void main(String[] arguments) throws IOException, UnknownFormat {
        int flows = Integer.getInteger("bench.flows", 2_000_000);
        var reader = new ManifestReader("default");
        reader.read("world", new ByteArrayInputStream(world().getBytes(StandardCharsets.UTF_8)));
        var snapshot = reader.snapshot();
        System.out.println(
                "| | records | bytes for each | records a second | … of processor time | connections | heap in use at the end |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (FlowFormat format : new FlowFormat[] {FlowFormat.HUBBLE, FlowFormat.CONNTRACK}) {
            byte[] lines = (format == FlowFormat.HUBBLE ? hubble() : conntrack()).getBytes(StandardCharsets.UTF_8);
            var warm = new Aggregation(new Parties(snapshot));
            new FlowReader(warm).read(new Repeated(lines, 5), format);
            int times = Math.max(1, flows / LINES);
            var aggregation = new Aggregation(new Parties(snapshot));
            long start = System.nanoTime();
            long processor = processorTime();
            new FlowReader(aggregation).read(new Repeated(lines, times), format);
            double seconds = (System.nanoTime() - start) / 1e9;
            double processorSeconds = (processorTime() - processor) / 1e9;
            System.gc();
            long heap =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            Observations seen = aggregation.observations();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,d | %d | %,.0f | %,.0f | %,d | %d MiB |%n",
                    format,
                    aggregation.records(),
                    lines.length / LINES,
                    aggregation.records() / seconds,
                    aggregation.records() / processorSeconds,
                    seen.connections().size(),
                    heap >> 20);
        }
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static String world() {
        var world = new StringBuilder();
        for (int workload = 0; workload < WORKLOADS; workload++) {
            String namespace = "team-" + workload % 20;
            world.append("""
                    ---
                    apiVersion: apps/v1
                    kind: StatefulSet
                    metadata: {name: app-%1$d, namespace: %2$s, uid: u%1$d}
                    spec:
                      selector: {matchLabels: {app: app-%1$d}}
                      serviceName: app-%1$d
                      template:
                        metadata: {labels: {app: app-%1$d}}
                        spec: {containers: [{name: app, image: app, ports: [{containerPort: 8080}]}]}
                    """.formatted(workload, namespace));
            for (int pod = 0; pod < PODS; pod++) {
                world.append("""
                        ---
                        apiVersion: v1
                        kind: Pod
                        metadata:
                          name: app-%1$d-%3$d
                          namespace: %2$s
                          labels: {app: app-%1$d}
                          ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: app-%1$d, uid: u%1$d, controller: true}]
                        spec: {containers: [{name: app, image: app, ports: [{containerPort: 8080}]}]}
                        status: {phase: Running, podIP: %4$s, podIPs: [{ip: %4$s}]}
                        """.formatted(workload, namespace, pod, address(workload, pod)));
            }
        }
        return world.toString();
    }

    private static String address(int workload, int pod) {
        int number = workload * PODS + pod;
        return "10." + number / 65_536 + "." + number / 256 % 256 + "." + number % 256;
    }

    private static String hubble() {
        var random = new Random(1);
        var lines = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            int client = random.nextInt(WORKLOADS);
            int server = (client + 1 + random.nextInt(TARGETS)) % WORKLOADS;
            int from = random.nextInt(PODS);
            int to = random.nextInt(PODS);
            lines.append("""
                    {"flow":{"time":"2026-11-26T10:00:00.123456789Z","verdict":"FORWARDED","IP":{"source":"%s","destination":"%s","ipVersion":"IPv4"},\
                    "l4":{"TCP":{"source_port":41022,"destination_port":8080,"flags":{"SYN":true}}},\
                    "source":{"ID":12,"identity":4711,"cluster_name":"default","namespace":"team-%d","labels":["k8s:app=app-%d","k8s:io.kubernetes.pod.namespace=team-%4$d"],"pod_name":"app-%4$d-%d","workloads":[{"name":"app-%4$d","kind":"StatefulSet"}]},\
                    "destination":{"ID":13,"identity":4712,"cluster_name":"default","namespace":"team-%d","labels":["k8s:app=app-%d"],"pod_name":"app-%7$d-%d","workloads":[{"name":"app-%7$d","kind":"StatefulSet"}]},\
                    "Type":"L3_L4","node_name":"n1","event_type":{"type":5},"traffic_direction":"INGRESS","policy_match_type":2,"is_reply":false},"node_name":"n1","time":"2026-11-26T10:00:00.123456789Z"}
                    """.formatted(
                    address(client, from), address(server, to), client % 20, client, from, server % 20, server, to));
        }
        return lines.toString();
    }

    private static String conntrack() {
        var random = new Random(1);
        var lines = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            int client = random.nextInt(WORKLOADS);
            int server = (client + 1 + random.nextInt(TARGETS)) % WORKLOADS;
            String from = address(client, random.nextInt(PODS));
            String to = address(server, random.nextInt(PODS));
            int port = 32_768 + random.nextInt(28_000);
            lines.append(
                    "ipv4     2 tcp      6 431999 ESTABLISHED src=%1$s dst=10.96.0.21 sport=%3$d dport=80 src=%2$s dst=%1$s sport=8080 dport=%3$d [ASSURED] mark=0 zone=0 use=2\n"
                            .formatted(from, to, port));
        }
        return lines.toString();
    }

    /** The same bytes again and again. */
    private static final class Repeated extends InputStream {

        private final byte[] bytes;
        private int left;
        private int next;

        Repeated(byte[] bytes, int times) {
            this.bytes = bytes;
            this.left = times;
        }

        @Override
        public int read() {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (next == bytes.length) {
                next = 0;
                left--;
            }
            if (left <= 0) {
                return -1;
            }
            int count = Math.min(length, bytes.length - next);
            System.arraycopy(bytes, next, into, offset, count);
            next += count;
            return count;
        }
    }
}
