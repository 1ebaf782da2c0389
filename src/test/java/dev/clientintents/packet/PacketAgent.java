package dev.clientintents.packet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.cluster.Daemon;
import dev.clientintents.cluster.Kubeconfig;
import dev.clientintents.cluster.PacketBinaries;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process that is a node: it holds the network namespaces, makes connections in them and runs the engine. All of
 * that is gone as soon as it ends, and it ends with this JVM.
 */
final class PacketAgent implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    /** Twenty-five at once overflow the engine's queue. */
    private static final int PAUSE_MILLIS = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A request, of which each kind uses some fields. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Request(
            String kind,
            @Nullable String pod,
            @Nullable String address,
            @Nullable List<PortNumber> ports,
            @Nullable List<Probe> probes,
            @Nullable String watch,
            @Nullable Probe probe,
            @Nullable Long pause,
            @Nullable Long timeout) {
        static Request ofPod(String kind, String pod) {
            return new Request(kind, pod, null, null, null, null, null, null, null);
        }

        static Request ofWatch(String kind, String watch) {
            return new Request(kind, null, null, null, null, watch, null, null, null);
        }
    }

    private record PortNumber(String protocol, int number) {
        static PortNumber of(Port port) {
            return new PortNumber(port.protocol().name(), port.number());
        }
    }

    private record Probe(String from, String to, PortNumber port) {}

    private record Reply(
            @Nullable String error,
            @Nullable List<Answer> answers,
            @Nullable List<Span> spans) {}

    /** What came of an attempt, and who answered or why it failed. */
    record Answer(Verdict verdict, @Nullable String by) {}

    /** A time in which all attempts came out alike, by when the first and the last of them began. */
    record Span(Verdict verdict, @Nullable String by, long first, long last, int count) {}

    private final Daemon daemon;
    private final UnixDomainSocketAddress socket;

    private PacketAgent(Daemon daemon, Path socket) {
        this.daemon = daemon;
        this.socket = UnixDomainSocketAddress.of(socket);
    }

    /**
     * Starts a node.
     *
     * @param apiServer where the engine learns of pods and policies
     * @param folder where its log and its socket are
     */
    static PacketAgent start(PacketBinaries binaries, Config apiServer, String nodeName, Path folder) {
        Path socket = folder.resolve("agent");
        URI address = URI.create(apiServer.getMasterUrl());
        Daemon daemon = Daemon.start(
                "packet-agent",
                List.of(
                        binaries.agent().toString(),
                        "--socket=" + socket,
                        "--api-server=" + address.getHost() + ":" + address.getPort(),
                        "--",
                        binaries.engine().toString(),
                        "--kubeconfig=" + Kubeconfig.write(apiServer, folder.resolve("engine.kubeconfig")),
                        "--hostname-override=" + nodeName,
                        "--disable-nri",
                        "--strict-mode=false",
                        "--netfilter-bug-1766-fix=false",
                        "--fail-open=false",
                        "--metrics-bind-address=127.0.0.1:9080"),
                folder.resolve("packet-agent.log"));
        daemon.awaitReady(START, () -> Files.exists(socket));
        return new PacketAgent(daemon, socket);
    }

    /** The kernel's file of the connections that pass the node. */
    Path connections() {
        return daemon.descendants()
                .filter(it -> !network(it.pid())
                        .equals(network(ProcessHandle.current().pid())))
                .map(it -> Path.of("/proc/" + it.pid() + "/net/nf_conntrack"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no process is in the node's network"));
    }

    private static String network(long process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + process + "/ns/net"))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the network of a pod, in which nobody listens yet. */
    void add(String pod, String address) {
        ask(new Request("add", pod, address, null, null, null, null, null, null));
    }

    /** Opens ports of a pod, which answer its name as soon as this returns. */
    void listen(String pod, List<Port> ports) {
        ask(new Request(
                "listen", pod, null, ports.stream().map(PortNumber::of).toList(), null, null, null, null, null));
    }

    /** Takes the network of a pod away, and every connection with it. Does nothing where there is none. */
    void remove(String pod) {
        ask(Request.ofPod("remove", pod));
    }

    /** What comes of an attempt of a pod to reach an address. */
    Answer probe(String pod, String address, Port port, Duration timeout) {
        return answers(List.of(new Probe(pod, address, PortNumber.of(port))), timeout)
                .get(0);
    }

    /** What comes of attempts, in their order. */
    List<Answer> probe(List<Attempt> attempts, Duration timeout) {
        return answers(attempts.stream().map(PacketAgent::probe).toList(), timeout);
    }

    private List<Answer> answers(List<Probe> probes, Duration timeout) {
        List<Answer> answers = ask(new Request(
                        "probe", null, null, null, probes, null, null, (long) PAUSE_MILLIS, timeout.toMillis()))
                .answers();
        return answers == null ? List.of() : answers;
    }

    private static Probe probe(Attempt attempt) {
        return new Probe(attempt.client().uid(), attempt.server().address(), PortNumber.of(attempt.port()));
    }

    /** Repeats an attempt until {@link #unwatch}, without waiting for what comes of the last. */
    void watch(String watch, Attempt attempt, Duration pause, Duration timeout) {
        ask(new Request("watch", null, null, null, null, watch, probe(attempt), pause.toMillis(), timeout.toMillis()));
    }

    /** What came of the attempts of a watch so far. */
    List<Span> spans(String watch) {
        return spans(ask(Request.ofWatch("spans", watch)));
    }

    /** Ends a watch, and returns what came of all its attempts. */
    List<Span> unwatch(String watch) {
        return spans(ask(Request.ofWatch("unwatch", watch)));
    }

    private static List<Span> spans(Reply reply) {
        return reply.spans() == null ? List.of() : reply.spans();
    }

    private Reply ask(Request request) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(socket);
            Channels.newOutputStream(channel).write(JSON.writeValueAsBytes(request));
            Reply reply = JSON.readValue(Channels.newInputStream(channel), Reply.class);
            if (reply.error() != null) {
                throw new IllegalStateException(request.kind() + ": " + reply.error());
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException("the packet agent does not answer", e);
        }
    }

    @Override
    public void close() {
        daemon.kill();
    }
}
