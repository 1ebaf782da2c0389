package dev.clientintents.bench;

import dev.clientintents.deploy.ChartValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operator in a JVM of its own, with the options that the chart gives it. */
final class OperatorProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target/client-intents.jar");
    private static final Path ARCHIVE = Path.of("target/client-intents.jsa");

    private final Process process;
    private final int port;
    private final int metricsPort;

    private OperatorProcess(Process process, int port, int metricsPort) {
        this.process = process;
        this.port = port;
        this.metricsPort = metricsPort;
    }

    /** Starts it as it is shipped: with an archive of its classes. */
    static OperatorProcess start(Path kubeconfig, Path log, String... arguments) {
        var options = new ArrayList<>(List.of("-XX:SharedArchiveFile=" + ARCHIVE));
        options.addAll(Arrays.asList(System.getProperty("bench.jvm", "").strip().split("\\s+", -1)));
        options.removeIf(String::isEmpty);
        return start(options, kubeconfig, log, arguments);
    }

    /** Writes the archive of classes in a run of its own. */
    static void archive(Path kubeconfig, Path log) throws InterruptedException {
        try (OperatorProcess operator = start(List.of("-XX:ArchiveClassesAtExit=" + ARCHIVE), kubeconfig, log)) {
            operator.awaitReady();
        }
    }

    private static OperatorProcess start(List<String> options, Path kubeconfig, Path log, String... arguments) {
        try {
            int port;
            int metricsPort;
            try (var probes = new ServerSocket(0);
                    var metrics = new ServerSocket(0)) {
                port = probes.getLocalPort();
                metricsPort = metrics.getLocalPort();
            }
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(ChartValues.javaOptions());
            command.addAll(options);
            command.addAll(List.of("-jar", JAR.toString(), "operator", "--no-leader-election"));
            command.addAll(
                    List.of("--http-port", Integer.toString(port), "--metrics-port", Integer.toString(metricsPort)));
            command.addAll(List.of(arguments));
            var builder = new ProcessBuilder(command);
            builder.environment().put("KUBECONFIG", kubeconfig.toString());
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new OperatorProcess(process, port, metricsPort);
        } catch (IOException e) {
            throw new UncheckedIOException("the operator cannot be started", e);
        }
    }

    /** Waits until it knows the cluster. */
    void awaitReady() throws InterruptedException {
        var http = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .build();
        while (process.isAlive()) {
            try {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // it does not listen yet
                TimeUnit.MILLISECONDS.sleep(10);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new IllegalStateException("the operator ended");
    }

    int probesPort() {
        return port;
    }

    int metricsPort() {
        return metricsPort;
    }

    /** The native memory of a category in MiB, where the JVM was told to track it; {@code Other} are direct buffers. */
    long nativeMebibytes(String category) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "VM.native_memory",
                        "summary",
                        "scale=MB")
                .redirectErrorStream(true)
                .start();
        String report = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher found = Pattern.compile(Pattern.quote(category) + " \\(reserved=\\d+MB, committed=(\\d+)MB\\)")
                .matcher(report);
        // a category of which there is nothing is left out
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /** The processor time that it has taken, in seconds; 0 where the system does not say. */
    double processorSeconds() {
        return ProcessStatus.processorSeconds(process);
    }

    /** A line of {@code /proc/<pid>/status} in MiB, such as {@code VmRSS}; 0 where there is none. */
    long mebibytes(String line) {
        return ProcessStatus.mebibytes(process, line);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
